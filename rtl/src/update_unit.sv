// SPDX-License-Identifier: Apache-2.0
//
// update_unit: steps a layer through an update.
//
// A step is DEPTH neighbouring inputs of which at least one spikes.
//
// port           bits          direction  meaning
// clock, reset   1, 1          in         as everywhere
// enable         1             in         the machine is not held
// broadcast      1             in         the controller is in the broadcast state
// change         1             in         a neuron of the layer changes (combinational in the broadcast)
// spikes         INPUTS        in         before the layer, of the image that left
// start          1             out        in the broadcast: the layer will have something to do
// done           1             out        idle at the end of this cycle
// read           1             out        accumulator words of read_step are read at the end of this cycle
// read_step      STEP_BITS     out
// write          1             out        accumulator words of write_step are written at the end of this cycle
// write_step     STEP_BITS     out        the current step
// active         1             out        its accumulators are there
// step_spikes    DEPTH         out        inputs of the current step that spike
// overflow       DEPTH         in         of those, inputs in which an accumulator overflows
// lowest         DEPTH         out        lowest input with an overflow not served, one-hot
// carry_read     1             out        its weight words are read at the end of this cycle
// carry_write    1             out        they are written
// carry_bank     4             out        row bank of its weights
// carry_row      ROW_BITS      out        and row
//
// Cycles of a step: 2, or 1 + 2c with overflows in c inputs; with two ports a step without overflow that is not the last
// takes 1.

module update_unit #(
  parameter INPUTS = 784,
  parameter DEPTH = 4,
  parameter STEP_BITS = 8,
  parameter BANKS = 8,
  parameter ROW_BITS = 7,
  parameter PORTS = 1
) (
  input  wire                 clock,
  input  wire                 reset,
  input  wire                 enable,
  input  wire                 broadcast,
  input  wire                 change,
  input  wire [INPUTS-1:0]    spikes,
  output wire                 start,
  output wire                 done,
  output wire                 read,
  output wire [STEP_BITS-1:0] read_step,
  output wire                 write,
  output wire [STEP_BITS-1:0] write_step,
  output wire                 active,
  output reg  [DEPTH-1:0]     step_spikes,
  input  wire [DEPTH-1:0]     overflow,
  output wire [DEPTH-1:0]     lowest,
  output wire                 carry_read,
  output wire                 carry_write,
  output wire [3:0]           carry_bank,
  output wire [ROW_BITS-1:0]  carry_row
);

  localparam STEPS = (INPUTS + DEPTH - 1) / DEPTH;
  localparam INDEX_BITS = DEPTH > 1 ? $clog2(DEPTH) : 1;

  localparam [1:0] IDLE = 2'd0;
  localparam [1:0] READ = 2'd1;
  localparam [1:0] MODIFY = 2'd2;
  localparam [1:0] CARRY_WRITE = 2'd3;

  reg [1:0]           state;
  // The step after the current one; steps from there on may come.
  reg [STEP_BITS:0]   position;
  reg [DEPTH-1:0]     served;

  // Steps with a spike.
  wire [STEPS*DEPTH-1:0] padded;
  reg  [STEPS-1:0]       wanted;
  wire [STEPS-1:0]       later = {STEPS{1'b1}} << position;
  wire [STEPS-1:0]       next_picked;
  wire [STEP_BITS:0]     current = position - 1'b1;
  wire                   further;

  if (STEPS * DEPTH > INPUTS) begin : last_word_smaller
    assign padded = {{(STEPS * DEPTH - INPUTS) {1'b0}}, spikes};
  end else begin : last_word_full
    assign padded = spikes;
  end

  always @* begin
    wanted = {STEPS{1'b0}};
    if (broadcast || state != IDLE)
      for (int k = 0; k < STEPS; k = k + 1) wanted[k] = padded[k*DEPTH +: DEPTH] != {DEPTH{1'b0}};
  end

  bank_picker #(
    .WIDTH     (STEPS),
    .INDEX_BITS(STEP_BITS)
  ) finder (
    .candidates(wanted & later),
    .found     (further),
    .picked    (next_picked),
    .index     (read_step)
  );

  wire [DEPTH-1:0]      pending = overflow & ~served;
  wire                  some_pending;
  wire [INDEX_BITS-1:0] index;

  bank_picker #(
    .WIDTH     (DEPTH),
    .INDEX_BITS(INDEX_BITS)
  ) carry_picker (
    .candidates(pending),
    .found     (some_pending),
    .picked    (lowest),
    .index     (index)
  );

  wire last_carry = (pending & ~lowest) == {DEPTH{1'b0}};

  assign start       = broadcast && change && wanted != {STEPS{1'b0}};
  assign active      = state == MODIFY || state == CARRY_WRITE;
  assign carry_read  = state == MODIFY && some_pending;
  assign carry_write = state == CARRY_WRITE;
  assign write       = (state == MODIFY && !some_pending) || (state == CARRY_WRITE && last_carry);
  assign write_step  = current[STEP_BITS-1:0];
  assign read        = state == READ || (PORTS == 2 && state == MODIFY && !some_pending && further);
  assign done        = state == IDLE || (write && !further);

  wire [15:0] address = 16'(write_step) * 16'(DEPTH) + 16'(index);
  wire [15:0] bank    = address % 16'(BANKS);
  wire [15:0] row     = address / 16'(BANKS);
  assign carry_bank = bank[3:0];
  assign carry_row  = row[ROW_BITS-1:0];
  wire unused = &{1'b0, next_picked, current, bank[15:4], row[15:ROW_BITS]};

  always_ff @(posedge clock)
    if (reset) state <= IDLE;
    else if (enable)
      case (state)
        IDLE: if (start) state <= READ;
        READ: state <= MODIFY;
        MODIFY: state <= some_pending ? CARRY_WRITE : read ? MODIFY : further ? READ : IDLE;
        CARRY_WRITE: state <= !last_carry ? MODIFY : further ? READ : IDLE;
      endcase

  always_ff @(posedge clock)
    if (enable) begin
      if (start) position <= {(STEP_BITS + 1) {1'b0}};
      else if (read) position <= {1'b0, read_step} + 1'b1;
    end

  always_ff @(posedge clock)
    if (enable) begin
      if (read) begin
        step_spikes <= padded[read_step*DEPTH +: DEPTH];
        served      <= {DEPTH{1'b0}};
      end else if (carry_write) served <= served | lowest;
    end

endmodule
