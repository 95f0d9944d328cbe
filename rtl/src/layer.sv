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
// load_*                                   spaces 0 to 3 and 11 of this layer, space 7 of the layer before
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
  parameter LOAD_BITS = 96
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
  input  wire [11:0]                         head_first,
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
  output wire [(OUTPUT!=0 ? NEURONS*(12+WEIGHT_BITS) : 1)-1:0] potentials,
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

  localparam BITS = 12 + WEIGHT_BITS;
  localparam G = ACCUMULATOR_BITS;

  // Banks beyond the inputs have no memory.
  localparam BANKS = BANKS_WANTED < INPUTS ? BANKS_WANTED : INPUTS;
  localparam ROWS = (INPUTS + BANKS - 1) / BANKS;
  localparam ROW_BITS = ROWS > 1 ? $clog2(ROWS) : 1;
  localparam MEMORIES = (NEURONS + WEIGHT_SYNAPSES - 1) / WEIGHT_SYNAPSES;

  // Accumulators of a neuron in a step of an update.
  localparam DEPTH = INPUT_ORDER != 0 ? 1 : ACCUMULATOR_SYNAPSES;
  localparam STEPS = (INPUTS + DEPTH - 1) / DEPTH;
  localparam STEP_BITS = STEPS > 1 ? $clog2(STEPS) : 1;

  // Forward.
  wire [BANKS-1:0]                       bank_enable;
  wire [BANKS*ROW_BITS-1:0]              bank_row;
  reg  [BANKS-1:0]                       arrived;

  address_source #(
    .INPUTS    (INPUTS),
    .BANKS     (BANKS),
    .ROW_BITS  (ROW_BITS),
    .FROM_QUEUE(FROM_QUEUE),
    .PIXELS    (PIXELS)
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
    .load_select(load_here && load_space == 4'd3),
    .load_write (load_write),
    .load_word  (load_word),
    .load_part  (load_part),
    .load_data  (load_data),
    .load_hit   (signs_hit),
    .load_last  (signs_last),
    .load_out   (signs_out)
  );

  // Neurons. What they exchange with their memories stands in a scope a neuron, not in one wide vector, which simulators
  // would copy in every cycle.
  localparam EACH = DEPTH * G;
  wire [NEURONS*DEPTH-1:0] overflows;

  for (genvar i = 0; i < NEURONS; i = i + 1) begin : exchange
    wire [BANKS*WEIGHT_BITS-1:0] weights;
    wire [WEIGHT_BITS-1:0]       carry_weight;
    wire [WEIGHT_BITS-1:0]       new_weight;
    wire [EACH-1:0]              values;
    wire [EACH-1:0]              new_values;
  end

  // What a host loads or reads of a neuron.
  wire bias_hit = load_here && load_space == 4'd2 && load_word < 16'(NEURONS) && load_part == 8'd0;
  wire potential_hit = load_here && load_space == 4'd11 && load_word < 16'(NEURONS) && load_part == 8'd0;

  for (genvar i = 0; i < NEURONS; i = i + 1) begin : neuron
    wire [DEPTH-1:0] own_overflow;
    wire [BITS-1:0]  potential;
    wire [G+7:0]     bias;
    wire             loaded = load_word == 16'(i);
    wire [31:0]      before_own;
    wire [31:0]      read_out = before_own | (loaded && bias_hit ? {{(24 - G) {1'b0}}, bias} : 32'd0)
                                | (loaded && potential_hit ? {{(32 - BITS) {potential[BITS-1]}}, potential} : 32'd0);

    if (i == 0) begin : first
      assign before_own = 32'd0;
    end else begin : later
      assign before_own = neuron[i-1].read_out;
    end

    if (OUTPUT != 0) begin : searched
      assign potentials[i*BITS +: BITS] = potential;
    end

    neuron_lane #(
      .WEIGHT_BITS(WEIGHT_BITS),
      .BANKS      (BANKS)
    ) lane (
      .clock    (clock),
      .enable   (enable),
      .load     (first_cycle && running),
      .bias     (bias[7:0]),
      .arrived  (arrived),
      .weights  (exchange[i].weights),
      .theta    (theta),
      .potential(potential),
      .spike    (spikes[i]),
      .window   (window[i])
    );

    bias_register #(
      .BITS(G)
    ) bias_of_neuron (
      .clock     (clock),
      .enable    (enable),
      .broadcast (broadcast),
      .up        (up[i]),
      .down      (down[i]),
      .step      (step),
      .load_write(load_write && bias_hit && loaded),
      .load_data (load_data[G+7:0]),
      .bias      (bias)
    );

    update_lane #(
      .BITS       (G),
      .WEIGHT_BITS(WEIGHT_BITS),
      .DEPTH      (DEPTH)
    ) change (
      .clock     (clock),
      .enable    (enable),
      .up        (kept_up[i]),
      .down      (kept_down[i]),
      .step      (step),
      .spikes    (step_spikes),
      .values    (exchange[i].values),
      .new_values(exchange[i].new_values),
      .overflow  (own_overflow),
      .serve     (carry_write ? lowest : {DEPTH{1'b0}}),
      .lowest    (lowest),
      .weight    (exchange[i].carry_weight),
      .new_weight(exchange[i].new_weight),
      .carries   (carries[i]),
      .changes   (changes[i])
    );

    for (genvar k = 0; k < DEPTH; k = k + 1) begin : synapse
      assign overflows[k*NEURONS+i] = own_overflow[k];
    end
  end

  for (genvar k = 0; k < DEPTH; k = k + 1) begin : input_of_step
    assign overflow[k] = overflows[k*NEURONS +: NEURONS] != {NEURONS{1'b0}};
  end

  if (OUTPUT == 0) begin : not_searched
    assign potentials = 1'b0;
  end

  // Weight memories, a column for each SYNAPSES neurons.
  wire [MEMORIES-1:0] weights_hit;

  for (genvar c = 0; c < MEMORIES; c = c + 1) begin : column
    localparam FIRST = c * WEIGHT_SYNAPSES;
    localparam COUNT = NEURONS - FIRST < WEIGHT_SYNAPSES ? NEURONS - FIRST : WEIGHT_SYNAPSES;
    localparam USED = COUNT * WEIGHT_BITS;
    wire [BANKS*WEIGHT_WIDTH-1:0] words;
    wire [WEIGHT_WIDTH-1:0]       carry_word;
    wire [WEIGHT_WIDTH-1:0]       new_word;
    wire                          last;
    wire [31:0]                   own_out;
    wire [31:0]                   read_out;
    wire                          reads  = carry_read && carries[FIRST +: COUNT] != {COUNT{1'b0}};
    wire                          writes = carry_write && changes[FIRST +: COUNT] != {COUNT{1'b0}};
    wire                          unused = &{1'b0, words, carry_word, last};

    weight_memories #(
      .INPUTS   (INPUTS),
      .BANKS    (BANKS),
      .COLUMNS  (MEMORIES),
      .COLUMN   (c),
      .WIDTH    (WEIGHT_WIDTH),
      .ROW_BITS (ROW_BITS),
      .LOAD_BITS(LOAD_BITS)
    ) weights (
      .clock        (clock),
      .enable       (enable),
      .bank_enable  (bank_enable),
      .bank_row     (bank_row),
      .update_enable(reads || writes),
      .update_write (carry_write),
      .update_bank  (carry_bank),
      .update_row   (carry_row),
      .update_word  (new_word),
      .words        (words),
      .update_read  (carry_word),
      .load_select  (load_here && load_space == 4'd0),
      .load_read    (load_read),
      .load_write   (load_write),
      .load_number  (load_number),
      .load_word    (load_word),
      .load_part    (load_part),
      .load_wide    (load_wide),
      .load_hit     (weights_hit[c]),
      .load_last    (last),
      .load_out     (own_out)
    );

    if (c == 0) begin : first
      assign read_out = own_out;
    end else begin : later
      assign read_out = own_out | column[c-1].read_out;
    end

    // What lies beyond the synapses of a word is 0.
    if (WEIGHT_WIDTH > USED) begin : padded
      assign new_word[WEIGHT_WIDTH-1:USED] = {(WEIGHT_WIDTH - USED) {1'b0}};
    end

    for (genvar k = 0; k < COUNT; k = k + 1) begin : place
      assign exchange[FIRST+k].carry_weight = carry_word[k*WEIGHT_BITS +: WEIGHT_BITS];
      assign new_word[k*WEIGHT_BITS +: WEIGHT_BITS] = exchange[FIRST+k].new_weight;

      for (genvar bank = 0; bank < BANKS; bank = bank + 1) begin : row_bank
        assign exchange[FIRST+k].weights[bank*WEIGHT_BITS +: WEIGHT_BITS] =
            words[bank*WEIGHT_WIDTH+k*WEIGHT_BITS +: WEIGHT_BITS];
      end
    end
  end

  // Accumulator memories: one a neuron, or one for each SYNAPSES neurons.
  localparam ACCUMULATOR_GROUP = INPUT_ORDER != 0 ? ACCUMULATOR_SYNAPSES : 1;
  localparam ACCUMULATOR_MEMORIES = (NEURONS + ACCUMULATOR_GROUP - 1) / ACCUMULATOR_GROUP;
  wire [ACCUMULATOR_MEMORIES-1:0] accumulators_hit;

  for (genvar c = 0; c < ACCUMULATOR_MEMORIES; c = c + 1) begin : accumulator
    localparam FIRST = c * ACCUMULATOR_GROUP;
    localparam COUNT = NEURONS - FIRST < ACCUMULATOR_GROUP ? NEURONS - FIRST : ACCUMULATOR_GROUP;
    wire [COUNT*EACH-1:0] values;
    wire [COUNT*EACH-1:0] new_values;
    wire                  last;
    wire [31:0]           own_out;
    wire [31:0]           read_out;
    // Only words with a changing neuron are accessed.
    wire                  changing = (kept_up[FIRST +: COUNT] | kept_down[FIRST +: COUNT]) != {COUNT{1'b0}};
    wire                  unused = &{1'b0, last};

    accumulator_memories #(
      .WORDS       (STEPS),
      .NEURONS     (COUNT),
      .EACH        (EACH),
      .WIDTH       (ACCUMULATOR_WIDTH),
      .PORTS       (ACCUMULATOR_PORTS),
      .NUMBER      (c),
      .ADDRESS_BITS(STEP_BITS),
      .LOAD_BITS   (LOAD_BITS)
    ) accumulators (
      .clock      (clock),
      .enable     (enable),
      .read       (read && changing),
      .read_step  (read_step),
      .write      (write && changing),
      .write_step (write_step),
      .values     (values),
      .new_values (new_values),
      .load_select(load_here && load_space == 4'd1),
      .load_read  (load_read),
      .load_write (load_write),
      .load_number(load_number),
      .load_word  (load_word),
      .load_part  (load_part),
      .load_wide  (load_wide),
      .load_hit   (accumulators_hit[c]),
      .load_last  (last),
      .load_out   (own_out)
    );

    if (c == 0) begin : first
      assign read_out = own_out;
    end else begin : later
      assign read_out = own_out | accumulator[c-1].read_out;
    end

    for (genvar k = 0; k < COUNT; k = k + 1) begin : place
      assign exchange[FIRST+k].values = values[k*EACH +: EACH];
      assign new_values[k*EACH +: EACH] = exchange[FIRST+k].new_values;
    end
  end

  // Load port.
  wire weights_last = column[0].last;
  wire accumulators_last = accumulator[0].last;
  wire some_weights = weights_hit != {MEMORIES{1'b0}};
  wire some_accumulators = accumulators_hit != {ACCUMULATOR_MEMORIES{1'b0}};

  assign load_hit = some_weights || some_accumulators || signs_hit || bias_hit || potential_hit;
  assign load_last = some_weights ? weights_last : some_accumulators ? accumulators_last : signs_hit ? signs_last : 1'b1;
  assign load_out = column[MEMORIES-1].read_out | accumulator[ACCUMULATOR_MEMORIES-1].read_out | signs_out
                    | neuron[NEURONS-1].read_out;

endmodule
