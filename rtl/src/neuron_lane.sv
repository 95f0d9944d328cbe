// SPDX-License-Identifier: Apache-2.0
//
// neuron_lane: the potential of a neuron.
//
// port       bits       direction  meaning
// clock      1          in         rising edge
// enable     1          in         the machine is not held
// load       1          in         first cycle of a slot in which the layer is active: takes the bias
// bias       8          in         signed
// arrived    BANKS      in         banks whose weight was read at the end of the cycle before
// weights    BANKS x w  in         signed; those of other banks do not count
// theta      16         in         window
// potential  12 + w     out        signed
// spike      1          out        potential > 0
// window     1          out        |potential| < theta
//
// Cycles: one addition of up to BANKS weights a cycle. The register is clocked only when it is loaded or weights arrive.

module neuron_lane #(
  parameter WEIGHT_BITS = 4,
  parameter BANKS = 8
) (
  input  wire                         clock,
  input  wire                         enable,
  input  wire                         load,
  input  wire [7:0]                   bias,
  input  wire [BANKS-1:0]             arrived,
  input  wire [BANKS*WEIGHT_BITS-1:0] weights,
  input  wire [15:0]                  theta,
  output reg  [WEIGHT_BITS+11:0]      potential,
  output wire                         spike,
  output wire                         window
);

  localparam BITS = 12 + WEIGHT_BITS;

  // Sum of up to 16 weights.
  reg  signed [WEIGHT_BITS+3:0] sum;

  always @* begin
    sum = {(WEIGHT_BITS + 4) {1'b0}};
    for (int bank = 0; bank < BANKS; bank = bank + 1)
      if (arrived[bank])
        sum = sum + {{4{weights[bank*WEIGHT_BITS+WEIGHT_BITS-1]}}, weights[bank*WEIGHT_BITS +: WEIGHT_BITS]};
  end

  always_ff @(posedge clock)
    if (enable) begin
      if (load) potential <= {{(BITS - 8) {bias[7]}}, bias};
      else if (arrived != {BANKS{1'b0}}) potential <= potential + {{8{sum[WEIGHT_BITS+3]}}, sum};
    end

  wire            negative  = potential[BITS-1];
  wire [BITS-1:0] magnitude = negative ? ~potential + 1'b1 : potential;

  assign spike  = !negative && potential != {BITS{1'b0}};
  assign window = 20'(magnitude) < 20'(theta);

endmodule
