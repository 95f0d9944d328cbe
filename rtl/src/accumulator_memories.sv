// SPDX-License-Identifier: Apache-2.0
//
// accumulator_memories: the accumulators of a layer.
//
// Order neuron: a memory a neuron, DEPTH neighbouring inputs a word. Order input: a memory for each GROUP neighbouring
// neurons, an input a word. Either way a step of an update takes one word of each, and it has EACH = DEPTH x g bits of
// each neuron.
//
// port           bits            direction  meaning
// clock          1               in         rising edge
// enable         1               in         the machine is not held
// changing       NEURONS         in         neurons that change; words without one are not accessed
// read           1               in         the words of a step are read
// read_step      ADDRESS_BITS    in         which step
// write          1               in         the words of a step are written
// write_step     ADDRESS_BITS    in         which step
// values         NEURONS x EACH  out        accumulators read last, neuron by neuron
// new_values     NEURONS x EACH  in         what is written
// load_*                         space ACCUMULATORS
//
// Cycles: as memory_one_port or memory_two_port. Only with two ports may a read and a write meet.

module accumulator_memories #(
  parameter WORDS = 196,
  parameter NEURONS = 200,
  parameter GROUP = 1,
  parameter EACH = 32,
  parameter WIDTH = 32,
  parameter PORTS = 1,
  parameter ADDRESS_BITS = 8,
  parameter LOAD_BITS = 96
) (
  input  wire                    clock,
  input  wire                    enable,
  input  wire [NEURONS-1:0]      changing,
  input  wire                    read,
  input  wire [ADDRESS_BITS-1:0] read_step,
  input  wire                    write,
  input  wire [ADDRESS_BITS-1:0] write_step,
  output wire [NEURONS*EACH-1:0] values,
  input  wire [NEURONS*EACH-1:0] new_values,
  input  wire                    load_select,
  input  wire                    load_read,
  input  wire                    load_write,
  input  wire [15:0]             load_number,
  input  wire [15:0]             load_word,
  input  wire [7:0]              load_part,
  input  wire [LOAD_BITS-1:0]    load_wide,
  output wire                    load_hit,
  output wire                    load_last,
  output wire [31:0]             load_out
);

  localparam PARTS = (WIDTH + 31) / 32;
  localparam MEMORIES = (NEURONS + GROUP - 1) / GROUP;

  wire [MEMORIES*WIDTH-1:0] words;
  // Memories that are read or written at the end of this cycle.
  reg  [MEMORIES-1:0]       reads;
  reg  [MEMORIES-1:0]       writes;
  reg  [WIDTH-1:0]          loaded;
  wire                      unused = &{1'b0, load_wide, words};

  assign load_hit = load_select && load_number < 16'(MEMORIES) && load_word < 16'(WORDS) && load_part < 8'(PARTS);
  assign load_last = load_part == 8'(PARTS - 1);

  // The location stays where the host left it; it must not reach the memories while they work.
  wire loading = load_hit && (load_read || load_write);

  always @* begin
    reads  = {MEMORIES{1'b0}};
    writes = {MEMORIES{1'b0}};
    if (enable && (read || write))
      for (int i = 0; i < NEURONS; i = i + 1)
        if (changing[i]) begin
          reads[i/GROUP]  = read;
          writes[i/GROUP] = write;
        end
    if (loading)
      for (int number = 0; number < MEMORIES; number = number + 1)
        if (load_number == 16'(number)) begin
          reads[number]  = load_read;
          writes[number] = load_write;
        end
  end

  wire [ADDRESS_BITS-1:0] read_address  = loading ? load_word[ADDRESS_BITS-1:0] : read_step;
  wire [ADDRESS_BITS-1:0] write_address = loading ? load_word[ADDRESS_BITS-1:0] : write_step;

  for (genvar number = 0; number < MEMORIES; number = number + 1) begin : memory
    localparam FIRST = number * GROUP;
    localparam COUNT = NEURONS - FIRST < GROUP ? NEURONS - FIRST : GROUP;
    localparam USED = COUNT * EACH;
    // What lies beyond the synapses of a word is 0.
    wire [WIDTH-1:0] data_in = loading ? load_wide[WIDTH-1:0] : WIDTH'(new_values[FIRST*EACH +: USED]);

    if (PORTS == 2) begin : two_port
      memory_two_port #(
        .WORDS       (WORDS),
        .WIDTH       (WIDTH),
        .ADDRESS_BITS(ADDRESS_BITS)
      ) accumulators (
        .clock        (clock),
        .read_enable  (reads[number]),
        .read_address (read_address),
        .data_out     (words[number*WIDTH +: WIDTH]),
        .write_enable (writes[number]),
        .write_address(write_address),
        .data_in      (data_in)
      );
    end else begin : one_port
      memory_one_port #(
        .WORDS       (WORDS),
        .WIDTH       (WIDTH),
        .ADDRESS_BITS(ADDRESS_BITS)
      ) accumulators (
        .clock   (clock),
        .enable  (reads[number] || writes[number]),
        .write   (writes[number]),
        .address (write ? write_address : read_address),
        .data_in (data_in),
        .data_out(words[number*WIDTH +: WIDTH])
      );
    end

    assign values[FIRST*EACH +: USED] = words[number*WIDTH +: USED];
  end

  // Load port.
  always @* begin
    loaded = {WIDTH{1'b0}};
    if (load_hit)
      for (int number = 0; number < MEMORIES; number = number + 1)
        if (load_number == 16'(number)) loaded = loaded | words[number*WIDTH +: WIDTH];
  end

  load_word_part #(
    .WIDTH(WIDTH)
  ) part_of_word (
    .select(load_hit),
    .word  (loaded),
    .part  (load_part),
    .data  (load_out)
  );

endmodule
