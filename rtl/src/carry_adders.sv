// SPDX-License-Identifier: Apache-2.0
//
// carry_adders: adds or takes off a step, and says which accumulators leave their range. DEPTH accumulators a neuron.
//
// port          bits                     direction  meaning
// neurons       NEURONS                  in         neurons that change
// inputs        DEPTH                    in         inputs that spike
// subtract      NEURONS                  in         1 takes the step off
// step          7                        in         0 to 2^(BITS-1) - 1
// accumulators  NEURONS x DEPTH x BITS   in         signed, neuron by neuron
// sums          NEURONS x DEPTH x BITS   out        of a changing neuron and a spiking input: the sum, wrapped where it
//                                                   overflows; of others the accumulator as it is
// overflow      NEURONS x DEPTH          out        the true sum is outside the range, on the side that `subtract` says
//
// Cycles: combinational.

module carry_adders #(
  parameter NEURONS = 1,
  parameter DEPTH = 1,
  parameter BITS = 8
) (
  input  wire [NEURONS-1:0]            neurons,
  input  wire [DEPTH-1:0]              inputs,
  input  wire [NEURONS-1:0]            subtract,
  input  wire [6:0]                    step,
  input  wire [NEURONS*DEPTH*BITS-1:0] accumulators,
  output reg  [NEURONS*DEPTH*BITS-1:0] sums,
  output reg  [NEURONS*DEPTH-1:0]      overflow
);

  wire [7:0] extended = {1'b0, step};
  reg  [BITS-1:0] accumulator;
  reg  [BITS-1:0] sum;

  always @* begin
    accumulator = {BITS{1'b0}};
    sum         = {BITS{1'b0}};
    sums        = accumulators;
    overflow    = {(NEURONS * DEPTH) {1'b0}};
    for (int i = 0; i < NEURONS; i = i + 1)
      if (neurons[i])
        for (int k = 0; k < DEPTH; k = k + 1)
          if (inputs[k]) begin
            accumulator = accumulators[(i*DEPTH+k)*BITS +: BITS];
            sum = accumulator + (extended[BITS-1:0] ^ {BITS{subtract[i]}}) + {{(BITS - 1) {1'b0}}, subtract[i]};
            sums[(i*DEPTH+k)*BITS +: BITS] = sum;
            // A step of 0 turned round is 0, which never overflows, so the signs alone decide.
            overflow[i*DEPTH+k] = (accumulator[BITS-1] == subtract[i]) && (sum[BITS-1] != subtract[i]);
          end
  end

  generate
    if (BITS < 8) begin : narrow
      wire unused = &{1'b0, extended[7:BITS]};
    end
  endgenerate

endmodule
