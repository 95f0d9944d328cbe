// SPDX-License-Identifier: Apache-2.0
//
// load_word_part: 32 bits of one of many words, for the load port.
//
// port    bits           direction  meaning
// select  1              in         otherwise the output is 0
// words   WORDS x WIDTH  in
// number  16             in         word, less than WORDS if selected
// part    8              in         its 32 bits, lowest first
// data    32             out        0 beyond the word
//
// Cycles: combinational.

module load_word_part #(
  parameter WORDS = 200,
  parameter WIDTH = 32
) (
  input  wire                   select,
  input  wire [WORDS*WIDTH-1:0] words,
  input  wire [15:0]            number,
  input  wire [7:0]             part,
  output reg  [31:0]            data
);

  localparam PARTS = (WIDTH + 31) / 32;

  reg [32*PARTS-1:0] word;

  always @* begin
    word = {(32 * PARTS) {1'b0}};
    data = 32'd0;
    if (select) begin
      for (int k = 0; k < WORDS; k = k + 1) 
        word[WIDTH-1:0] = word[WIDTH-1:0] | (words[k*WIDTH +: WIDTH] & {WIDTH{number == 16'(k)}});
      for (int k = 0; k < PARTS; k = k + 1) data = data | (word[32*k +: 32] & {32{part == 8'(k)}});
    end
  end

endmodule
