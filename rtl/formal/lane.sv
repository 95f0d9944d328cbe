// SPDX-License-Identifier: Apache-2.0
//
// Claim: neuron_lane compares as specification, section 9, says, adds the weights that arrive and no others, and keeps
// its potential otherwise, also when the machine is held.

module lane_claim #(
  parameter W = 4,
  parameter BANKS = 2
) (
  input wire               clock,
  input wire               enable,
  input wire               load,
  input wire [7:0]         bias,
  input wire [BANKS-1:0]   arrived,
  input wire [BANKS*W-1:0] weights,
  input wire [15:0]        theta
);

  wire [W+11:0] potential;
  wire          spike;
  wire          window;

  neuron_lane #(.WEIGHT_BITS(W), .BANKS(BANKS)) lane (
    .clock(clock), .enable(enable), .load(load), .bias(bias), .arrived(arrived), .weights(weights), .theta(theta),
    .potential(potential), .spike(spike), .window(window)
  );

  wire signed [W+11:0] u = potential;
  wire signed [23:0]   wide = u;
  wire signed [23:0]   limit = {8'd0, theta};

  reg               past = 1'b0;
  reg signed [W+11:0] expected;
  wire signed [7:0] signed_bias = bias;
  reg signed [W+11:0] sum;
  reg signed [W-1:0] weight;
  integer k;

  always @* begin
    sum = u;
    for (k = 0; k < BANKS; k = k + 1) begin
      weight = weights[k*W +: W];
      if (arrived[k]) sum = sum + weight;
    end
  end

  always @(posedge clock) begin
    past     <= 1'b1;
    expected <= !enable ? u : load ? signed_bias : sum;
  end

  always @* begin
    assert (spike == (wide > 0));
    assert (window == (wide < limit && -wide < limit));
    if (past) assert (potential == expected);
  end

endmodule
