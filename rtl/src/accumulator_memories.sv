// SPDX-License-Identifier: Apache-2.0
//
// accumulator_memories: one memory of accumulators.
//
// Order neuron: a neuron's, DEPTH neighbouring inputs a word. Order input: those of NEURONS neighbouring neurons, an
// input a word. Either way a step of an update takes one word, and it has EACH = DEPTH x g bits of each neuron.
//
// port           bits            direction  meaning
// clock          1               in         rising edge
// enable         1               in         the machine is not held
// read           1               in         the word of a step is read
// read_step      ADDRESS_BITS    in         which step
// write          1               in         the word of a step is written
// write_step     ADDRESS_BITS    in         which step
// values         NEURONS x EACH  out        accumulators read last, neuron by neuron
// new_values     NEURONS x EACH  in         what is written
// load_*                                    space 1
//
// Cycles: as memory_one_port or memory_two_port. Only with two ports may a read and a write meet.

module accumulator_memories #(
  parameter WORDS = 196,
  parameter NEURONS = 1,
  parameter EACH = 32,
  parameter WIDTH = 32,
  parameter PORTS = 1,
  parameter NUMBER = 0,
  parameter ADDRESS_BITS = 8,
  parameter LOAD_BITS = 96
) (
  input  wire                    clock,
  input  wire                    enable,
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
  localparam USED = NEURONS * EACH;

  wire [WIDTH-1:0] word;
  wire [WIDTH-1:0] new_word;
  wire             unused = &{1'b0, load_wide, word};

  assign load_hit = load_select && load_number == 16'(NUMBER) && load_word < 16'(WORDS) && load_part < 8'(PARTS);
  assign load_last = load_part == 8'(PARTS - 1);
  assign values = word[USED-1:0];

  // What lies beyond the synapses of a word is 0.
  if (WIDTH > USED) begin : padded
    assign new_word = {{(WIDTH - USED) {1'b0}}, new_values};
  end else begin : full
    assign new_word = new_values;
  end

  wire             do_read  = (enable && read) || (load_hit && load_read);
  wire             do_write = (enable && write) || (load_hit && load_write);
  wire [WIDTH-1:0] data_in  = load_hit ? load_wide[WIDTH-1:0] : new_word;

  if (PORTS == 2) begin : two_port
    memory_two_port #(
      .WORDS       (WORDS),
      .WIDTH       (WIDTH),
      .ADDRESS_BITS(ADDRESS_BITS)
    ) accumulators (
      .clock        (clock),
      .read_enable  (do_read),
      .read_address (load_hit ? load_word[ADDRESS_BITS-1:0] : read_step),
      .data_out     (word),
      .write_enable (do_write),
      .write_address(load_hit ? load_word[ADDRESS_BITS-1:0] : write_step),
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
      .address (load_hit ? load_word[ADDRESS_BITS-1:0] : write ? write_step : read_step),
      .data_in (data_in),
      .data_out(word)
    );
  end

  load_word_part #(
    .WIDTH(WIDTH)
  ) part_of_word (
    .select(load_hit),
    .word  (word),
    .part  (load_part),
    .data  (load_out)
  );

endmodule
