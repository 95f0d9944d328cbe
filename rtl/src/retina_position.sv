// SPDX-License-Identifier: Apache-2.0
//
// retina_position: all filters on one position.
//
// Filter 2a is the edge of angle a, 2a + 1 its bar. Their coefficients follow from the formulas of docs/specification.md,
// section 18, at elaboration: each row of a filter has at most one run of each coefficient, so what is left is which sums
// of runs are added.
//
// port                            bits              direction  meaning
// active                          1                 in         otherwise no result is set
// edge_threshold, bar_threshold   15, 15            in
// sums                            KERNEL^3 x SUM    in         for each row of the window, the highest first, what `run_sums`
//                                                              gives of its KERNEL values
// results                         4 ANGLES          out        filter f: bit 2f response >= threshold, 2f + 1 the negative of it
//
// Cycles: combinational.

module retina_position #(
  parameter KERNEL = 7,
  parameter ANGLES = 6,
  parameter BITS = 8,
  parameter SUM = 11
) (
  input  wire                              active,
  input  wire [14:0]                       edge_threshold,
  input  wire [14:0]                       bar_threshold,
  input  wire [KERNEL*KERNEL*KERNEL*SUM-1:0] sums,
  output reg  [4*ANGLES-1:0]               results
);

  localparam HALF = KERNEL / 2;

  // 1024 times the cosine of an angle in units of 7.5 degrees, 0 to 12; the sine is that of 12 less.
  function integer cosine;
    input integer units;
    case (units)
      0: cosine = 1024;
      2: cosine = 989;
      3: cosine = 946;
      4: cosine = 887;
      6: cosine = 724;
      8: cosine = 512;
      9: cosine = 392;
      10: cosine = 265;
      default: cosine = 0;
    endcase
  endfunction

  // For each filter and row the run of coefficients that are added (sign 1: +1 of edges, +2 of bars) or taken off (sign -1: -1
  // of edges), as its index among the sums of a row; bit 7: there is none.
  function [16*ANGLES*KERNEL-1:0] runs;
    input integer sign;
    integer f;
    integer y;
    integer x;
    integer units;
    integer down;
    integer across;
    integer distance;
    integer widest;
    integer first;
    integer length;
    begin
      runs   = {(16 * ANGLES * KERNEL) {1'b0}};
      widest = 1024 * KERNEL;
      for (f = 0; f < 2 * ANGLES; f = f + 1) begin
        units  = f / 2 * (24 / ANGLES);
        down   = units <= 12 ? cosine(units) : -cosine(24 - units);
        across = units <= 12 ? cosine(12 - units) : cosine(units - 12);
        for (y = 0; y < KERNEL; y = y + 1) begin
          first  = 0;
          length = 0;
          for (x = 0; x < KERNEL; x = x + 1) begin
            // 1024 times the distance from the line through the middle.
            distance = (x - HALF) * across + (y - HALF) * down;
            if (f % 2 == 0 ? sign * distance > 512
                           : sign > 0 && 6 * distance <= widest && -6 * distance <= widest) begin
              if (length == 0) first = x;
              length = length + 1;
            end
          end
          runs[8*(f*KERNEL+y) +: 8] = length == 0 ? 8'd128 : 8'(first * KERNEL + length - 1);
        end
      end
    end
  endfunction

  localparam [16*ANGLES*KERNEL-1:0] PLUS = runs(1);
  localparam [16*ANGLES*KERNEL-1:0] MINUS = runs(-1);

  // Greatest sum of the positive or of the negative coefficients of a filter. An edge has as many of both.
  function integer greatest_weight;
    input integer count;
    integer f;
    integer y;
    integer added;
    begin
      greatest_weight = 0;
      for (f = 0; f < count; f = f + 1) begin
        added = 0;
        for (y = 0; y < KERNEL; y = y + 1)
          if (!PLUS[8*(f*KERNEL+y)+7]) added = added + 32'(PLUS[8*(f*KERNEL+y) +: 7]) % KERNEL + 1;
        if (f % 2 == 1 && KERNEL * KERNEL - added > greatest_weight) greatest_weight = KERNEL * KERNEL - added;
        if ((f % 2 + 1) * added > greatest_weight) greatest_weight = (f % 2 + 1) * added;
      end
    end
  endfunction

  // Bits of a response, its sign included.
  localparam RESPONSE = $clog2(greatest_weight(2 * ANGLES) * ((1 << BITS) - 1) + 1) + 1;

  reg [RESPONSE-1:0] whole;
  reg [RESPONSE-1:0] response;
  reg [16:0]         wide;
  reg [14:0]         threshold;
  wire               unused = &{1'b0, sums};

  always @* begin
    results   = {(4 * ANGLES) {1'b0}};
    whole     = {RESPONSE{1'b0}};
    response  = {RESPONSE{1'b0}};
    wide      = 17'd0;
    threshold = 15'd0;
    if (active) begin
      for (int y = 0; y < KERNEL; y = y + 1)
        whole = whole + RESPONSE'(sums[(y*KERNEL*KERNEL+KERNEL-1)*SUM +: SUM]);
      for (int f = 0; f < 2 * ANGLES; f = f + 1) begin
        response = {RESPONSE{1'b0}};
        for (int y = 0; y < KERNEL; y = y + 1) begin
          if (!PLUS[8*(f*KERNEL+y)+7])
            response = response + RESPONSE'(sums[(y*KERNEL*KERNEL+32'(PLUS[8*(f*KERNEL+y) +: 7]))*SUM +: SUM]);
          if (!MINUS[8*(f*KERNEL+y)+7])
            response = response - RESPONSE'(sums[(y*KERNEL*KERNEL+32'(MINUS[8*(f*KERNEL+y) +: 7]))*SUM +: SUM]);
        end
        if (f % 2 == 1) response = response + (response << 1) - whole;
        threshold      = f % 2 == 1 ? bar_threshold : edge_threshold;
        wide           = {{(17 - RESPONSE) {response[RESPONSE-1]}}, response};
        results[2*f]   = $signed(wide) >= $signed({2'd0, threshold});
        results[2*f+1] = $signed(-wide) >= $signed({2'd0, threshold});
      end
    end
  end

endmodule
