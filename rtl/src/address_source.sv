// SPDX-License-Identifier: Apache-2.0
//
// address_source: says which weight rows a layer reads in a cycle.
//
// port          bits         direction  meaning
// clock, reset  1, 1         in         as everywhere
// enable        1            in         the machine is not held
// start         1            in         a slot begins at the end of this cycle in which the layer is active
// load_spikes   1            in         the spike register takes `spikes` (layers after the first)
// spikes        INPUTS       in         spikes of the layer before
// part_write    1            in         the spike register takes 32 bits from the load port
// part          8            in         which 32 bits
// part_data     32           in         their values
// head          PIXELS       in         layer 1: spikes at the head of the queue
// head_first    A            in         layer 1: address of the first
// head_valid    1            in         layer 1: the queue is not empty
// finished      1            in         layer 1: the encoder was done when the cycle began
// taken         PIXELS       out        layer 1: spikes taken out of the head
// bank_enable   BANKS        out        a row of the bank is read at the end of this cycle
// bank_row      BANKS x R    out        which
// running       1            out        the layer takes in events
// done          1            out        idle at the end of this cycle
//
// Cycles: one event a bank and cycle, from the first cycle of the slot on. The cycle in which nothing is picked and
// nothing can come any more is the closing cycle.

module address_source #(
  parameter INPUTS = 200,
  parameter BANKS = 8,
  parameter ROW_BITS = 5,
  parameter FROM_QUEUE = 0,
  parameter PIXELS = 32,
  parameter ADDRESS_BITS = 12
) (
  input  wire                      clock,
  input  wire                      reset,
  input  wire                      enable,
  input  wire                      start,
  input  wire                      load_spikes,
  input  wire [INPUTS-1:0]         spikes,
  input  wire                      part_write,
  input  wire [7:0]                part,
  input  wire [31:0]               part_data,
  input  wire [PIXELS-1:0]         head,
  input  wire [ADDRESS_BITS-1:0]   head_first,
  input  wire                      head_valid,
  input  wire                      finished,
  output wire [PIXELS-1:0]         taken,
  output wire [BANKS-1:0]          bank_enable,
  output wire [BANKS*ROW_BITS-1:0] bank_row,
  output reg                       running,
  output wire                      done
);

  // Bits that the pickers see, and those of a bank.
  localparam SEEN = FROM_QUEUE == 0 ? INPUTS : INPUTS < PIXELS ? INPUTS : PIXELS;
  localparam DEPTH = (SEEN + BANKS - 1) / BANKS;
  localparam INDEX_BITS = DEPTH > 1 ? $clog2(DEPTH) : 1;

  wire [SEEN-1:0]  candidates;
  wire [SEEN-1:0]  picked;
  wire [BANKS-1:0] found;

  assign bank_enable = running ? found : {BANKS{1'b0}};

  for (genvar bank = 0; bank < BANKS; bank = bank + 1) begin : row_bank
    wire [DEPTH-1:0]      own;
    wire [DEPTH-1:0]      own_picked;
    wire [INDEX_BITS-1:0] index;

    for (genvar k = 0; k < DEPTH; k = k + 1) begin : entry
      if (k * BANKS + bank < SEEN) begin : there
        assign own[k] = candidates[k*BANKS+bank];
        assign picked[k*BANKS+bank] = own_picked[k];
      end else begin : beyond
        wire unused = &{1'b0, own_picked[k]};
        assign own[k] = 1'b0;
      end
    end

    bank_picker #(
      .WIDTH     (DEPTH),
      .INDEX_BITS(INDEX_BITS)
    ) picker (
      .candidates(own),
      .found     (found[bank]),
      .picked    (own_picked),
      .index     (index)
    );

    wire [ADDRESS_BITS:0] row = (FROM_QUEUE == 0 ? {(ADDRESS_BITS + 1) {1'b0}} : {1'b0, head_first} / (ADDRESS_BITS + 1)'(BANKS))
                                + (ADDRESS_BITS + 1)'(index);
    wire                  unused = &{1'b0, row[ADDRESS_BITS:ROW_BITS]};
    assign bank_row[bank*ROW_BITS +: ROW_BITS] = row[ROW_BITS-1:0];
  end

  wire nothing = found == {BANKS{1'b0}};
  wire closing;

  assign done = !running || (nothing && closing);

  always_ff @(posedge clock)
    if (reset) running <= 1'b0;
    else if (enable) begin
      if (start) running <= 1'b1;
      else if (done) running <= 1'b0;
    end

  if (FROM_QUEUE != 0) begin : queue
    assign candidates = head[SEEN-1:0];
    assign closing    = finished && !head_valid;

    for (genvar k = 0; k < PIXELS; k = k + 1) begin : pixel
      if (k < SEEN) begin : seen
        assign taken[k] = running && picked[k];
      end else begin : beyond
        assign taken[k] = 1'b0;
      end
    end

    wire unused = &{1'b0, load_spikes, spikes, part_write, part, part_data, head};
  end else begin : spike_register
    reg [INPUTS-1:0] left;

    assign candidates = left;
    assign closing    = 1'b1;
    assign taken      = {PIXELS{1'b0}};

    for (genvar base = 0; base < INPUTS; base = base + 32) begin : word
      localparam BITS = INPUTS - base < 32 ? INPUTS - base : 32;
      wire [BITS-1:0] own_picked = picked[base +: BITS];

      always_ff @(posedge clock)
        if (part_write && part == 8'(base / 32)) left[base +: BITS] <= part_data[BITS-1:0];
        else if (enable && load_spikes) left[base +: BITS] <= spikes[base +: BITS];
        else if (enable && running && own_picked != {BITS{1'b0}})
          left[base +: BITS] <= left[base +: BITS] & ~own_picked;
    end

    wire unused = &{1'b0, head, head_first, head_valid, finished, part_data};
  end

endmodule
