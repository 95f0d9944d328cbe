// SPDX-License-Identifier: Apache-2.0
//
// bias_registers: bias weights and bias accumulators of a layer.
//
// port        bits          direction  meaning
// clock       1             in         rising edge
// enable      1             in         the machine is not held
// broadcast   1             in         the controller is in the broadcast state
// up, down    NEURONS each  in         delta +1, delta -1
// step        7             in         step of the update
// biases      NEURONS x 8   out        bias weights
// load_*                               space BIASES: word is the neuron, {accumulator, weight}
//
// Cycles: change at the end of the broadcast.

module bias_registers #(
  parameter NEURONS = 200,
  parameter BITS = 8
) (
  input  wire                 clock,
  input  wire                 enable,
  input  wire                 broadcast,
  input  wire [NEURONS-1:0]   up,
  input  wire [NEURONS-1:0]   down,
  input  wire [6:0]           step,
  output reg  [NEURONS*8-1:0] biases,
  input  wire                 load_select,
  input  wire                 load_write,
  input  wire [15:0]          load_word,
  input  wire [7:0]           load_part,
  input  wire [31:0]          load_data,
  output wire                 load_hit,
  output reg  [31:0]          load_out
);

  reg  [NEURONS*BITS-1:0] accumulators;
  wire [NEURONS*BITS-1:0] sums;
  wire [NEURONS-1:0]      overflow;
  wire [NEURONS*8-1:0]    carried;
  wire [NEURONS-1:0]      stopped;
  // Idle adders see nothing that changes.
  wire [NEURONS-1:0]      changing = broadcast ? up | down : {NEURONS{1'b0}};
  wire                    unused = &{1'b0, load_data};

  carry_adders #(
    .NEURONS(NEURONS),
    .DEPTH  (1),
    .BITS   (BITS)
  ) adders (
    .neurons     (changing),
    .inputs      (1'b1),
    .subtract    (down),
    .step        (step),
    .accumulators(accumulators),
    .sums        (sums),
    .overflow    (overflow)
  );

  weight_carries #(
    .NEURONS(NEURONS),
    .BITS   (8)
  ) weight_adders (
    .carries (overflow),
    .subtract(down),
    .weights (biases),
    .next    (carried),
    .stopped (stopped)
  );

  assign load_hit = load_select && load_word < 16'(NEURONS) && load_part == 8'd0;

  always_ff @(posedge clock)
    if (load_hit && load_write) begin
      for (int i = 0; i < NEURONS; i = i + 1)
        if (load_word == 16'(i)) begin
          biases[i*8 +: 8]          <= load_data[7:0];
          accumulators[i*BITS +: BITS] <= load_data[8 +: BITS];
        end
    end else if (enable && broadcast) begin
      for (int i = 0; i < NEURONS; i = i + 1)
        if (changing[i]) begin
          biases[i*8 +: 8] <= carried[i*8 +: 8];
          accumulators[i*BITS +: BITS] <= stopped[i] ? {down[i], {(BITS - 1) {~down[i]}}} : sums[i*BITS +: BITS];
        end
    end

  always @* begin
    load_out = 32'd0;
    if (load_hit)
      for (int i = 0; i < NEURONS; i = i + 1)
        if (load_word == 16'(i))
          load_out = load_out | {{(24 - BITS) {1'b0}}, accumulators[i*BITS +: BITS], biases[i*8 +: 8]};
  end

endmodule
