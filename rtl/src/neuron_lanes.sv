// SPDX-License-Identifier: Apache-2.0
//
// neuron_lanes: the potentials of a layer, a lane for each neuron.
//
// port        bits                  direction  meaning
// clock       1                     in         rising edge
// enable      1                     in         the machine is not held
// load        1                     in         first cycle of a slot in which the layer is active: takes the biases
// biases      NEURONS x 8           in         signed
// arrived     BANKS                 in         banks whose weights were read at the end of the cycle before
// weights     BANKS x NEURONS x w   in         signed, bank by bank; those of other banks do not count
// theta       16                    in         window
// potentials  NEURONS x (12 + w + EXTRA)  out  signed; EXTRA: where there are more than 4,000 inputs
// spikes      NEURONS               out        potential > 0
// window      NEURONS               out        |potential| < theta
//
// Cycles: a lane adds up to BANKS weights a cycle. Its register is clocked only when it is loaded or weights arrive.

module neuron_lanes #(
  parameter NEURONS = 200,
  parameter WEIGHT_BITS = 4,
  parameter BANKS = 8,
  parameter EXTRA = 0
) (
  input  wire                                 clock,
  input  wire                                 enable,
  input  wire                                 load,
  input  wire [NEURONS*8-1:0]                 biases,
  input  wire [BANKS-1:0]                     arrived,
  input  wire [BANKS*NEURONS*WEIGHT_BITS-1:0] weights,
  input  wire [15:0]                          theta,
  output reg  [NEURONS*(12+WEIGHT_BITS+EXTRA)-1:0] potentials,
  output reg  [NEURONS-1:0]                   spikes,
  output reg  [NEURONS-1:0]                   window
);

  localparam W = WEIGHT_BITS;
  localparam BITS = 12 + W + EXTRA;
  // Of thresholds and potentials.
  localparam WIDE = BITS > 20 ? BITS : 20;
  // Of the sum of up to 16 weights.
  localparam SUM = W + 4;

  wire                   some = arrived != {BANKS{1'b0}};
  reg  [W-1:0]           weight;
  reg  [SUM-1:0]         sum;
  reg  [NEURONS*SUM-1:0] sums;

  always @* begin
    weight = {W{1'b0}};
    sum    = {SUM{1'b0}};
    sums   = {(NEURONS * SUM) {1'b0}};
    if (some)
      for (int i = 0; i < NEURONS; i = i + 1) begin
        sum = {SUM{1'b0}};
        for (int bank = 0; bank < BANKS; bank = bank + 1) begin
          weight = weights[(bank*NEURONS+i)*W +: W];
          sum    = sum + ({{4{weight[W-1]}}, weight} & {SUM{arrived[bank]}});
        end
        sums[i*SUM +: SUM] = sum;
      end
  end

  always_ff @(posedge clock)
    if (enable && (load || some))
      for (int i = 0; i < NEURONS; i = i + 1)
        potentials[i*BITS +: BITS] <= load ? {{(BITS - 8) {biases[i*8+7]}}, biases[i*8 +: 8]}
                                           : potentials[i*BITS +: BITS] + {{(BITS - SUM) {sums[i*SUM+SUM-1]}}, sums[i*SUM +: SUM]};

  reg [BITS-1:0] potential;
  reg [BITS-1:0] magnitude;

  always @* begin
    potential = {BITS{1'b0}};
    magnitude = {BITS{1'b0}};
    for (int i = 0; i < NEURONS; i = i + 1) begin
      potential = potentials[i*BITS +: BITS];
      magnitude = potential[BITS-1] ? ~potential + 1'b1 : potential;
      spikes[i] = !potential[BITS-1] && potential != {BITS{1'b0}};
      window[i] = WIDE'(magnitude) < WIDE'(theta);
    end
  end

endmodule
