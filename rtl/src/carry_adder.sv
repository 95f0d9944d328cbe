// SPDX-License-Identifier: Apache-2.0
//
// carry_adder: adds or takes off a step, and says whether the accumulator leaves its range.
//
// port         bits  direction  meaning
// accumulator  BITS  in         signed
// step         7     in         0 to 2^(BITS-1) - 1
// subtract     1     in         1 takes the step off
// sum          BITS  out        signed, wrapped where it overflows
// overflow     1     out        the true sum is outside the range, on the side that `subtract` says
// limit        BITS  out        the end of the range on that side
//
// Cycles: combinational.

module carry_adder #(
  parameter BITS = 8
) (
  input  wire [BITS-1:0] accumulator,
  input  wire [6:0]      step,
  input  wire            subtract,
  output wire [BITS-1:0] sum,
  output wire            overflow,
  output wire [BITS-1:0] limit
);

  wire [7:0]      extended = {1'b0, step};
  wire [BITS-1:0] operand  = extended[BITS-1:0] ^ {BITS{subtract}};

  assign sum      = accumulator + operand + {{(BITS - 1){1'b0}}, subtract};
  // A step of 0 turned round is 0, which never overflows, so the signs alone decide.
  assign overflow = (accumulator[BITS-1] == subtract) && (sum[BITS-1] != subtract);
  assign limit    = {subtract, {(BITS - 1){~subtract}}};

  generate
    if (BITS < 8) begin : narrow
      wire unused = &{1'b0, extended[7:BITS]};
    end
  endgenerate

endmodule
