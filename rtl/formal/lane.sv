// SPDX-License-Identifier: Apache-2.0
//
// Claim: neuron_lanes compares as specification, section 9, says, adds the weights that arrive and no others, and keeps
// its potential otherwise, also when the machine is held.

module lane_claim #(
  parameter W = 4,
  parameter BANKS = 2,
  parameter NEURONS = 2,
  parameter NEURON = 0
) (
  input wire               clock,
  input wire               enable,
  input wire               load,
  input wire [NEURONS*8-1:0] biases,
  input wire [BANKS-1:0]   arrived,
  input wire [BANKS*NEURONS*W-1:0] weights,
  input wire [15:0]        theta
);

  wire [NEURONS*(W+12)-1:0] potentials;
  wire [NEURONS-1:0]        spikes;
  wire [NEURONS-1:0]        in_window;

  neuron_lanes #(.NEURONS(NEURONS), .WEIGHT_BITS(W), .BANKS(BANKS)) lanes (
    .clock(clock), .enable(enable), .load(load), .biases(biases), .arrived(arrived), .weights(weights), .theta(theta),
    .potentials(potentials), .spikes(spikes), .window(in_window)
  );

  // The neuron of the claim; the others may do what they like.
  wire [W+11:0] potential = potentials[NEURON*(W+12) +: W + 12];
  wire          spike     = spikes[NEURON];
  wire          window    = in_window[NEURON];

  wire signed [W+11:0] u = potential;
  wire signed [23:0]   wide = u;
  wire signed [23:0]   limit = {8'd0, theta};

  reg               past = 1'b0;
  reg signed [W+11:0] expected;
  wire signed [7:0] signed_bias = biases[NEURON*8 +: 8];
  reg signed [W+11:0] sum;
  reg signed [W-1:0] weight;
  integer k;

  always @* begin
    sum = u;
    for (k = 0; k < BANKS; k = k + 1) begin
      weight = weights[(k*NEURONS+NEURON)*W +: W];
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
