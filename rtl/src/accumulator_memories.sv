// SPDX-License-Identifier: Apache-2.0
//
// accumulator_memories: accumulators of a layer, by neurons or by inputs.
//
// A step of an update has DEPTH accumulators of each neuron: order neuron, the word of DEPTH = A inputs of each neuron's
// own memory; order input, the DEPTH = 1 accumulators of an input, A neurons a word.
//
// port           bits                  direction  meaning
// clock          1                     in         rising edge
// enable         1                     in         the machine is not held
// read           1                     in         the words of a step are read
// read_step      ADDRESS_BITS          in         which step
// write          1                     in         the words of a step are written
// write_step     ADDRESS_BITS          in         which step
// changing       NEURONS               in         neurons that change: only words that hold one are accessed
// values         NEURONS x DEPTH x g   out        accumulators read last, neuron by neuron
// new_values     NEURONS x DEPTH x g   in         what is written
// load_*                                          space 1: number is the memory
//
// Cycles: as memory_one_port or memory_two_port. Only with two ports may a read and a write meet.

module accumulator_memories #(
  parameter INPUTS = 784,
  parameter NEURONS = 200,
  parameter BITS = 8,
  parameter INPUT_ORDER = 0,
  parameter SYNAPSES = 4,
  parameter WIDTH = 32,
  parameter PORTS = 1,
  parameter DEPTH = 4,
  parameter ADDRESS_BITS = 8,
  parameter LOAD_BITS = 96
) (
  input  wire                          clock,
  input  wire                          enable,
  input  wire                          read,
  input  wire [ADDRESS_BITS-1:0]       read_step,
  input  wire                          write,
  input  wire [ADDRESS_BITS-1:0]       write_step,
  input  wire [NEURONS-1:0]            changing,
  output wire [NEURONS*DEPTH*BITS-1:0] values,
  input  wire [NEURONS*DEPTH*BITS-1:0] new_values,
  input  wire                          load_select,
  input  wire                          load_read,
  input  wire                          load_write,
  input  wire [15:0]                   load_number,
  input  wire [15:0]                   load_word,
  input  wire [7:0]                    load_part,
  input  wire [LOAD_BITS-1:0]          load_wide,
  output wire                          load_hit,
  output wire                          load_last,
  output wire [31:0]                   load_out
);

  // Neurons of a memory, memories, words of each.
  localparam GROUP = INPUT_ORDER != 0 ? SYNAPSES : 1;
  localparam MEMORIES = (NEURONS + GROUP - 1) / GROUP;
  localparam WORDS = (INPUTS + DEPTH - 1) / DEPTH;
  localparam PARTS = (WIDTH + 31) / 32;
  localparam EACH = DEPTH * BITS;

  wire [MEMORIES*WIDTH-1:0] words;

  wire unused = &{1'b0, load_wide, words};

  assign load_hit = load_select && load_number < 16'(MEMORIES) && load_word < 16'(WORDS) && load_part < 8'(PARTS);
  assign load_last = load_part == 8'(PARTS - 1);

  for (genvar memory = 0; memory < MEMORIES; memory = memory + 1) begin : column
    localparam FIRST = memory * GROUP;
    localparam COUNT = NEURONS - FIRST < GROUP ? NEURONS - FIRST : GROUP;

    wire             load = load_hit && load_number == 16'(memory);
    wire             use_word = changing[FIRST +: COUNT] != {COUNT{1'b0}};
    wire             do_read = (enable && read && use_word) || (load && load_read);
    wire             do_write = (enable && write && use_word) || (load && load_write);
    wire [WIDTH-1:0] new_word;
    wire [WIDTH-1:0] data_in = load ? load_wide[WIDTH-1:0] : new_word;

    assign values[FIRST*EACH +: COUNT*EACH] = words[memory*WIDTH +: COUNT*EACH];

    if (WIDTH > COUNT * EACH) begin : padded
      assign new_word = {{(WIDTH - COUNT * EACH) {1'b0}}, new_values[FIRST*EACH +: COUNT*EACH]};
    end else begin : full
      assign new_word = new_values[FIRST*EACH +: COUNT*EACH];
    end

    if (PORTS == 2) begin : two_port
      memory_two_port #(
        .WORDS       (WORDS),
        .WIDTH       (WIDTH),
        .ADDRESS_BITS(ADDRESS_BITS)
      ) accumulators (
        .clock        (clock),
        .read_enable  (do_read),
        .read_address (load ? load_word[ADDRESS_BITS-1:0] : read_step),
        .data_out     (words[memory*WIDTH +: WIDTH]),
        .write_enable (do_write),
        .write_address(load ? load_word[ADDRESS_BITS-1:0] : write_step),
        .data_in      (data_in)
      );
    end else begin : one_port
      memory_one_port #(
        .WORDS       (WORDS),
        .WIDTH       (WIDTH),
        .ADDRESS_BITS(ADDRESS_BITS)
      ) accumulators (
        .clock   (clock),
        .enable  (do_read || do_write),
        .write   (do_write),
        .address (load ? load_word[ADDRESS_BITS-1:0] : write ? write_step : read_step),
        .data_in (data_in),
        .data_out(words[memory*WIDTH +: WIDTH])
      );
    end
  end

  load_word_part #(
    .WORDS(MEMORIES),
    .WIDTH(WIDTH)
  ) part_of_word (
    .select(load_hit),
    .words (words),
    .number(load_number),
    .part  (load_part),
    .data  (load_out)
  );

endmodule
