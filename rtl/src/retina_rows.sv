// SPDX-License-Identifier: Apache-2.0
//
// retina_rows: which row the band takes in, and which row of positions is filtered.
//
// port          bits  direction  meaning
// clock, reset  1, 1  in         as everywhere
// enable        1     in         the machine is not held
// start         1     in         an image enters at the end of this cycle
// row_taken     1     in         the last group of a row is taken in this cycle
// free          1     out        the band may step at the end of this cycle: no row of positions waits in it
// step          1     out        the band steps at the end of this cycle
// empty         1     out        with step: the row is one below the picture
// filtering     1     out        positions are filtered
// cycle         C     out        which: `cycle` x POSITIONS and on
// field_row     R     out        row of fields that they belong to
// field_done    1     out        at the end of this cycle that row is final
// done          1     out        all rows are filtered at the end of this cycle
//
// Cycles: row y of positions is filtered in the CYCLES cycles after the step of row STRIDE y + KERNEL / 2. The row that
// steps then waits for the last of them.

module retina_rows #(
  parameter HEIGHT = 28,
  parameter KERNEL = 7,
  parameter STRIDE = 1,
  parameter POOL = 4,
  parameter CYCLES = 1,
  parameter CYCLE_BITS = 1,
  parameter FIELD_ROW_BITS = 3
) (
  input  wire                      clock,
  input  wire                      reset,
  input  wire                      enable,
  input  wire                      start,
  input  wire                      row_taken,
  output wire                      free,
  output wire                      step,
  output wire                      empty,
  output reg                       filtering,
  output wire [CYCLE_BITS-1:0]     cycle,
  output reg  [FIELD_ROW_BITS-1:0] field_row,
  output wire                      field_done,
  output wire                      done
);

  localparam HALF = KERNEL / 2;
  localparam POSITION_ROWS = (HEIGHT + STRIDE - 1) / STRIDE;
  // The step after which the last row of positions is filtered makes these rows; the picture may have more.
  localparam FILTERED = STRIDE * (POSITION_ROWS - 1) + HALF + 1;
  localparam ROWS = HEIGHT > FILTERED ? HEIGHT : FILTERED;

  reg         running;
  // Row that steps next; steps until one is followed by filtering; row of positions within its field.
  reg  [12:0] row;
  reg  [3:0]  steps_left;
  reg  [5:0]  in_field;
  wire        last_cycle;

  wire filters = steps_left == 4'd0;

  assign free       = !filtering || last_cycle;
  assign empty      = row >= 13'(HEIGHT);
  assign step       = running && (empty ? free && row != 13'(ROWS) : row_taken);
  assign field_done = filtering && last_cycle && (in_field == 6'(POOL - 1) || row == 13'(FILTERED));
  assign done       = !running || (free && (row == 13'(ROWS) || (row == 13'(ROWS - 1) && step && !filters)));

  always_ff @(posedge clock)
    if (reset) begin
      running   <= 1'b0;
      filtering <= 1'b0;
    end else if (enable) begin
      if (start) running <= 1'b1;
      else if (done) running <= 1'b0;
      filtering <= !start && ((step && filters) || !free);
    end

  always_ff @(posedge clock)
    if (enable && start) begin
      row        <= 13'd0;
      steps_left <= 4'(HALF);
      in_field   <= 6'd0;
      field_row  <= {FIELD_ROW_BITS{1'b0}};
    end else if (enable) begin
      if (step) begin
        row        <= row + 13'd1;
        steps_left <= filters ? 4'(STRIDE - 1) : steps_left - 4'd1;
      end
      if (filtering && last_cycle) in_field <= field_done ? 6'd0 : in_field + 6'd1;
      if (field_done) field_row <= field_row + 1'b1;
    end

  if (CYCLES == 1) begin : one_cycle
    assign cycle      = {CYCLE_BITS{1'b0}};
    assign last_cycle = 1'b1;
  end else begin : cycles
    reg [CYCLE_BITS-1:0] count;

    assign cycle      = count;
    assign last_cycle = count == CYCLE_BITS'(CYCLES - 1);

    always_ff @(posedge clock)
      if (enable && (start || step)) count <= {CYCLE_BITS{1'b0}};
      else if (enable && filtering) count <= count + 1'b1;
  end

endmodule
