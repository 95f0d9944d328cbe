// SPDX-License-Identifier: Apache-2.0
//
// retina_band: the rows of the picture that a row of positions sees.
//
// port    bits                         direction  meaning
// clock   1                            in         rising edge
// clear   1                            in         all rows are 0 at the end of this cycle
// take    1                            in         a group of values is taken at the end of this cycle
// column  C                            in         which of its row
// values  VALUES x BITS                in         the group
// step    1                            in         the rows move up by one, and one comes in
// empty   1                            in         that row is 0; else it ends with the group of this cycle
// cycle   M                            in         POSITIONS positions from position `cycle` x POSITIONS on are looked at
// slice   KERNEL x SLICE x BITS        out        the columns of their windows, row by row, the highest first; 0 beyond the
//                                                 picture
//
// Cycles: the slice is combinational from registers.

module retina_band #(
  parameter WIDTH = 28,
  parameter KERNEL = 7,
  parameter STRIDE = 1,
  parameter BITS = 8,
  parameter VALUES = 28,
  parameter COLUMN_BITS = 1,
  parameter POSITIONS = 28,
  parameter CYCLES = 1,
  parameter CYCLE_BITS = 1,
  parameter SLICE = 34
) (
  input  wire                         clock,
  input  wire                         clear,
  input  wire                         take,
  input  wire [COLUMN_BITS-1:0]       column,
  input  wire [VALUES*BITS-1:0]       values,
  input  wire                         step,
  input  wire                         empty,
  input  wire [CYCLE_BITS-1:0]        cycle,
  output reg  [KERNEL*SLICE*BITS-1:0] slice
);

  localparam HALF = KERNEL / 2;
  localparam ROW = WIDTH * BITS;
  localparam GROUPS = WIDTH / VALUES;
  // Columns of all slices, from HALF to the left of the picture on.
  localparam SEEN = STRIDE * (CYCLES * POSITIONS - 1) + KERNEL;
  localparam PADDED = SEEN > HALF + WIDTH ? SEEN : HALF + WIDTH;

  wire [ROW-1:0]        entering;
  reg  [KERNEL*ROW-1:0] rows;
  wire [KERNEL*PADDED*BITS-1:0] padded;
  wire unused = &{1'b0, padded};

  assign entering[ROW-1 -: VALUES*BITS] = values;

  if (GROUPS > 1) begin : entry
    reg [ROW-VALUES*BITS-1:0] entry_row;

    for (genvar g = 0; g < GROUPS - 1; g = g + 1) begin : group
      always_ff @(posedge clock)
        if (take && column == COLUMN_BITS'(g)) entry_row[g*VALUES*BITS +: VALUES*BITS] <= values;
    end

    assign entering[ROW-VALUES*BITS-1:0] = entry_row;
  end else begin : whole_rows
    wire unused_too = &{1'b0, take, column};
  end

  always_ff @(posedge clock)
    if (clear) rows <= {(KERNEL * ROW) {1'b0}};
    else if (step) rows <= {entering & {ROW{!empty}}, rows[KERNEL*ROW-1:ROW]};

  for (genvar y = 0; y < KERNEL; y = y + 1) begin : border
    localparam RIGHT = PADDED - HALF - WIDTH;
    assign padded[y*PADDED*BITS +: HALF*BITS] = {(HALF * BITS) {1'b0}};
    assign padded[(y*PADDED+HALF)*BITS +: ROW] = rows[y*ROW +: ROW];
    if (RIGHT > 0) begin : right
      assign padded[(y*PADDED+HALF+WIDTH)*BITS +: RIGHT*BITS] = {(RIGHT * BITS) {1'b0}};
    end
  end

  always @* begin
    slice = {(KERNEL * SLICE * BITS) {1'b0}};
    for (int y = 0; y < KERNEL; y = y + 1)
      for (int m = 0; m < CYCLES; m = m + 1)
        if (cycle == CYCLE_BITS'(m))
          slice[y*SLICE*BITS +: SLICE*BITS] = slice[y*SLICE*BITS +: SLICE*BITS]
              | padded[(y*PADDED+STRIDE*POSITIONS*m)*BITS +: SLICE*BITS];
  end

endmodule
