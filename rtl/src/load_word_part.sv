// SPDX-License-Identifier: Apache-2.0
//
// load_word_part: 32 bits of a word, for the load port.
//
// port    bits   direction  meaning
// select  1      in         otherwise the output is 0
// word    WIDTH  in
// part    8      in         its 32 bits, lowest first
// data    32     out        0 beyond the word
//
// Cycles: combinational.

module load_word_part #(
  parameter WIDTH = 32
) (
  input  wire             select,
  input  wire [WIDTH-1:0] word,
  input  wire [7:0]       part,
  output reg  [31:0]      data
);

  localparam PARTS = (WIDTH + 31) / 32;

  reg [32*PARTS-1:0] padded;

  always @* begin
    padded = {(32 * PARTS) {1'b0}};
    data   = 32'd0;
    if (select) begin
      padded[WIDTH-1:0] = word;
      for (int k = 0; k < PARTS; k = k + 1) data = data | (padded[32*k +: 32] & {32{part == 8'(k)}});
    end
  end

endmodule
