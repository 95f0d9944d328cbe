// SPDX-License-Identifier: Apache-2.0
//
// Claim: for thresholds that do not fall level_comparators gives the bits of specification, section 18; the highest level
// alone is one bit at most.

module levels_claim #(
  parameter VALUES = 2,
  parameter LEVELS = 3
) (
  input wire [8*VALUES-1:0]        values,
  input wire [8*VALUES*LEVELS-1:0] thresholds,
  input wire                       highest
);

  wire [VALUES*LEVELS-1:0] bits;

  level_comparators #(.VALUES(VALUES), .LEVELS(LEVELS)) comparators (
    .values(values), .thresholds(thresholds), .highest(highest), .bits(bits)
  );

  reg       rises;
  reg       reached;
  reg       higher;
  reg [7:0] v;
  reg [7:0] t;
  reg [7:0] before;
  integer   i;
  integer   k;
  integer   m;
  integer   set;

  always @* begin
    rises = 1'b1;
    for (i = 0; i < VALUES; i = i + 1)
      for (k = 1; k < LEVELS; k = k + 1) begin
        before = thresholds[8*(LEVELS*i+k-1) +: 8];
        t      = thresholds[8*(LEVELS*i+k) +: 8];
        if (t < before) rises = 1'b0;
      end
    assume (rises);
    for (i = 0; i < VALUES; i = i + 1) begin
      v   = values[8*i +: 8];
      set = 0;
      for (k = 0; k < LEVELS; k = k + 1) begin
        t       = thresholds[8*(LEVELS*i+k) +: 8];
        reached = v >= t;
        higher  = 1'b0;
        for (m = k + 1; m < LEVELS; m = m + 1) begin
          t = thresholds[8*(LEVELS*i+m) +: 8];
          if (v >= t) higher = 1'b1;
        end
        assert (bits[LEVELS*i+k] == (reached && !(highest && higher)));
        if (bits[LEVELS*i+k]) set = set + 1;
      end
      if (highest) assert (set <= 1);
    end
  end

endmodule
