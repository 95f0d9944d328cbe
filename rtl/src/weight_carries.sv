// SPDX-License-Identifier: Apache-2.0
//
// weight_carries: takes carries into weights, unless they are at their limit.
//
// port          bits            direction  meaning
// carries       NEURONS         in         weights that get a carry
// subtract      NEURONS         in         1 takes one off
// weights       NEURONS x BITS  in         signed
// next          NEURONS x BITS  out        with the carry; at the limit, or without a carry, as they were
// stopped       NEURONS         out        there is a carry, and the weight was at its limit
//
// Cycles: combinational.

module weight_carries #(
  parameter NEURONS = 1,
  parameter BITS = 4
) (
  input  wire [NEURONS-1:0]      carries,
  input  wire [NEURONS-1:0]      subtract,
  input  wire [NEURONS*BITS-1:0] weights,
  output reg  [NEURONS*BITS-1:0] next,
  output reg  [NEURONS-1:0]      stopped
);

  reg [BITS-1:0] weight;

  always @* begin
    weight  = {BITS{1'b0}};
    next    = weights;
    stopped = {NEURONS{1'b0}};
    for (int i = 0; i < NEURONS; i = i + 1)
      if (carries[i]) begin
        weight     = weights[i*BITS +: BITS];
        stopped[i] = weight == {subtract[i], {(BITS - 1) {~subtract[i]}}};
        if (!stopped[i]) next[i*BITS +: BITS] = weight + {{(BITS - 1) {subtract[i]}}, 1'b1};
      end
  end

endmodule
