// SPDX-License-Identifier: Apache-2.0
//
// weight_memories: weights of up to SYNAPSES neighbouring neurons, a memory for each row bank.
//
// Input j lies in bank j mod BANKS, word j / BANKS. The memories of this column have the numbers bank x COLUMNS + COLUMN.
//
// port           bits           direction  meaning
// clock          1              in         rising edge
// enable         1              in         the machine is not held
// bank_enable    BANKS          in         forward: the bank reads a row
// bank_row       BANKS x R      in         forward: which
// update_enable  1              in         update: a row is accessed
// update_write   1              in         update: 1 write, 0 read
// update_bank    4              in         update: bank of the row
// update_row     R              in         update: the row
// update_word    WIDTH          in         update: what is written
// words          BANKS x WIDTH  out        words read last
// update_read    WIDTH          out        that of bank update_bank
// load_*                                   space 0
//
// Cycles: as memory_one_port. Forward, update and load never meet.

module weight_memories #(
  parameter INPUTS = 784,
  parameter BANKS = 8,
  parameter COLUMNS = 20,
  parameter COLUMN = 0,
  parameter WIDTH = 40,
  parameter ROW_BITS = 7,
  parameter LOAD_BITS = 96
) (
  input  wire                      clock,
  input  wire                      enable,
  input  wire [BANKS-1:0]          bank_enable,
  input  wire [BANKS*ROW_BITS-1:0] bank_row,
  input  wire                      update_enable,
  input  wire                      update_write,
  input  wire [3:0]                update_bank,
  input  wire [ROW_BITS-1:0]       update_row,
  input  wire [WIDTH-1:0]          update_word,
  output wire [BANKS*WIDTH-1:0]    words,
  output reg  [WIDTH-1:0]          update_read,
  input  wire                      load_select,
  input  wire                      load_read,
  input  wire                      load_write,
  input  wire [15:0]               load_number,
  input  wire [15:0]               load_word,
  input  wire [7:0]                load_part,
  input  wire [LOAD_BITS-1:0]      load_wide,
  output wire                      load_hit,
  output wire                      load_last,
  output reg  [31:0]               load_out
);

  localparam ROWS = (INPUTS + BANKS - 1) / BANKS;
  localparam PARTS = (WIDTH + 31) / 32;

  wire [BANKS-1:0]     loads;
  reg  [WIDTH-1:0]     loaded;
  wire [32*PARTS-1:0]  padded;
  wire                 unused = &{1'b0, load_wide};

  assign load_hit  = loads != {BANKS{1'b0}};
  assign load_last = load_part == 8'(PARTS - 1);

  for (genvar bank = 0; bank < BANKS; bank = bank + 1) begin : row_bank
    wire [ROW_BITS-1:0] own_row = bank_row[bank*ROW_BITS +: ROW_BITS];
    wire                load = load_select && load_number == 16'(bank * COLUMNS + COLUMN) && load_word < 16'(ROWS)
                               && load_part < 8'(PARTS);
    wire                update = update_enable && update_bank == 4'(bank);

    assign loads[bank] = load;

    memory_one_port #(
      .WORDS       (ROWS),
      .WIDTH       (WIDTH),
      .ADDRESS_BITS(ROW_BITS)
    ) rows (
      .clock   (clock),
      .enable  ((enable && (bank_enable[bank] || update)) || (load && (load_read || load_write))),
      .write   (load ? load_write : update && update_write),
      .address (load ? load_word[ROW_BITS-1:0] : update ? update_row : own_row),
      .data_in (load ? load_wide[WIDTH-1:0] : update_word),
      .data_out(words[bank*WIDTH +: WIDTH])
    );
  end

  always @* begin
    update_read = {WIDTH{1'b0}};
    for (int bank = 0; bank < BANKS; bank = bank + 1)
      update_read = update_read | (words[bank*WIDTH +: WIDTH] & {WIDTH{update_bank == 4'(bank)}});
  end

  // Load port.
  if (32 * PARTS > WIDTH) begin : last_part_smaller
    assign padded = {{(32 * PARTS - WIDTH) {1'b0}}, loaded};
  end else begin : last_part_full
    assign padded = loaded;
  end

  always @* begin
    loaded   = {WIDTH{1'b0}};
    load_out = 32'd0;
    if (load_hit) begin
      for (int bank = 0; bank < BANKS; bank = bank + 1)
        loaded = loaded | (words[bank*WIDTH +: WIDTH] & {WIDTH{loads[bank]}});
      for (int k = 0; k < PARTS; k = k + 1) load_out = load_out | (padded[32*k +: 32] & {32{load_part == 8'(k)}});
    end
  end

endmodule
