// SPDX-License-Identifier: Apache-2.0
//
// level_comparators: LEVELS bits of each value of a group.
//
// port        bits                direction  meaning
// values      8 VALUES            in         the first in [7:0]
// thresholds  8 LEVELS a value    in         do not fall from one to the next of a value
// highest     1                   in         the highest level that is reached sets its bit alone, else all that are do
// bits        LEVELS a value      out
//
// Cycles: combinational.

module level_comparators #(
  parameter VALUES = 4,
  parameter LEVELS = 3
) (
  input  wire [8*VALUES-1:0]        values,
  input  wire [8*VALUES*LEVELS-1:0] thresholds,
  input  wire                       highest,
  output wire [VALUES*LEVELS-1:0]   bits
);

  for (genvar m = 0; m < VALUES; m = m + 1) begin : value
    wire [LEVELS:0] reached;
    assign reached[LEVELS] = 1'b0;

    for (genvar j = 0; j < LEVELS; j = j + 1) begin : level
      assign reached[j] = values[8*m +: 8] >= thresholds[8*(m*LEVELS+j) +: 8];
      // As thresholds do not fall, the next level decides whether this is the highest.
      assign bits[m*LEVELS+j] = reached[j] && !(highest && reached[j+1]);
    end
  end

endmodule
