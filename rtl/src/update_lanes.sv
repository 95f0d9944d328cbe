// SPDX-License-Identifier: Apache-2.0
//
// update_lanes: what an update changes of a layer in a step, a lane for each neuron.
//
// port         bits                 direction  meaning
// clock        1                    in         rising edge
// enable       1                    in         the machine is not held
// active       1                    in         the accumulators of a step are there
// up, down     NEURONS each         in         delta +1, delta -1
// step         7                    in         step of the update
// spikes       DEPTH                in         inputs of the step that spike
// values       NEURONS x DEPTH x g  in         their accumulators, neuron by neuron
// new_values   NEURONS x DEPTH x g  out        what is written at the end of the step
// overflow     DEPTH                out        inputs with a carry
// serve        DEPTH                in         carry write: the input that is served, one-hot; otherwise 0
// lowest       DEPTH                in         the input whose weights are at `weights`
// weights      NEURONS x w          in
// new_weights  NEURONS x w          out        the weights with the carries, or as they were
// carries      NEURONS              out        the input at `lowest` has a carry
// changes      NEURONS              out        and its weight is not at its limit
//
// Cycles: combinational but for `stopped`, which keeps for each input served whether its weight was at its limit. Lanes of
// neurons that do not change see nothing that toggles.

module update_lanes #(
  parameter NEURONS = 200,
  parameter BITS = 8,
  parameter WEIGHT_BITS = 4,
  parameter DEPTH = 4
) (
  input  wire                           clock,
  input  wire                           enable,
  input  wire                           active,
  input  wire [NEURONS-1:0]             up,
  input  wire [NEURONS-1:0]             down,
  input  wire [6:0]                     step,
  input  wire [DEPTH-1:0]               spikes,
  input  wire [NEURONS*DEPTH*BITS-1:0]  values,
  output reg  [NEURONS*DEPTH*BITS-1:0]  new_values,
  output reg  [DEPTH-1:0]               overflow,
  input  wire [DEPTH-1:0]               serve,
  input  wire [DEPTH-1:0]               lowest,
  input  wire [NEURONS*WEIGHT_BITS-1:0] weights,
  output wire [NEURONS*WEIGHT_BITS-1:0] new_weights,
  output reg  [NEURONS-1:0]             carries,
  output wire [NEURONS-1:0]             changes
);

  wire [NEURONS-1:0]            changing = active ? up | down : {NEURONS{1'b0}};
  wire [NEURONS*DEPTH*BITS-1:0] sums;
  wire [NEURONS*DEPTH-1:0]      leaves;
  wire [NEURONS-1:0]            at_limit;
  // Input by input.
  reg  [DEPTH*NEURONS-1:0]      stopped;

  carry_adders #(
    .NEURONS(NEURONS),
    .DEPTH  (DEPTH),
    .BITS   (BITS)
  ) adders (
    .neurons     (changing),
    .inputs      (spikes),
    .subtract    (down),
    .step        (step),
    .accumulators(values),
    .sums        (sums),
    .overflow    (leaves)
  );

  weight_carries #(
    .NEURONS(NEURONS),
    .BITS   (WEIGHT_BITS)
  ) weight_adders (
    .carries (carries),
    .subtract(down),
    .weights (weights),
    .next    (new_weights),
    .stopped (at_limit)
  );

  assign changes = carries & ~at_limit;

  // Apart from what follows, as `lowest` comes of it.
  always @* begin
    overflow = {DEPTH{1'b0}};
    if (active) for (int i = 0; i < NEURONS; i = i + 1) overflow = overflow | leaves[i*DEPTH +: DEPTH];
  end

  always @* begin
    carries = {NEURONS{1'b0}};
    if (lowest != {DEPTH{1'b0}})
      for (int i = 0; i < NEURONS; i = i + 1) carries[i] = (leaves[i*DEPTH +: DEPTH] & lowest) != {DEPTH{1'b0}};
  end

  // An accumulator whose weight cannot take its carry stays at the end of its range.
  always @* begin
    new_values = sums;
    if (overflow != {DEPTH{1'b0}})
      for (int i = 0; i < NEURONS; i = i + 1)
        if (changing[i])
          for (int k = 0; k < DEPTH; k = k + 1)
            if (leaves[i*DEPTH+k] && (serve[k] ? at_limit[i] : stopped[k*NEURONS+i]))
              new_values[(i*DEPTH+k)*BITS +: BITS] = {down[i], {(BITS - 1) {~down[i]}}};
  end

  // Of neurons without a carry it is 0, and not read: an enable for each input serves all of them.
  for (genvar k = 0; k < DEPTH; k = k + 1) begin : input_of_step
    always_ff @(posedge clock) if (enable && serve[k]) stopped[k*NEURONS +: NEURONS] <= at_limit;
  end

endmodule
