// SPDX-License-Identifier: Apache-2.0
//
// Claim: when winner_search is done, its winner is the lowest index of the highest potential, with and without the
// label's margin, and it is done after as many cycles as it has groups less one. All potentials, labels and margins.

module search_claim #(
  parameter NEURONS = 5,
  parameter BITS = 4,
  parameter GROUP = 2
) (
  input wire                    clock,
  input wire                    enable,
  input wire [NEURONS*BITS-1:0] any_potentials,
  input wire [7:0]              any_label,
  input wire [7:0]              any_margin
);

  localparam GROUPS = (NEURONS + GROUP - 1) / GROUP;

  // 0 reset, 1 start, then forward.
  reg [3:0] cycle = 4'd0;

  // Anything, but the same in all cycles.
  reg [NEURONS*BITS-1:0] potentials;
  reg [7:0]              label;
  reg [7:0]              margin;
  always @(posedge clock)
    if (cycle == 4'd0) begin
      potentials <= any_potentials;
      label      <= any_label;
      margin     <= any_margin;
    end

  reg [3:0] searched = 4'd0;
  wire      forward = cycle == 4'd2;
  wire      done;
  wire [7:0] winner;
  wire [7:0] plain_winner;

  always @(posedge clock)
    if (cycle == 4'd0 || enable) begin
      if (cycle < 4'd2) cycle <= cycle + 4'd1;
      // The cycle at whose end it is done is the last; then comes the hand-over.
      if (forward && done) cycle <= 4'd3;
      if (forward) searched <= searched + 4'd1;
    end

  winner_search #(.NEURONS(NEURONS), .BITS(BITS), .GROUP(GROUP)) search (
    .clock(clock), .reset(cycle == 4'd0), .enable(enable), .start(cycle == 4'd1), .output_idle(1'b1), .forward(forward),
    .potentials(potentials), .label(label), .margin(margin), .winner(winner), .plain_winner(plain_winner), .done(done)
  );

  reg signed [15:0] best;
  reg signed [15:0] plain_best;
  reg [7:0]         expected;
  reg [7:0]         plain_expected;
  reg signed [15:0] value;
  reg signed [15:0] lowered;
  integer k;

  always @* begin
    best           = -16'sd32768;
    plain_best     = -16'sd32768;
    expected       = 8'd0;
    plain_expected = 8'd0;
    for (k = 0; k < NEURONS; k = k + 1) begin
      value   = {{(16 - BITS) {potentials[k*BITS+BITS-1]}}, potentials[k*BITS +: BITS]};
      lowered = label == k ? value - $signed({12'd0, margin[3:0]}) : value;
      if (value > plain_best) begin
        plain_best     = value;
        plain_expected = k;
      end
      if (lowered > best) begin
        best     = lowered;
        expected = k;
      end
    end
    // Margins as small as the potentials of this claim, so that a bit more holds them.
    if (cycle == 4'd3 && margin < (1 << (BITS - 1))) begin
      assert (winner == expected);
      assert (plain_winner == plain_expected);
      assert (searched == (GROUPS > 1 ? GROUPS - 1 : 1));
    end
  end

endmodule
