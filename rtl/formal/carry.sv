// SPDX-License-Identifier: Apache-2.0
//
// Claim: carry_adders and weight_carries together are the update of specification, section 11, for every accumulator,
// weight, step and sign of the format.

module carry_claim #(
  parameter W = 4,
  parameter G = 8
) (
  input wire [G-1:0] accumulator,
  input wire [W-1:0] weight,
  input wire [G-2:0] step,
  input wire         changes,
  input wire         spikes,
  input wire         subtract
);

  wire [G-1:0] sum;
  wire         overflow;
  wire [W-1:0] carried;
  wire         stopped;
  wire [6:0]   step_of_seven = step;

  carry_adders #(.NEURONS(1), .DEPTH(1), .BITS(G)) adders (
    .neurons(changes), .inputs(spikes), .subtract(subtract), .step(step_of_seven), .accumulators(accumulator),
    .sums(sum), .overflow(overflow)
  );
  weight_carries #(.NEURONS(1), .BITS(W)) carries (
    .carries(overflow), .subtract(subtract), .weights(weight), .next(carried), .stopped(stopped)
  );

  // What update_lanes and bias_registers make of them.
  wire [G-1:0] limit           = {subtract, {(G - 1) {~subtract}}};
  wire [G-1:0] new_accumulator = overflow && stopped ? limit : sum;
  wire [W-1:0] new_weight      = carried;

  // The specification, in numbers wide enough for everything.
  localparam signed [15:0] GREATEST = (1 << (G - 1)) - 1;
  localparam signed [15:0] LEAST = -(1 << (G - 1));
  localparam signed [15:0] RANGE = 1 << G;
  localparam signed [15:0] WEIGHT_GREATEST = (1 << (W - 1)) - 1;
  localparam signed [15:0] WEIGHT_LEAST = -(1 << (W - 1));
  wire signed [15:0] g = {{(16 - G) {accumulator[G-1]}}, accumulator};
  wire signed [15:0] w = {{(16 - W) {weight[W-1]}}, weight};
  wire signed [15:0] s = {{(17 - G) {1'b0}}, step};
  wire signed [15:0] t = !changes || !spikes ? g : subtract ? g - s : g + s;
  reg signed [15:0] expected_g;
  reg signed [15:0] expected_w;

  always @* begin
    expected_g = t;
    expected_w = w;
    if (t > GREATEST) begin
      expected_g = w < WEIGHT_GREATEST ? t - RANGE : GREATEST;
      expected_w = w < WEIGHT_GREATEST ? w + 16'sd1 : w;
    end
    if (t < LEAST) begin
      expected_g = w > WEIGHT_LEAST ? t + RANGE : LEAST;
      expected_w = w > WEIGHT_LEAST ? w - 16'sd1 : w;
    end
  end

  wire signed [15:0] found_g = {{(16 - G) {new_accumulator[G-1]}}, new_accumulator};
  wire signed [15:0] found_w = {{(16 - W) {new_weight[W-1]}}, new_weight};

  always @* begin
    assert (found_g == expected_g);
    assert (found_w == expected_w);
  end

endmodule
