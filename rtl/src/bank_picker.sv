// SPDX-License-Identifier: Apache-2.0
//
// bank_picker: the lowest spike left in a row bank.
//
// port        bits        direction  meaning
// candidates  WIDTH       in         spikes left, lowest row first
// found       1           out        there is one
// picked      WIDTH       out        the lowest, one-hot; 0 if there is none
// index       INDEX_BITS  out        its index; 0 if there is none
//
// Cycles: combinational.

module bank_picker #(
  parameter WIDTH = 25,
  parameter INDEX_BITS = 5
) (
  input  wire [WIDTH-1:0]      candidates,
  output wire                  found,
  output wire [WIDTH-1:0]      picked,
  output reg  [INDEX_BITS-1:0] index
);

  // Whether there is a spike at or below an index, in log2(WIDTH) steps rather than by a carry through all bits.
  reg [WIDTH-1:0] some;

  always @* begin
    some = candidates;
    for (int step = 1; step < WIDTH; step = step * 2) some = some | (some << step);
  end

  assign found  = some[WIDTH-1];
  assign picked = candidates & ~(some << 1);

  always @* begin
    index = {INDEX_BITS{1'b0}};
    if (found)
      for (int k = 0; k < WIDTH; k = k + 1) index = index | (INDEX_BITS'(k) & {INDEX_BITS{picked[k]}});
  end

endmodule
