// SPDX-License-Identifier: Apache-2.0
//
// level_thresholds: thresholds of the levels of a group of values, the same for all values or own ones of each.
//
// Own thresholds of value i lie in memory i mod VALUES, word i / VALUES, threshold j at bits [8j +: 8].
//
// port        bits              direction  meaning
// clock       1                 in         rising edge
// fetch       1                 in         own thresholds of the values of a group are read at the end of this cycle
// group       G                 in         which
// thresholds  8 LEVELS a value  out        of the group read last
// load_*                                   space LEVEL_THRESHOLDS; a word takes effect with its last part
//
// Cycles: as memory_one_port. Work and load never meet. Shared thresholds are a register and are always there.

module level_thresholds #(
  parameter INPUTS = 16,
  parameter VALUES = 4,
  parameter LEVELS = 3,
  parameter OWN = 0,
  parameter GROUPS = 4,
  parameter GROUP_BITS = 2,
  parameter LOAD_BITS = 96
) (
  input  wire                       clock,
  input  wire                       fetch,
  input  wire [GROUP_BITS-1:0]      group,
  output wire [8*VALUES*LEVELS-1:0] thresholds,
  input  wire                       load_select,
  input  wire                       load_read,
  input  wire                       load_write,
  input  wire [15:0]                load_number,
  input  wire [15:0]                load_word,
  input  wire [7:0]                 load_part,
  input  wire [LOAD_BITS-1:0]       load_wide,
  output wire                       load_hit,
  output wire                       load_last,
  output wire [31:0]                load_out
);

  localparam WIDTH = 8 * LEVELS;
  localparam PARTS = (WIDTH + 31) / 32;

  reg  [WIDTH-1:0] loaded;
  wire             unused = &{1'b0, load_wide};

  assign load_last = load_part == 8'(PARTS - 1);

  if (OWN != 0) begin : own
    assign load_hit = load_select && load_number < 16'(VALUES) && load_word < 16'(GROUPS) && load_part < 8'(PARTS);

    // The location stays where the host left it; it must not reach the memories while they work.
    wire loading = load_hit && (load_read || load_write);

    for (genvar m = 0; m < VALUES; m = m + 1) begin : value
      // The last group may have fewer values.
      wire there = (GROUPS - 1) * VALUES + m < INPUTS || group != GROUP_BITS'(GROUPS - 1);

      memory_one_port #(
        .WORDS       (GROUPS),
        .WIDTH       (WIDTH),
        .ADDRESS_BITS(GROUP_BITS)
      ) group_words (
        .clock   (clock),
        .enable  ((fetch && there) || (loading && load_number == 16'(m))),
        .write   (loading && load_write),
        .address (loading ? load_word[GROUP_BITS-1:0] : group),
        .data_in (load_wide[WIDTH-1:0]),
        .data_out(thresholds[m*WIDTH +: WIDTH])
      );
    end

    always @* begin
      loaded = {WIDTH{1'b0}};
      if (load_hit)
        for (int m = 0; m < VALUES; m = m + 1)
          if (load_number == 16'(m)) loaded = loaded | thresholds[m*WIDTH +: WIDTH];
    end
  end else begin : shared
    reg [WIDTH-1:0] word;

    assign load_hit   = load_select && load_number == 16'd0 && load_word == 16'd0 && load_part < 8'(PARTS);
    assign thresholds = {VALUES{word}};

    always_ff @(posedge clock)
      if (load_write && load_hit) word <= load_wide[WIDTH-1:0];

    always @* loaded = load_hit ? word : {WIDTH{1'b0}};

    wire unused_too = &{1'b0, fetch, group, load_read};
  end

  load_word_part #(
    .WIDTH(WIDTH)
  ) part_of_word (
    .select(load_hit),
    .word  (loaded),
    .part  (load_part),
    .data  (load_out)
  );

endmodule
