// SPDX-License-Identifier: Apache-2.0
//
// layer: everything that a layer of neurons has of its own.
//
// port                bits      direction  meaning
// clock, reset        1, 1      in         as everywhere
// enable              1         in         the machine is not held
// start               1         in         a slot begins at the end of this cycle in which the layer is active
// first_cycle         1         in         first cycle of a slot
// broadcast           1         in         the controller is in the broadcast state
// load_spikes         1         in         the spike register takes `spikes_before` (layers after the first)
// spikes_before       INPUTS    in         spikes of the layer before, in the hand-over
// head.. finished, taken                   layer 1: the event queue, see address_source
// theta               16        in         window; hidden layers
// update_spikes       INPUTS    in         spikes before the layer, of the image that left
// update_window       NEURONS   in         its window bits in this layer; hidden layers
// label, winner, step 8, 8, 7   in         the broadcast
// spikes, window      NEURONS   out        of the potentials
// potentials          NEURONS x (12 + w)  out  output layer only
// running             1         out        the layer takes in events
// forward_done        1         out        idle at the end of this cycle
// update_start        1         out        in the broadcast: the update module will have something to do
// update_done         1         out        idle at the end of this cycle
// load_*                                   spaces of this layer, RECORD_SPIKES of the layer before
//
// Cycles: those of its blocks.

module layer #(
  parameter INPUTS = 784,
  parameter NEURONS = 200,
  parameter CLASSES = 10,
  parameter OUTPUT = 0,
  parameter FROM_QUEUE = 1,
  parameter PIXELS = 32,
  parameter WEIGHT_BITS = 4,
  parameter ACCUMULATOR_BITS = 8,
  parameter BANKS_WANTED = 8,
  parameter WEIGHT_SYNAPSES = 10,
  parameter WEIGHT_WIDTH = 40,
  parameter INPUT_ORDER = 0,
  parameter ACCUMULATOR_SYNAPSES = 4,
  parameter ACCUMULATOR_WIDTH = 32,
  parameter ACCUMULATOR_PORTS = 1,
  parameter LOAD_BITS = 96,
  parameter ADDRESS_BITS = 12,
  parameter EXTRA = 0
) (
  input  wire                                clock,
  input  wire                                reset,
  input  wire                                enable,
  input  wire                                start,
  input  wire                                first_cycle,
  input  wire                                broadcast,
  input  wire                                load_spikes,
  input  wire [INPUTS-1:0]                   spikes_before,
  input  wire [PIXELS-1:0]                   head,
  input  wire [ADDRESS_BITS-1:0]             head_first,
  input  wire                                head_valid,
  input  wire                                finished,
  output wire [PIXELS-1:0]                   taken,
  input  wire [15:0]                         theta,
  input  wire [INPUTS-1:0]                   update_spikes,
  input  wire [NEURONS-1:0]                  update_window,
  input  wire [7:0]                          label,
  input  wire [7:0]                          winner,
  input  wire [6:0]                          step,
  output wire [NEURONS-1:0]                  spikes,
  output wire [NEURONS-1:0]                  window,
  output wire [(OUTPUT!=0 ? NEURONS*(12+WEIGHT_BITS+EXTRA) : 1)-1:0] potentials,
  output wire                                running,
  output wire                                forward_done,
  output wire                                update_start,
  output wire                                update_done,
  input  wire                                load_here,
  input  wire                                load_spike_part,
  input  wire [3:0]                          load_space,
  input  wire                                load_read,
  input  wire                                load_write,
  input  wire [15:0]                         load_number,
  input  wire [15:0]                         load_word,
  input  wire [7:0]                          load_part,
  input  wire [31:0]                         load_data,
  input  wire [LOAD_BITS-1:0]                load_wide,
  output wire                                load_hit,
  output wire                                load_last,
  output wire [31:0]                         load_out
);

  localparam BITS = 12 + WEIGHT_BITS + EXTRA;
  localparam G = ACCUMULATOR_BITS;

  // Banks beyond the inputs have no memory.
  localparam BANKS = BANKS_WANTED < INPUTS ? BANKS_WANTED : INPUTS;
  localparam ROWS = (INPUTS + BANKS - 1) / BANKS;
  localparam ROW_BITS = ROWS > 1 ? $clog2(ROWS) : 1;

  // Accumulators of a neuron in a step of an update.
  localparam DEPTH = INPUT_ORDER != 0 ? 1 : ACCUMULATOR_SYNAPSES;
  localparam STEPS = (INPUTS + DEPTH - 1) / DEPTH;
  localparam STEP_BITS = STEPS > 1 ? $clog2(STEPS) : 1;

  // Forward.
  wire [BANKS-1:0]                       bank_enable;
  wire [BANKS*ROW_BITS-1:0]              bank_row;
  reg  [BANKS-1:0]                       arrived;

  address_source #(
    .INPUTS      (INPUTS),
    .BANKS       (BANKS),
    .ROW_BITS    (ROW_BITS),
    .FROM_QUEUE  (FROM_QUEUE),
    .PIXELS      (PIXELS),
    .ADDRESS_BITS(ADDRESS_BITS)
  ) source (
    .clock      (clock),
    .reset      (reset),
    .enable     (enable),
    .start      (start),
    .load_spikes(load_spikes),
    .spikes     (spikes_before),
    .part_write (load_spike_part && load_write),
    .part       (load_part),
    .part_data  (load_data),
    .head       (head),
    .head_first (head_first),
    .head_valid (head_valid),
    .finished   (finished),
    .taken      (taken),
    .bank_enable(bank_enable),
    .bank_row   (bank_row),
    .running    (running),
    .done       (forward_done)
  );

  always_ff @(posedge clock)
    if (reset) arrived <= {BANKS{1'b0}};
    else if (enable) arrived <= bank_enable;

  // Update.
  wire [NEURONS-1:0]                up;
  wire [NEURONS-1:0]                down;
  wire [NEURONS-1:0]                kept_up;
  wire [NEURONS-1:0]                kept_down;
  wire                              read;
  wire [STEP_BITS-1:0]              read_step;
  wire                              write;
  wire [STEP_BITS-1:0]              write_step;
  wire                              active;
  wire [DEPTH-1:0]                  step_spikes;
  wire [DEPTH-1:0]                  overflow;
  wire [DEPTH-1:0]                  lowest;
  wire                              carry_read;
  wire                              carry_write;
  wire [3:0]                        carry_bank;
  wire [ROW_BITS-1:0]               carry_row;
  wire [NEURONS-1:0]                carries;
  wire [NEURONS-1:0]                changes;

  update_unit #(
    .INPUTS   (INPUTS),
    .DEPTH    (DEPTH),
    .STEP_BITS(STEP_BITS),
    .BANKS    (BANKS),
    .ROW_BITS (ROW_BITS),
    .PORTS    (ACCUMULATOR_PORTS)
  ) update (
    .clock      (clock),
    .reset      (reset),
    .enable     (enable),
    .broadcast  (broadcast),
    .change     ((up | down) != {NEURONS{1'b0}}),
    .spikes     (update_spikes),
    .start      (update_start),
    .done       (update_done),
    .read       (read),
    .read_step  (read_step),
    .write      (write),
    .write_step (write_step),
    .active     (active),
    .step_spikes(step_spikes),
    .overflow   (overflow),
    .lowest     (lowest),
    .carry_read (carry_read),
    .carry_write(carry_write),
    .carry_bank (carry_bank),
    .carry_row  (carry_row)
  );

  // Target phase.
  wire        signs_hit;
  wire        signs_last;
  wire [31:0] signs_out;

  target_phase #(
    .NEURONS(NEURONS),
    .CLASSES(CLASSES),
    .OUTPUT (OUTPUT)
  ) target (
    .clock      (clock),
    .enable     (enable),
    .broadcast  (broadcast),
    .label      (label),
    .winner     (winner),
    .window     (update_window),
    .up         (up),
    .down       (down),
    .kept_up    (kept_up),
    .kept_down  (kept_down),
    .load_select(load_here && load_space == address_map::SPACE_SIGNS),
    .load_write (load_write),
    .load_word  (load_word),
    .load_part  (load_part),
    .load_data  (load_data),
    .load_hit   (signs_hit),
    .load_last  (signs_last),
    .load_out   (signs_out)
  );

  // Neurons.
  localparam EACH = DEPTH * G;
  localparam ROW = NEURONS * WEIGHT_BITS;
  wire [NEURONS*8-1:0]    biases;
  wire [BANKS*ROW-1:0]    weights;
  wire [NEURONS*BITS-1:0] all_potentials;
  wire                    bias_hit;
  wire [31:0]             bias_out;

  neuron_lanes #(
    .NEURONS    (NEURONS),
    .WEIGHT_BITS(WEIGHT_BITS),
    .BANKS      (BANKS),
    .EXTRA      (EXTRA)
  ) lanes (
    .clock     (clock),
    .enable    (enable),
    .load      (first_cycle && running),
    .biases    (biases),
    .arrived   (arrived),
    .weights   (weights),
    .theta     (theta),
    .potentials(all_potentials),
    .spikes    (spikes),
    .window    (window)
  );

  if (OUTPUT != 0) begin : searched
    assign potentials = all_potentials;
  end else begin : not_searched
    assign potentials = 1'b0;
  end

  bias_registers #(
    .NEURONS(NEURONS),
    .BITS   (G)
  ) bias (
    .clock      (clock),
    .enable     (enable),
    .broadcast  (broadcast),
    .up         (up),
    .down       (down),
    .step       (step),
    .biases     (biases),
    .load_select(load_here && load_space == address_map::SPACE_BIASES),
    .load_write (load_write),
    .load_word  (load_word),
    .load_part  (load_part),
    .load_data  (load_data),
    .load_hit   (bias_hit),
    .load_out   (bias_out)
  );

  // What an update changes.
  wire [NEURONS*EACH-1:0] values;
  wire [NEURONS*EACH-1:0] new_values;
  wire [ROW-1:0]          carry_weights;
  wire [ROW-1:0]          new_weights;

  update_lanes #(
    .NEURONS    (NEURONS),
    .BITS       (G),
    .WEIGHT_BITS(WEIGHT_BITS),
    .DEPTH      (DEPTH)
  ) change (
    .clock      (clock),
    .enable     (enable),
    .active     (active),
    .up         (kept_up),
    .down       (kept_down),
    .step       (step),
    .spikes     (step_spikes),
    .values     (values),
    .new_values (new_values),
    .overflow   (overflow),
    .serve      (carry_write ? lowest : {DEPTH{1'b0}}),
    .lowest     (lowest),
    .weights    (carry_weights),
    .new_weights(new_weights),
    .carries    (carries),
    .changes    (changes)
  );

  // Memories.
  wire        weights_hit;
  wire        weights_last;
  wire [31:0] weights_out;
  wire        accumulators_hit;
  wire        accumulators_last;
  wire [31:0] accumulators_out;

  weight_memories #(
    .INPUTS   (INPUTS),
    .NEURONS  (NEURONS),
    .BITS     (WEIGHT_BITS),
    .BANKS    (BANKS),
    .SYNAPSES (WEIGHT_SYNAPSES),
    .WIDTH    (WEIGHT_WIDTH),
    .ROW_BITS (ROW_BITS),
    .LOAD_BITS(LOAD_BITS)
  ) weight (
    .clock        (clock),
    .enable       (enable),
    .bank_enable  (bank_enable),
    .bank_row     (bank_row),
    .update_read  (carry_read),
    .update_write (carry_write),
    .carries      (carries),
    .changes      (changes),
    .update_bank  (carry_bank),
    .update_row   (carry_row),
    .new_weights  (new_weights),
    .weights      (weights),
    .carry_weights(carry_weights),
    .load_select  (load_here && load_space == address_map::SPACE_WEIGHTS),
    .load_read    (load_read),
    .load_write   (load_write),
    .load_number  (load_number),
    .load_word    (load_word),
    .load_part    (load_part),
    .load_wide    (load_wide),
    .load_hit     (weights_hit),
    .load_last    (weights_last),
    .load_out     (weights_out)
  );

  accumulator_memories #(
    .WORDS       (STEPS),
    .NEURONS     (NEURONS),
    .GROUP       (INPUT_ORDER != 0 ? ACCUMULATOR_SYNAPSES : 1),
    .EACH        (EACH),
    .WIDTH       (ACCUMULATOR_WIDTH),
    .PORTS       (ACCUMULATOR_PORTS),
    .ADDRESS_BITS(STEP_BITS),
    .LOAD_BITS   (LOAD_BITS)
  ) accumulator (
    .clock      (clock),
    .enable     (enable),
    .changing   (kept_up | kept_down),
    .read       (read),
    .read_step  (read_step),
    .write      (write),
    .write_step (write_step),
    .values     (values),
    .new_values (new_values),
    .load_select(load_here && load_space == address_map::SPACE_ACCUMULATORS),
    .load_read  (load_read),
    .load_write (load_write),
    .load_number(load_number),
    .load_word  (load_word),
    .load_part  (load_part),
    .load_wide  (load_wide),
    .load_hit   (accumulators_hit),
    .load_last  (accumulators_last),
    .load_out   (accumulators_out)
  );

  // Load port; potentials can only be read.
  wire       potential_hit = load_here && load_space == address_map::SPACE_POTENTIALS && load_word < 16'(NEURONS)
                             && load_part == 8'd0;
  reg [BITS-1:0] potential_read;

  // The sign is extended behind the selection, not in it: with a chain of 32 bits an optimiser finds the copies of the sign
  // one neuron at a time.
  always @* begin
    potential_read = {BITS{1'b0}};
    if (potential_hit)
      for (int i = 0; i < NEURONS; i = i + 1)
        if (load_word == 16'(i)) potential_read = potential_read | all_potentials[i*BITS +: BITS];
  end

  wire [31:0] potential_out = {{(32 - BITS) {potential_read[BITS-1]}}, potential_read};

  assign load_hit  = weights_hit || accumulators_hit || signs_hit || bias_hit || potential_hit;
  assign load_last = weights_hit ? weights_last : accumulators_hit ? accumulators_last : signs_hit ? signs_last : 1'b1;
  assign load_out  = weights_out | accumulators_out | signs_out | bias_out | potential_out;

endmodule
