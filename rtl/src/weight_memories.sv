// SPDX-License-Identifier: Apache-2.0
//
// weight_memories: row banks of a layer's weights.
//
// Input j lies in bank j mod BANKS, word j / BANKS; neuron i in memory i / SYNAPSES of the bank.
//
// port           bits            direction  meaning
// clock          1               in         rising edge
// enable         1               in         the machine is not held
// bank_enable    BANKS           in         forward: all memories of the bank read a row
// bank_row       BANKS x R       in         forward: which
// update_enable  MEMORIES        in         update: memories of one row that are accessed
// update_write   1               in         update: 1 write, 0 read
// update_bank    4               in         update: bank of the row
// update_row     R               in         update: the row
// update_words   MEMORIES x WIDTH  in       update: what is written
// words          BANKS x MEMORIES x WIDTH  out  words read last
// update_read    MEMORIES x WIDTH  out      those of bank update_bank
// load_*                                    space 0: number is bank x MEMORIES + memory
//
// Cycles: as memory_one_port. Forward, update and load never meet.

module weight_memories #(
  parameter INPUTS = 784,
  parameter BANKS = 8,
  parameter MEMORIES = 20,
  parameter WIDTH = 40,
  parameter ROW_BITS = 7,
  parameter LOAD_BITS = 96
) (
  input  wire                            clock,
  input  wire                            enable,
  input  wire [BANKS-1:0]                bank_enable,
  input  wire [BANKS*ROW_BITS-1:0]       bank_row,
  input  wire [MEMORIES-1:0]             update_enable,
  input  wire                            update_write,
  input  wire [3:0]                      update_bank,
  input  wire [ROW_BITS-1:0]             update_row,
  input  wire [MEMORIES*WIDTH-1:0]       update_words,
  output wire [BANKS*MEMORIES*WIDTH-1:0] words,
  output reg  [MEMORIES*WIDTH-1:0]       update_read,
  input  wire                            load_select,
  input  wire                            load_read,
  input  wire                            load_write,
  input  wire [15:0]                     load_number,
  input  wire [15:0]                     load_word,
  input  wire [7:0]                      load_part,
  input  wire [LOAD_BITS-1:0]            load_wide,
  output wire                            load_hit,
  output wire                            load_last,
  output wire [31:0]                     load_out
);

  localparam ROWS = (INPUTS + BANKS - 1) / BANKS;
  localparam PARTS = (WIDTH + 31) / 32;

  wire unused = &{1'b0, load_wide};

  assign load_hit = load_select && load_number < 16'(BANKS * MEMORIES) && load_word < 16'(ROWS)
                    && load_part < 8'(PARTS);
  assign load_last = load_part == 8'(PARTS - 1);

  for (genvar bank = 0; bank < BANKS; bank = bank + 1) begin : row_bank
    wire [ROW_BITS-1:0] own_row = bank_row[bank*ROW_BITS +: ROW_BITS];

    for (genvar memory = 0; memory < MEMORIES; memory = memory + 1) begin : column
      localparam NUMBER = bank * MEMORIES + memory;
      wire load   = load_hit && load_number == 16'(NUMBER);
      wire update = update_enable[memory] && update_bank == 4'(bank);

      memory_one_port #(
        .WORDS       (ROWS),
        .WIDTH       (WIDTH),
        .ADDRESS_BITS(ROW_BITS)
      ) words_of_row (
        .clock   (clock),
        .enable  ((enable && (bank_enable[bank] || update)) || (load && (load_read || load_write))),
        .write   (load ? load_write : update && update_write),
        .address (load ? load_word[ROW_BITS-1:0] : update ? update_row : own_row),
        .data_in (load ? load_wide[WIDTH-1:0] : update_words[memory*WIDTH +: WIDTH]),
        .data_out(words[NUMBER*WIDTH +: WIDTH])
      );
    end
  end

  always @* begin
    update_read = {(MEMORIES * WIDTH) {1'b0}};
    for (int bank = 0; bank < BANKS; bank = bank + 1)
      update_read = update_read | (words[bank*MEMORIES*WIDTH +: MEMORIES * WIDTH]
                                   & {(MEMORIES * WIDTH) {update_bank == 4'(bank)}});
  end

  load_word_part #(
    .WORDS(BANKS * MEMORIES),
    .WIDTH(WIDTH)
  ) part_of_word (
    .select(load_hit),
    .words (words),
    .number(load_number),
    .part  (load_part),
    .data  (load_out)
  );

endmodule
