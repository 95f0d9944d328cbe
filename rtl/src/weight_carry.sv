// SPDX-License-Identifier: Apache-2.0
//
// weight_carry: takes a carry into a weight, unless it is at its limit.
//
// port      bits  direction  meaning
// weight    BITS  in         signed
// subtract  1     in         1 takes one off
// next      BITS  out        the weight with the carry
// stopped   1     out        it was at its limit, `next` is the weight as it was
//
// Cycles: combinational.

module weight_carry #(
  parameter BITS = 4
) (
  input  wire [BITS-1:0] weight,
  input  wire            subtract,
  output wire [BITS-1:0] next,
  output wire            stopped
);

  wire [BITS-1:0] limit = {subtract, {(BITS - 1){~subtract}}};
  wire [BITS-1:0] one   = {{(BITS - 1){subtract}}, 1'b1};

  assign stopped = weight == limit;
  assign next    = stopped ? weight : weight + one;

endmodule
