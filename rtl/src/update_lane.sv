// SPDX-License-Identifier: Apache-2.0
//
// update_lane: what an update changes of a neuron in a step.
//
// port         bits       direction  meaning
// clock        1          in         rising edge
// enable       1          in         the machine is not held
// up, down     1, 1       in         delta +1, delta -1
// step         7          in         step of the update
// spikes       DEPTH      in         inputs of the step that spike
// values       DEPTH x g  in         their accumulators
// new_values   DEPTH x g  out        what is written at the end of the step
// overflow     DEPTH      out        inputs with a carry
// serve        DEPTH      in         carry write: the input that is served, one-hot; otherwise 0
// lowest       DEPTH      in         the input whose weight is at `weight`
// weight       w          in
// new_weight   w          out        the weight with the carry, or as it was
// carries      1          out        the input at `lowest` has a carry
// changes      1          out        and its weight is not at its limit
//
// Cycles: combinational but for `stopped`, which keeps for each input served whether its weight was at its limit.

module update_lane #(
  parameter BITS = 8,
  parameter WEIGHT_BITS = 4,
  parameter DEPTH = 4
) (
  input  wire                   clock,
  input  wire                   enable,
  input  wire                   up,
  input  wire                   down,
  input  wire [6:0]             step,
  input  wire [DEPTH-1:0]       spikes,
  input  wire [DEPTH*BITS-1:0]  values,
  output wire [DEPTH*BITS-1:0]  new_values,
  output wire [DEPTH-1:0]       overflow,
  input  wire [DEPTH-1:0]       serve,
  input  wire [DEPTH-1:0]       lowest,
  input  wire [WEIGHT_BITS-1:0] weight,
  output wire [WEIGHT_BITS-1:0] new_weight,
  output wire                   carries,
  output wire                   changes
);

  reg  [DEPTH-1:0]       stopped;
  wire [WEIGHT_BITS-1:0] carried;
  wire                   at_limit;
  wire                   changing = up || down;

  weight_carry #(
    .BITS(WEIGHT_BITS)
  ) carry (
    .weight  (weight),
    .subtract(down),
    .next    (carried),
    .stopped (at_limit)
  );

  assign carries    = (overflow & lowest) != {DEPTH{1'b0}};
  assign changes    = carries && !at_limit;
  assign new_weight = carries ? carried : weight;

  for (genvar k = 0; k < DEPTH; k = k + 1) begin : synapse
    wire [BITS-1:0] sum;
    wire [BITS-1:0] limit;
    wire            leaves;
    wire            stops = serve[k] ? at_limit : stopped[k];

    carry_adder #(
      .BITS(BITS)
    ) adder (
      .accumulator(values[k*BITS +: BITS]),
      .step       (step),
      .subtract   (down),
      .sum        (sum),
      .overflow   (leaves),
      .limit      (limit)
    );

    assign overflow[k] = leaves && changing && spikes[k];
    assign new_values[k*BITS +: BITS] =
        !(changing && spikes[k]) ? values[k*BITS +: BITS] : overflow[k] && stops ? limit : sum;

    always_ff @(posedge clock)
      if (enable && serve[k] && overflow[k]) stopped[k] <= at_limit;
  end

endmodule
