// SPDX-License-Identifier: Apache-2.0
//
// retina_filters: all filters on POSITIONS neighbouring positions, pooled into the fields of a row.
//
// port                           bits                   direction  meaning
// active                         1                      in         positions are filtered in this cycle
// cycle                          M                      in         from position `cycle` x POSITIONS on
// edge_threshold, bar_threshold  15, 15                 in
// slice                          KERNEL x SLICE x BITS  in         columns of their windows, as `retina_band` gives them
// fields                         4 ANGLES a field       out        bits that they set
//
// Cycles: combinational.

module retina_filters #(
  parameter WIDTH = 28,
  parameter KERNEL = 7,
  parameter ANGLES = 6,
  parameter STRIDE = 1,
  parameter POOL = 4,
  parameter BITS = 8,
  parameter POSITIONS = 28,
  parameter CYCLE_BITS = 1,
  parameter SLICE = 34,
  parameter FIELDS = 7
) (
  input  wire                         active,
  input  wire [CYCLE_BITS-1:0]        cycle,
  input  wire [14:0]                  edge_threshold,
  input  wire [14:0]                  bar_threshold,
  input  wire [KERNEL*SLICE*BITS-1:0] slice,
  output reg  [4*ANGLES*FIELDS-1:0]   fields
);

  localparam ACROSS = (WIDTH + STRIDE - 1) / STRIDE;
  localparam SUM = $clog2(KERNEL * ((1 << BITS) - 1) + 1);
  localparam ROW = SLICE * KERNEL * SUM;
  localparam WINDOW = KERNEL * KERNEL * SUM;
  localparam BITS_A_POSITION = 4 * ANGLES;

  wire [KERNEL*ROW-1:0]                sums;
  wire [POSITIONS*BITS_A_POSITION-1:0] results;
  wire                                 unused = &{1'b0, sums};

  run_sums #(
    .ROWS  (KERNEL),
    .COUNT (SLICE),
    .KERNEL(KERNEL),
    .BITS  (BITS),
    .SUM   (SUM)
  ) runs (
    .values(slice),
    .sums  (sums)
  );

  for (genvar p = 0; p < POSITIONS; p = p + 1) begin : position
    wire [KERNEL*WINDOW-1:0] window;

    for (genvar y = 0; y < KERNEL; y = y + 1) begin : window_row
      assign window[y*WINDOW +: WINDOW] = sums[y*ROW+p*STRIDE*KERNEL*SUM +: WINDOW];
    end

    retina_position #(
      .KERNEL(KERNEL),
      .ANGLES(ANGLES),
      .BITS  (BITS),
      .SUM   (SUM)
    ) at_position (
      .active        (active),
      .edge_threshold(edge_threshold),
      .bar_threshold (bar_threshold),
      .sums          (window),
      .results       (results[p*BITS_A_POSITION +: BITS_A_POSITION])
    );
  end

  always @* begin
    fields = {(BITS_A_POSITION * FIELDS) {1'b0}};
    if (active)
      for (int x = 0; x < ACROSS; x = x + 1)
        if (cycle == CYCLE_BITS'(x / POSITIONS))
          fields[x/POOL*BITS_A_POSITION +: BITS_A_POSITION] = fields[x/POOL*BITS_A_POSITION +: BITS_A_POSITION]
              | results[x%POSITIONS*BITS_A_POSITION +: BITS_A_POSITION];
  end

endmodule
