// SPDX-License-Identifier: Apache-2.0
//
// front_end: raw values of an image become input bits, by levels, by a retina, or by both.
//
// port                           bits       direction  meaning
// clock, reset                   1, 1       in         as everywhere
// enable                         1          in         the machine is not held
// start                          1          in         an image enters at the end of this cycle
// forward                        1          in         the controller is in the forward state
// inverted, highest              1, 1       in         FRONT_END
// spike_threshold                8          in         FRONT_END; where values have 1 bit
// edge_threshold, bar_threshold  15, 15     in         RETINA_THRESHOLDS
// pixels                         8 VALUES   in         a group of raw values, the first in [7:0]
// silent                         1          in         they count as 0
// take                           1          out        a group is wanted in this cycle
// last                           1          out        it is the last of the image
// bits                           BITS       out        input bits; those that are not final may still be set
// available                      15         out        so many, from bit 0 up, are final
// done                           1          out        all are at the end of this cycle
// load_*                                    space LEVEL_THRESHOLDS
//
// LEVELS is 0 without levels, HEIGHT without a retina. Cycles: docs/microarchitecture.md, section 20. They depend on the
// sizes alone.

module front_end #(
  // Raw values of an image, and those taken a cycle; with a retina a divisor of WIDTH.
  parameter INPUTS = 784,
  parameter VALUES = 28,
  // Levels of a value; thresholds: 0 the same for all values, 1 own ones of each.
  parameter LEVELS = 0,
  parameter OWN = 0,
  // The retina's picture, filters and fields; bits of a value that the filters see: 8, or 1 of spikes; positions filtered a
  // cycle.
  parameter WIDTH = 28,
  parameter HEIGHT = 28,
  parameter KERNEL = 7,
  parameter ANGLES = 6,
  parameter STRIDE = 1,
  parameter POOL = 4,
  parameter VALUE_BITS = 8,
  parameter POSITIONS = 28,
  // Input bits of the network.
  parameter BITS = 1176,
  parameter LOAD_BITS = 96
) (
  input  wire                 clock,
  input  wire                 reset,
  input  wire                 enable,
  input  wire                 start,
  input  wire                 forward,
  input  wire                 inverted,
  input  wire                 highest,
  input  wire [7:0]           spike_threshold,
  input  wire [14:0]          edge_threshold,
  input  wire [14:0]          bar_threshold,
  input  wire [8*VALUES-1:0]  pixels,
  input  wire                 silent,
  output wire                 take,
  output wire                 last,
  output wire [BITS-1:0]      bits,
  output wire [14:0]          available,
  output wire                 done,
  input  wire                 load_select,
  input  wire                 load_read,
  input  wire                 load_write,
  input  wire [15:0]          load_number,
  input  wire [15:0]          load_word,
  input  wire [7:0]           load_part,
  input  wire [LOAD_BITS-1:0] load_wide,
  output wire                 load_hit,
  output wire                 load_last,
  output wire [31:0]          load_out
);

  localparam RETINA = HEIGHT > 0 ? 1 : 0;
  localparam GROUPS = (INPUTS + VALUES - 1) / VALUES;
  localparam GROUP_BITS = GROUPS > 1 ? $clog2(GROUPS) : 1;
  localparam LEVEL_BITS = INPUTS * LEVELS;
  localparam LEVEL_WIDTH = LEVELS > 0 ? VALUES * LEVELS : 1;
  localparam FIELDS = RETINA != 0 ? ((WIDTH + STRIDE - 1) / STRIDE + POOL - 1) / POOL : 0;
  localparam FIELD_ROWS = RETINA != 0 ? ((HEIGHT + STRIDE - 1) / STRIDE + POOL - 1) / POOL : 0;
  localparam FIELD_ROW_BITS = FIELD_ROWS > 1 ? $clog2(FIELD_ROWS) : 1;
  localparam FIELD_BITS = RETINA != 0 ? 4 * ANGLES * FIELDS : 1;

  // Entry.
  reg                       running;
  reg  [GROUP_BITS-1:0]     group;
  wire                      may_take;
  wire                      taken = take && enable;
  wire                      clear = start && enable;
  wire [8*VALUES-1:0]       values = (pixels & {(8 * VALUES) {!silent}}) ^ {(8 * VALUES) {inverted}};

  assign last = group == GROUP_BITS'(GROUPS - 1);
  assign take = forward && running && may_take;

  always_ff @(posedge clock)
    if (reset) running <= 1'b0;
    else if (enable) begin
      if (start) running <= 1'b1;
      else if (take && last) running <= 1'b0;
    end

  always_ff @(posedge clock)
    if (clear) group <= {GROUP_BITS{1'b0}};
    else if (taken) group <= group + 1'b1;

  // Levels.
  wire [LEVEL_WIDTH-1:0] level_bits;
  wire [14:0]            level_available;
  wire                   levels_final;

  if (LEVELS > 0) begin : with_levels
    wire [8*LEVEL_WIDTH-1:0] thresholds;
    reg  [14:0]              count;

    level_thresholds #(
      .INPUTS    (INPUTS),
      .VALUES    (VALUES),
      .LEVELS    (LEVELS),
      .OWN       (OWN),
      .GROUPS    (GROUPS),
      .GROUP_BITS(GROUP_BITS),
      .LOAD_BITS (LOAD_BITS)
    ) thresholds_of_group (
      .clock      (clock),
      .fetch      (clear || (taken && !last)),
      .group      (clear ? {GROUP_BITS{1'b0}} : group + 1'b1),
      .thresholds (thresholds),
      .load_select(load_select),
      .load_read  (load_read),
      .load_write (load_write),
      .load_number(load_number),
      .load_word  (load_word),
      .load_part  (load_part),
      .load_wide  (load_wide),
      .load_hit   (load_hit),
      .load_last  (load_last),
      .load_out   (load_out)
    );

    level_comparators #(
      .VALUES(VALUES),
      .LEVELS(LEVELS)
    ) levels_of_group (
      .values    (values),
      .thresholds(thresholds),
      .highest   (highest),
      .bits      (level_bits)
    );

    always_ff @(posedge clock)
      if (clear) count <= 15'd0;
      else if (taken) count <= last ? 15'(LEVEL_BITS) : count + 15'(VALUES * LEVELS);

    assign level_available = count;
    assign levels_final    = !running;
  end else begin : without_levels
    assign level_bits      = 1'b0;
    assign level_available = 15'd0;
    assign levels_final    = 1'b1;
    assign load_hit        = 1'b0;
    assign load_last       = 1'b0;
    assign load_out        = 32'd0;
    wire unused = &{1'b0, highest, load_select, load_read, load_write, load_number, load_word, load_part, load_wide};
  end

  // Retina.
  wire                      field_write;
  wire [FIELD_ROW_BITS-1:0] field_row;
  wire [FIELD_BITS-1:0]     fields;
  wire [14:0]               field_available;
  wire                      rows_done;

  if (RETINA != 0) begin : with_retina
    localparam ROW_GROUPS = WIDTH / VALUES;
    localparam COLUMN_BITS = ROW_GROUPS > 1 ? $clog2(ROW_GROUPS) : 1;
    localparam CYCLES = ((WIDTH + STRIDE - 1) / STRIDE + POSITIONS - 1) / POSITIONS;
    localparam CYCLE_BITS = CYCLES > 1 ? $clog2(CYCLES) : 1;
    localparam SLICE = STRIDE * (POSITIONS - 1) + KERNEL;

    wire [COLUMN_BITS-1:0]         column;
    wire                           row_ends;
    wire                           free;
    wire                           step;
    wire                           empty;
    wire                           field_done;
    wire [CYCLE_BITS-1:0]          cycle;
    wire [VALUES*VALUE_BITS-1:0]   seen;
    wire [KERNEL*SLICE*VALUE_BITS-1:0] slice;
    reg  [14:0]                    count;

    if (ROW_GROUPS > 1) begin : parts_of_rows
      reg [COLUMN_BITS-1:0] position;
      assign column   = position;
      assign row_ends = position == COLUMN_BITS'(ROW_GROUPS - 1);

      always_ff @(posedge clock)
        if (clear) position <= {COLUMN_BITS{1'b0}};
        else if (taken) position <= row_ends ? {COLUMN_BITS{1'b0}} : position + 1'b1;
    end else begin : whole_rows
      assign column   = 1'b0;
      assign row_ends = 1'b1;
    end

    assign may_take = !row_ends || free;

    // What the filters see of a value.
    if (VALUE_BITS == 1) begin : of_spikes
      for (genvar m = 0; m < VALUES; m = m + 1) begin : value
        assign seen[m] = values[8*m +: 8] >= spike_threshold;
      end
    end else begin : of_grey
      assign seen = values;
      wire unused = &{1'b0, spike_threshold};
    end

    retina_rows #(
      .HEIGHT        (HEIGHT),
      .KERNEL        (KERNEL),
      .STRIDE        (STRIDE),
      .POOL          (POOL),
      .CYCLES        (CYCLES),
      .CYCLE_BITS    (CYCLE_BITS),
      .FIELD_ROW_BITS(FIELD_ROW_BITS)
    ) rows (
      .clock     (clock),
      .reset     (reset),
      .enable    (enable),
      .start     (start),
      .row_taken (take && row_ends),
      .free      (free),
      .step      (step),
      .empty     (empty),
      .filtering (field_write),
      .cycle     (cycle),
      .field_row (field_row),
      .field_done(field_done),
      .done      (rows_done)
    );

    retina_band #(
      .WIDTH      (WIDTH),
      .KERNEL     (KERNEL),
      .STRIDE     (STRIDE),
      .BITS       (VALUE_BITS),
      .VALUES     (VALUES),
      .COLUMN_BITS(COLUMN_BITS),
      .POSITIONS  (POSITIONS),
      .CYCLES     (CYCLES),
      .CYCLE_BITS (CYCLE_BITS),
      .SLICE      (SLICE)
    ) band (
      .clock (clock),
      .clear (clear),
      .take  (taken),
      .column(column),
      .values(seen),
      .step  (step && enable),
      .empty (empty),
      .cycle (cycle),
      .slice (slice)
    );

    retina_filters #(
      .WIDTH     (WIDTH),
      .KERNEL    (KERNEL),
      .ANGLES    (ANGLES),
      .STRIDE    (STRIDE),
      .POOL      (POOL),
      .BITS      (VALUE_BITS),
      .POSITIONS (POSITIONS),
      .CYCLE_BITS(CYCLE_BITS),
      .SLICE     (SLICE),
      .FIELDS    (FIELDS)
    ) filters (
      .active        (field_write),
      .cycle         (cycle),
      .edge_threshold(edge_threshold),
      .bar_threshold (bar_threshold),
      .slice         (slice),
      .fields        (fields)
    );

    always_ff @(posedge clock)
      if (clear) count <= 15'd0;
      else if (enable && field_done) count <= count + 15'(FIELD_BITS);

    assign field_available = count;
  end else begin : without_retina
    assign may_take        = 1'b1;
    assign field_write     = 1'b0;
    assign field_row       = 1'b0;
    assign fields          = 1'b0;
    assign field_available = 15'd0;
    assign rows_done       = 1'b1;
    wire unused = &{1'b0, spike_threshold, edge_threshold, bar_threshold};
  end

  bit_register #(
    .INPUTS        (INPUTS),
    .VALUES        (VALUES),
    .LEVELS        (LEVELS),
    .GROUP_BITS    (GROUP_BITS),
    .FIELD_BITS    (FIELD_BITS),
    .FIELD_ROWS    (FIELD_ROWS),
    .FIELD_ROW_BITS(FIELD_ROW_BITS),
    .BITS          (BITS)
  ) register (
    .clock      (clock),
    .clear      (clear),
    .level_write(taken),
    .group      (group),
    .levels     (level_bits),
    .field_write(field_write && enable),
    .field_row  (field_row),
    .fields     (fields),
    .bits       (bits)
  );

  assign available = level_available + (levels_final ? field_available : 15'd0);
  assign done      = rows_done && (!running || (take && last));

endmodule
