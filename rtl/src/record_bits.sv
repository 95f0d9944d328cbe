// SPDX-License-Identifier: Apache-2.0
//
// record_bits: spikes or window bits of one layer, one copy for each image in the pipeline.
//
// port        bits         direction  meaning
// clock       1            in         rising edge
// enable      1            in         the machine is not held
// write       COPIES       in         copies that are written, at the end of this cycle
// group       A            in         which group of GROUP bits
// data        GROUP        in         its bits
// select      COPIES       in         the copy that is read, one-hot
// bits        WIDTH        out        its bits, combinational
// load_*                              load_copy: the copy, one-hot; 32 bits a part, 256 parts at most
//
// Cycles: one a write.

module record_bits #(
  parameter COPIES = 3,
  parameter WIDTH = 784,
  parameter GROUP = 32,
  parameter ADDRESS_BITS = 12
) (
  input  wire              clock,
  input  wire              enable,
  input  wire [COPIES-1:0] write,
  input  wire [ADDRESS_BITS-1:0] group,
  input  wire [GROUP-1:0]  data,
  input  wire [COPIES-1:0] select,
  output reg  [WIDTH-1:0]  bits,
  input  wire              load_select,
  input  wire              load_write,
  input  wire [COPIES-1:0] load_copy,
  input  wire [7:0]        load_part,
  input  wire [31:0]       load_data,
  output wire              load_hit,
  output wire              load_last,
  output wire [31:0]       load_out
);

  // What a part can say.
  localparam SEEN = WIDTH < 8192 ? WIDTH : 8192;
  localparam PARTS = (SEEN + 31) / 32;
  // Bits that are always written together: GROUP is a power of two, or the whole width.
  localparam CHUNK = GROUP < 32 && GROUP < WIDTH ? GROUP : 32;

  reg [COPIES*WIDTH-1:0] copies;

  assign load_hit  = load_select && load_copy != {COPIES{1'b0}} && {1'b0, load_part} < 9'(PARTS);
  assign load_last = load_part == 8'(PARTS - 1);

  for (genvar index = 0; index < COPIES; index = index + 1) begin : copy
    for (genvar base = 0; base < WIDTH; base = base + CHUNK) begin : chunk
      localparam BITS = WIDTH - base < CHUNK ? WIDTH - base : CHUNK;
      wire own_group = group == ADDRESS_BITS'(base / GROUP);
      wire own_part  = load_write && load_hit && load_copy[index] && load_part == 8'(base / 32) && base < SEEN;

      always_ff @(posedge clock)
        if (own_part) copies[index*WIDTH+base +: BITS] <= load_data[base%32 +: BITS];
        else if (enable && write[index] && own_group) copies[index*WIDTH+base +: BITS] <= data[base%GROUP +: BITS];
    end
  end

  if (WIDTH < 32) begin : narrow
    wire unused = &{1'b0, load_data[31:WIDTH]};
  end

  always @* begin
    bits = {WIDTH{1'b0}};
    for (int index = 0; index < COPIES; index = index + 1)
      bits = bits | (copies[index*WIDTH +: WIDTH] & {WIDTH{select[index]}});
  end

  reg [WIDTH-1:0] loaded;

  always @* begin
    loaded = {WIDTH{1'b0}};
    if (load_hit)
      for (int index = 0; index < COPIES; index = index + 1)
        loaded = loaded | (copies[index*WIDTH +: WIDTH] & {WIDTH{load_copy[index]}});
  end

  load_word_part #(
    .WIDTH(SEEN)
  ) part_of_copy (
    .select(load_hit),
    .word  (loaded[SEEN-1:0]),
    .part  (load_part),
    .data  (load_out)
  );

endmodule
