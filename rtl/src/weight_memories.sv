// SPDX-License-Identifier: Apache-2.0
//
// weight_memories: the weights of a layer, in words of SYNAPSES neighbouring neurons; a memory for each row bank and word
// of a row (column).
//
// Input j lies in bank j mod BANKS, word j / BANKS. The memory of a bank and column has the number bank x COLUMNS + column.
//
// port           bits                  direction  meaning
// clock          1                     in         rising edge
// enable         1                     in         the machine is not held
// bank_enable    BANKS                 in         forward: the bank reads a row
// bank_row       BANKS x R             in         forward: which
// update_read    1                     in         carry: the weights of a row are read, where `carries` says
// update_write   1                     in         carry: they are written, where `changes` says
// carries        NEURONS               in         neurons with a carry
// changes        NEURONS               in         and a weight that changes
// update_bank    4                     in         bank of the row
// update_row     R                     in         row
// new_weights    NEURONS x w           in         what is written
// weights        BANKS x NEURONS x w   out        weights read last, bank by bank
// carry_weights  NEURONS x w           out        those of bank update_bank; 0 but for words with a carry, as it is written
// load_*                               space WEIGHTS
//
// Cycles: as memory_one_port. Forward, update and load never meet.

module weight_memories #(
  parameter INPUTS = 784,
  parameter NEURONS = 200,
  parameter BITS = 4,
  parameter BANKS = 8,
  parameter SYNAPSES = 10,
  parameter WIDTH = 40,
  parameter ROW_BITS = 7,
  parameter LOAD_BITS = 96
) (
  input  wire                           clock,
  input  wire                           enable,
  input  wire [BANKS-1:0]               bank_enable,
  input  wire [BANKS*ROW_BITS-1:0]      bank_row,
  input  wire                           update_read,
  input  wire                           update_write,
  input  wire [NEURONS-1:0]             carries,
  input  wire [NEURONS-1:0]             changes,
  input  wire [3:0]                     update_bank,
  input  wire [ROW_BITS-1:0]            update_row,
  input  wire [NEURONS*BITS-1:0]        new_weights,
  output wire [BANKS*NEURONS*BITS-1:0]  weights,
  output reg  [NEURONS*BITS-1:0]        carry_weights,
  input  wire                           load_select,
  input  wire                           load_read,
  input  wire                           load_write,
  input  wire [15:0]                    load_number,
  input  wire [15:0]                    load_word,
  input  wire [7:0]                     load_part,
  input  wire [LOAD_BITS-1:0]           load_wide,
  output wire                           load_hit,
  output wire                           load_last,
  output wire [31:0]                    load_out
);

  localparam ROWS = (INPUTS + BANKS - 1) / BANKS;
  localparam COLUMNS = (NEURONS + SYNAPSES - 1) / SYNAPSES;
  localparam PARTS = (WIDTH + 31) / 32;
  localparam ROW = NEURONS * BITS;

  // Columns that a carry reads or writes.
  reg  [COLUMNS-1:0]             touched;
  wire [NEURONS-1:0]             touching = update_write ? changes : carries;
  wire                           updating = update_read || update_write;
  // Columns with a carry that is written.
  reg  [COLUMNS-1:0]             carrying;
  // Memories that are accessed at the end of this cycle.
  reg  [BANKS*COLUMNS-1:0]       accessed;
  // Words as they lie in the memories.
  wire [BANKS*COLUMNS*WIDTH-1:0] words;
  reg  [WIDTH-1:0]               loaded;
  wire                           unused = &{1'b0, load_wide, words};

  assign load_hit  = load_select && load_number < 16'(BANKS * COLUMNS) && load_word < 16'(ROWS) && load_part < 8'(PARTS);
  assign load_last = load_part == 8'(PARTS - 1);

  // The location stays where the host left it; it must not reach the memories while they work.
  wire loading = load_hit && (load_read || load_write);

  always @* begin
    touched = {COLUMNS{1'b0}};
    if (updating)
      for (int i = 0; i < NEURONS; i = i + 1) if (touching[i]) touched[i/SYNAPSES] = 1'b1;
  end

  always @* begin
    accessed = {(BANKS * COLUMNS) {1'b0}};
    if (enable)
      for (int bank = 0; bank < BANKS; bank = bank + 1)
        accessed[bank*COLUMNS +: COLUMNS] = {COLUMNS{bank_enable[bank]}} | (touched & {COLUMNS{update_bank == 4'(bank)}});
    if (loading)
      for (int number = 0; number < BANKS * COLUMNS; number = number + 1)
        if (load_number == 16'(number)) accessed[number] = 1'b1;
  end

  for (genvar bank = 0; bank < BANKS; bank = bank + 1) begin : row_bank
    wire                own_update = updating && update_bank == 4'(bank);
    wire [ROW_BITS-1:0] address    = loading    ? load_word[ROW_BITS-1:0]
                                   : own_update ? update_row
                                   : bank_row[bank*ROW_BITS +: ROW_BITS];
    wire                writes     = loading ? load_write : own_update && update_write;

    for (genvar column = 0; column < COLUMNS; column = column + 1) begin : word
      localparam FIRST = column * SYNAPSES;
      localparam COUNT = NEURONS - FIRST < SYNAPSES ? NEURONS - FIRST : SYNAPSES;
      localparam USED = COUNT * BITS;
      localparam NUMBER = bank * COLUMNS + column;
      // What lies beyond the synapses of a word is 0.
      wire [WIDTH-1:0] own_new = WIDTH'(new_weights[FIRST*BITS +: USED]);

      memory_one_port #(
        .WORDS       (ROWS),
        .WIDTH       (WIDTH),
        .ADDRESS_BITS(ROW_BITS)
      ) rows (
        .clock   (clock),
        .enable  (accessed[NUMBER]),
        .write   (writes),
        .address (address),
        .data_in (loading ? load_wide[WIDTH-1:0] : own_new),
        .data_out(words[NUMBER*WIDTH +: WIDTH])
      );

      assign weights[bank*ROW+FIRST*BITS +: USED] = words[NUMBER*WIDTH +: USED];
    end
  end

  // Words without a carry are not shown: what carries into them, and the data pins of all banks, would follow.
  always @* begin
    carrying = {COLUMNS{1'b0}};
    if (update_write)
      for (int i = 0; i < NEURONS; i = i + 1) if (carries[i]) carrying[i/SYNAPSES] = 1'b1;
  end

  always @* begin
    carry_weights = {ROW{1'b0}};
    for (int bank = 0; bank < BANKS; bank = bank + 1)
      if (update_bank == 4'(bank))
        for (int i = 0; i < NEURONS; i = i + 1)
          if (carrying[i/SYNAPSES])
            carry_weights[i*BITS +: BITS] = carry_weights[i*BITS +: BITS] | weights[bank*ROW+i*BITS +: BITS];
  end

  // Load port.
  always @* begin
    loaded = {WIDTH{1'b0}};
    if (load_hit)
      for (int number = 0; number < BANKS * COLUMNS; number = number + 1)
        if (load_number == 16'(number)) loaded = loaded | words[number*WIDTH +: WIDTH];
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
