// SPDX-License-Identifier: Apache-2.0
//
// Claim: for every window of values and all thresholds run_sums and retina_position give the bits of specification,
// section 18, with the coefficients computed here one by one from its formulas.

module position_claim #(
  parameter KERNEL = 3,
  parameter ANGLES = 2,
  parameter BITS = 1,
  parameter SUM = 2
) (
  input wire                          active,
  input wire [14:0]                   edge_threshold,
  input wire [14:0]                   bar_threshold,
  input wire [KERNEL*KERNEL*BITS-1:0] values
);

  wire [KERNEL*KERNEL*KERNEL*SUM-1:0] sums;
  wire [4*ANGLES-1:0]                 results;

  run_sums #(.ROWS(KERNEL), .COUNT(KERNEL), .KERNEL(KERNEL), .BITS(BITS), .SUM(SUM)) runs (
    .values(values), .sums(sums)
  );

  retina_position #(.KERNEL(KERNEL), .ANGLES(ANGLES), .BITS(BITS), .SUM(SUM)) position (
    .active(active), .edge_threshold(edge_threshold), .bar_threshold(bar_threshold), .sums(sums), .results(results)
  );

  genvar a;
  genvar y;
  genvar x;
  generate
    for (a = 0; a < ANGLES; a = a + 1) begin : angle
      wire [20*KERNEL*KERNEL-1:0] edges;
      wire [20*KERNEL*KERNEL-1:0] bars;
      for (y = 0; y < KERNEL; y = y + 1) begin : row
        for (x = 0; x < KERNEL; x = x + 1) begin : column
          // Cosine and sine of the angle times 1024.
          localparam C = 2 * a == ANGLES ? 0 : a == 0 ? 1024 : 4 * a == ANGLES ? 724 : -724;
          localparam S = 2 * a == ANGLES ? 1024 : a == 0 ? 0 : 724;
          localparam integer D = (x - KERNEL / 2) * S + (y - KERNEL / 2) * C;
          localparam integer WIDEST = 1024 * KERNEL;
          localparam EDGE = D > 512 ? 1 : D < -512 ? -1 : 0;
          localparam BAR = 6 * D <= WIDEST && -6 * D <= WIDEST ? 2 : -1;
          localparam AT = y * KERNEL + x;
          wire [19:0] value = values[BITS*AT +: BITS];
          assign edges[20*AT +: 20] = EDGE == 1 ? value : EDGE == -1 ? -value : 20'd0;
          assign bars[20*AT +: 20]  = BAR == 2 ? value << 1 : -value;
        end
      end

      reg signed [19:0]  edge_response;
      reg signed [19:0]  bar_response;
      wire signed [19:0] edge_limit = {5'd0, edge_threshold};
      wire signed [19:0] bar_limit = {5'd0, bar_threshold};
      integer k;

      always @* begin
        edge_response = 20'd0;
        bar_response  = 20'd0;
        for (k = 0; k < KERNEL * KERNEL; k = k + 1) begin
          edge_response = edge_response + edges[20*k +: 20];
          bar_response  = bar_response + bars[20*k +: 20];
        end
        assume (edge_threshold != 15'd0 && bar_threshold != 15'd0);
        assert (results[4*a] == (active && edge_response >= edge_limit));
        assert (results[4*a+1] == (active && -edge_response >= edge_limit));
        assert (results[4*a+2] == (active && bar_response >= bar_limit));
        assert (results[4*a+3] == (active && -bar_response >= bar_limit));
      end
    end
  endgenerate

endmodule
