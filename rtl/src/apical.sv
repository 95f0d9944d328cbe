// SPDX-License-Identifier: Apache-2.0
//
// apical: the processor.
//
// Purpose: connects all blocks; docs/microarchitecture.md says what each does in which cycle.
//
// port             bits  direction  meaning
// clock            1     in         rising edge
// reset            1     in         synchronous, active high; memories, biases, signs and generators keep what they hold
// bus_*                             Wishbone B4 classic, 32-bit registers at byte addresses
// bus_cycle        1     in         an access is going on
// bus_strobe       1     in         the access is valid
// bus_write        1     in         1 write, 0 read
// bus_address      16    in         byte address
// bus_data_in      32    in         what is written
// bus_data_out     32    out        what was read, valid with bus_acknowledge
// bus_acknowledge  1     out        one cycle; an access takes 2 cycles or more
// image_valid      1     in         an image waits
// image_ready      1     out        it is taken at the end of this cycle, and a slot begins
// image_label      8     in         its class, if CONTROL says learn
// pixel_valid      1     in         a group of pixels waits; of raw values with a front end
// pixel_last       1     in         it is the last of its image
// pixel_ready      1     out        it is taken in this cycle
// pixels           8V    in         the group, the first pixel in [7:0]
// result_valid     1     out        an image has left; holds the machine when the next one leaves and this was not taken
// result_ready     1     in         the result is taken
// result_winner    8     out        class found
// result_label     8     out        the image's class; this and the following for an image that was learned
// result_correct   1     out        the label would have won without its margin
// result_learned   1     out        the image was learned from, not only classified
// result_margin    8     out        margin drawn
// result_step      7     out        step of the update, 0 if there was none

module apical (
  input  wire                                          clock,
  input  wire                                          reset,
  input  wire                                          bus_cycle,
  input  wire                                          bus_strobe,
  input  wire                                          bus_write,
  input  wire [15:0]                                   bus_address,
  input  wire [31:0]                                   bus_data_in,
  output wire [31:0]                                   bus_data_out,
  output wire                                          bus_acknowledge,
  input  wire                                          image_valid,
  output wire                                          image_ready,
  input  wire [7:0]                                    image_label,
  input  wire                                          pixel_valid,
  input  wire                                          pixel_last,
  output wire                                          pixel_ready,
  input  wire [8*apical_package::VALUES_PER_CYCLE-1:0] pixels,
  output wire                                          result_valid,
  input  wire                                          result_ready,
  output wire [7:0]                                    result_winner,
  output wire [7:0]                                    result_label,
  output wire                                          result_correct,
  output wire                                          result_learned,
  output wire [7:0]                                    result_margin,
  output wire [6:0]                                    result_step
);

  localparam LAYERS = apical_package::LAYERS;
  localparam P = apical_package::PIXELS_PER_CYCLE;
  localparam W = apical_package::WEIGHT_BITS;
  localparam G = apical_package::ACCUMULATOR_BITS;
  localparam [32*LAYERS-1:0] INPUTS = apical_package::INPUTS;
  localparam [32*LAYERS-1:0] NEURONS = apical_package::NEURONS;
  localparam [32*LAYERS-1:0] BANKS = apical_package::BANKS;
  localparam [32*LAYERS-1:0] WEIGHT_SYNAPSES = apical_package::WEIGHT_SYNAPSES;
  localparam [32*LAYERS-1:0] WEIGHT_WORD_BITS = apical_package::WEIGHT_WORD_BITS;
  localparam [32*LAYERS-1:0] INPUT_ORDER = apical_package::ACCUMULATOR_INPUT_ORDER;
  localparam [32*LAYERS-1:0] ACCUMULATOR_SYNAPSES = apical_package::ACCUMULATOR_SYNAPSES;
  localparam [32*LAYERS-1:0] ACCUMULATOR_WORD_BITS = apical_package::ACCUMULATOR_WORD_BITS;
  localparam [32*LAYERS-1:0] ACCUMULATOR_PORTS = apical_package::ACCUMULATOR_PORTS;
  localparam PIXELS = INPUTS[31:0];
  localparam CLASSES = NEURONS[32*(LAYERS-1) +: 32];
  localparam GROUP = apical_package::SEARCH_NEURONS;
  // What stands before the encoder: nothing, an inversion of its pixels, or what makes bits.
  localparam INVERTS = apical_package::FRONT_END == 1 ? 1 : 0;
  localparam MAKES_BITS = apical_package::FRONT_END == 2 ? 1 : 0;
  localparam V = apical_package::VALUES_PER_CYCLE;
  // Addresses of inputs; bits of a potential of layer 1 beyond those of the others.
  localparam ADDRESS_BITS = PIXELS > 4096 ? 14 : 12;
  localparam EXTRA = PIXELS <= 4000 ? 0 : 3;

  // Parts of the widest word, 32 bits each.
  function integer widest_word;
    input integer layers;
    integer l;
    begin
      widest_word = 8 * apical_package::LEVELS;
      for (l = 0; l < layers; l = l + 1) begin
        if (WEIGHT_WORD_BITS[32*l +: 32] > widest_word) widest_word = WEIGHT_WORD_BITS[32*l +: 32];
        if (ACCUMULATOR_WORD_BITS[32*l +: 32] > widest_word) widest_word = ACCUMULATOR_WORD_BITS[32*l +: 32];
      end
    end
  endfunction

  localparam LOAD_BITS = 32 * ((widest_word(LAYERS) + 31) / 32);

  // Controller.
  wire                     enable;
  wire                     take;
  wire                     begin_slot;
  wire                     first_cycle;
  wire [2:0]               state;
  wire                     forward;
  wire                     hand_over;
  wire                     broadcast;
  wire                     idle;
  wire                     counted;
  wire                     encoder_done;
  wire                     front_end_done;
  wire                     search_done;
  wire [LAYERS-1:0]        layer_done;
  wire [LAYERS-1:0]        update_start;
  wire [LAYERS-1:0]        update_done;
  wire                     pixel_wanted;
  wire                     pixel_there;
  wire                     last_group;
  wire                     silent_group;
  wire                     too_short;
  wire                     too_long;

  // Registers.
  wire                     learn;
  wire                     sequential;
  wire                     drain;
  wire [15:0]              step_rate;
  wire [3:0]               margin_bits;
  wire [3:0]               drop_shift;
  wire [16*(LAYERS-1)-1:0] windows;
  wire                     inverted;
  wire                     highest;
  wire [7:0]               spike_threshold;
  wire [14:0]              edge_threshold;
  wire [14:0]              bar_threshold;
  wire                     result_known;
  wire [31:0]              images;
  wire [31:0]              updates;
  wire [31:0]              cycles;

  // Load port.
  wire                     loading;
  wire [3:0]               load_space;
  wire [3:0]               load_layer;
  wire [15:0]              load_number;
  wire [15:0]              load_word;
  wire [7:0]               load_part;
  wire                     load_read;
  wire                     load_write;
  wire [31:0]              load_data;
  wire [LOAD_BITS-1:0]     load_wide;

  // Images in the pipeline.
  wire [LAYERS*LAYERS-1:0] in_layer;
  wire [LAYERS-1:0]        learned_in_layer;
  wire [LAYERS-1:0]        next_active;
  wire                     leaves;
  wire [7:0]               leaving_label;
  wire                     leaving_learned;
  wire [LAYERS-1:0]        left_record;
  wire [LAYERS-1:0]        age_record;
  wire                     pipeline_empty;
  wire                     next_empty;

  // The image that leaves.
  wire [7:0]               winner;
  wire [7:0]               plain_winner;
  wire [7:0]               drawn_margin;
  wire [6:0]               drawn_step;
  wire [7:0]               margin = leaving_learned ? drawn_margin : 8'd0;
  wire                     leave = hand_over && leaves;
  wire                     wants_update = leave && leaving_learned && winner != leaving_label && drawn_step != 7'd0;

  // An image whose label is no class is classified, not learned.
  wire                     label_exists = {1'b0, image_label} < 9'(CLASSES);
  wire                     take_learned = learn && label_exists;

  controller control (
    .clock         (clock),
    .reset         (reset),
    .forward_done  (encoder_done && front_end_done && search_done && layer_done == {LAYERS{1'b1}}),
    .update_done   (update_done == {LAYERS{1'b1}}),
    .update_start  (update_start != {LAYERS{1'b0}}),
    .wants_update  (wants_update),
    .leaves        (leaves),
    .next_empty    (next_empty),
    .sequential    (sequential),
    .drain         (drain),
    .image_valid   (image_valid),
    .image_ready   (image_ready),
    .pixel_wanted  (pixel_wanted),
    .pixel_there   (pixel_there),
    .result_blocked(result_valid && !result_ready),
    .loading       (loading),
    .enable        (enable),
    .take          (take),
    .begin_slot    (begin_slot),
    .first_cycle   (first_cycle),
    .state         (state),
    .forward       (forward),
    .hand_over     (hand_over),
    .broadcast     (broadcast),
    .idle          (idle),
    .counted       (counted)
  );

  results result (
    .clock         (clock),
    .reset         (reset),
    .enable        (enable),
    .leave         (leave),
    .winner        (winner),
    .label         (leaving_label),
    .correct       (leaving_learned && plain_winner == leaving_label),
    .learned       (leaving_learned),
    .margin        (margin),
    .step          (wants_update ? drawn_step : 7'd0),
    .update        (broadcast),
    .counted       (counted),
    .result_valid  (result_valid),
    .result_ready  (result_ready),
    .result_winner (result_winner),
    .result_label  (result_label),
    .result_correct(result_correct),
    .result_learned(result_learned),
    .result_margin (result_margin),
    .result_step   (result_step),
    .known         (result_known),
    .images        (images),
    .updates       (updates),
    .cycles        (cycles)
  );

  // What the parts of the load port answer, one after the other.
  localparam SOURCES = 3 * LAYERS + 3 + (apical_package::LEVELS > 0 ? 1 : 0);
  wire [SOURCES-1:0]    source_hit;
  wire [SOURCES-1:0]    source_last;
  wire [32*SOURCES-1:0] source_out;
  reg  [31:0]           load_out;

  always @* begin
    load_out = 32'd0;
    for (int k = 0; k < SOURCES; k = k + 1) load_out = load_out | source_out[32*k +: 32];
  end

  registers #(
    .LAYERS          (LAYERS),
    .ACCUMULATOR_BITS(G),
    .LOAD_BITS       (LOAD_BITS),
    .VERSION         (apical_package::SPECIFICATION_VERSION),
    .FRONT_END       (apical_package::FRONT_END),
    .RETINA          (apical_package::RETINA_HEIGHT),
    .LEVELS          (apical_package::LEVELS)
  ) bus (
    .clock          (clock),
    .reset          (reset),
    .bus_cycle      (bus_cycle),
    .bus_strobe     (bus_strobe),
    .bus_write      (bus_write),
    .bus_address    (bus_address),
    .bus_data_in    (bus_data_in),
    .bus_data_out   (bus_data_out),
    .bus_acknowledge(bus_acknowledge),
    .state          (state),
    .idle           (idle),
    .pipeline_empty (pipeline_empty),
    .result_known   (result_known),
    .result_winner  (result_winner),
    .result_label   (result_label),
    .images         (images),
    .updates        (updates),
    .cycles         (cycles),
    .bad_label      (take && learn && !label_exists),
    .too_short      (too_short),
    .too_long       (too_long),
    .drained        (leave && enable),
    .learn          (learn),
    .sequential     (sequential),
    .drain          (drain),
    .step_rate      (step_rate),
    .margin_bits    (margin_bits),
    .drop_shift     (drop_shift),
    .windows        (windows),
    .inverted       (inverted),
    .highest        (highest),
    .spike_threshold(spike_threshold),
    .edge_threshold (edge_threshold),
    .bar_threshold  (bar_threshold),
    .loading        (loading),
    .load_space     (load_space),
    .load_layer     (load_layer),
    .load_number    (load_number),
    .load_word      (load_word),
    .load_part      (load_part),
    .load_read      (load_read),
    .load_write     (load_write),
    .load_data      (load_data),
    .load_wide      (load_wide),
    .load_hit       (source_hit != {SOURCES{1'b0}}),
    .load_last      ((source_hit & source_last) != {SOURCES{1'b0}}),
    .load_out       (load_out)
  );

  // Records: headers here, bits in the layers.
  localparam HEADERS = 3 * LAYERS;
  assign source_last[HEADERS] = 1'b1;

  record_headers #(
    .LAYERS(LAYERS)
  ) headers (
    .clock           (clock),
    .reset           (reset),
    .enable          (enable),
    .take            (take),
    .take_label      (image_label),
    .take_learned    (take_learned),
    .hand_over       (hand_over),
    .in_layer        (in_layer),
    .learned_in_layer(learned_in_layer),
    .next_active     (next_active),
    .leaves          (leaves),
    .leaving_label   (leaving_label),
    .leaving_learned (leaving_learned),
    .left_record     (left_record),
    .empty           (pipeline_empty),
    .next_empty      (next_empty),
    .age             (load_space == address_map::SPACE_RECORD_HEADER ? load_word : load_number),
    .age_record      (age_record),
    .load_header     (load_space == address_map::SPACE_RECORD_HEADER && load_part == 8'd0),
    .load_count      (load_space == address_map::SPACE_PIPELINE && load_part == 8'd0),
    .load_write      (load_write),
    .load_word       (load_word),
    .load_data       (load_data),
    .load_hit        (source_hit[HEADERS]),
    .load_out        (source_out[32*HEADERS +: 32])
  );

  localparam CONTROL_GENERATOR = HEADERS + 1;
  assign source_last[CONTROL_GENERATOR] = 1'b1;

  control_generator generator (
    .clock      (clock),
    .advance    (leave && leaving_learned && enable),
    .margin_bits(margin_bits),
    .step_rate  (step_rate),
    .margin     (drawn_margin),
    .step       (drawn_step),
    .load_select(load_space == address_map::SPACE_CONTROL_GENERATOR && load_part == 8'd0),
    .load_write (load_write),
    .load_word  (load_word),
    .load_data  (load_data),
    .load_hit   (source_hit[CONTROL_GENERATOR]),
    .load_out   (source_out[32*CONTROL_GENERATOR +: 32])
  );

  // Front end, encoder and queue.
  wire                    queue_ready;
  wire [P-1:0]            word;
  wire [ADDRESS_BITS-1:0] word_first;
  wire                    word_push;
  wire                    encoder_finished;
  wire [P-1:0]            head;
  wire [ADDRESS_BITS-1:0] head_first;
  wire                    head_valid;
  wire [P-1:0]            taken;

  localparam LANES = HEADERS + 2;
  assign source_last[LANES] = 1'b1;

  pixel_stream stream (
    .clock      (clock),
    .reset      (reset),
    .enable     (enable),
    .pixel_valid(pixel_valid),
    .pixel_last (pixel_last),
    .pixel_ready(pixel_ready),
    .wanted     (pixel_wanted),
    .last       (last_group),
    .there      (pixel_there),
    .silent     (silent_group),
    .too_short  (too_short),
    .too_long   (too_long)
  );

  wire                                   encoder_take;
  wire                                   encoder_last;
  wire [8*P-1:0]                         encoder_pixels;
  wire                                   encoder_silent;
  wire [(MAKES_BITS!=0 ? PIXELS : 1)-1:0] bits;
  wire [14:0]                            available;

  if (MAKES_BITS != 0) begin : with_front_end
    localparam HAS_LEVELS = apical_package::LEVELS > 0 ? 1 : 0;
    localparam LEVEL_THRESHOLDS = SOURCES - 1;
    wire        thresholds_hit;
    wire        thresholds_last;
    wire [31:0] thresholds_out;

    front_end #(
      .INPUTS    (apical_package::VALUES),
      .VALUES    (V),
      .LEVELS    (apical_package::LEVELS),
      .OWN       (apical_package::LEVELS_OWN),
      .WIDTH     (apical_package::RETINA_WIDTH),
      .HEIGHT    (apical_package::RETINA_HEIGHT),
      .KERNEL    (apical_package::RETINA_KERNEL),
      .ANGLES    (apical_package::RETINA_ANGLES),
      .STRIDE    (apical_package::RETINA_STRIDE),
      .POOL      (apical_package::RETINA_POOL),
      .VALUE_BITS(apical_package::RETINA_VALUE_BITS),
      .POSITIONS (apical_package::RETINA_POSITIONS),
      .BITS      (PIXELS),
      .LOAD_BITS (LOAD_BITS)
    ) front (
      .clock          (clock),
      .reset          (reset),
      .enable         (enable),
      .start          (take),
      .forward        (forward),
      .inverted       (inverted),
      .highest        (highest),
      .spike_threshold(spike_threshold),
      .edge_threshold (edge_threshold),
      .bar_threshold  (bar_threshold),
      .pixels         (pixels),
      .silent         (silent_group),
      .take           (pixel_wanted),
      .last           (last_group),
      .bits           (bits),
      .available      (available),
      .done           (front_end_done),
      .load_select    (load_space == address_map::SPACE_LEVEL_THRESHOLDS),
      .load_read      (load_read),
      .load_write     (load_write),
      .load_number    (load_number),
      .load_word      (load_word),
      .load_part      (load_part),
      .load_wide      (load_wide),
      .load_hit       (thresholds_hit),
      .load_last      (thresholds_last),
      .load_out       (thresholds_out)
    );

    if (HAS_LEVELS != 0) begin : loaded
      assign source_hit[LEVEL_THRESHOLDS]          = thresholds_hit;
      assign source_last[LEVEL_THRESHOLDS]         = thresholds_last;
      assign source_out[32*LEVEL_THRESHOLDS +: 32] = thresholds_out;
    end else begin : not_loaded
      wire unused = &{1'b0, thresholds_hit, thresholds_last, thresholds_out};
    end

    assign encoder_pixels = {(8 * P) {1'b0}};
    assign encoder_silent = 1'b1;
    wire unused = &{1'b0, encoder_last};
  end else begin : without_front_end
    assign pixel_wanted   = encoder_take;
    assign last_group     = encoder_last;
    assign bits           = 1'b0;
    assign available      = 15'd0;
    assign front_end_done = 1'b1;
    wire unused = &{1'b0, highest, spike_threshold, edge_threshold, bar_threshold};

    // What is missing counts as 0 before it is inverted.
    if (INVERTS != 0) begin : inversion
      assign encoder_pixels = (pixels & {(8 * P) {!silent_group}}) ^ {(8 * P) {inverted}};
      assign encoder_silent = 1'b0;
    end else begin : plain
      assign encoder_pixels = pixels;
      assign encoder_silent = silent_group;
      wire unused_too = inverted;
    end
  end

  spike_encoder #(
    .PIXELS      (P),
    .INPUTS      (PIXELS),
    .ADDRESS_BITS(ADDRESS_BITS),
    .FROM_BITS   (MAKES_BITS)
  ) encoder (
    .clock      (clock),
    .reset      (reset),
    .enable     (enable),
    .start      (take),
    .learn      (take_learned),
    .forward    (forward),
    .ready      (queue_ready),
    .drop_shift (drop_shift),
    .pixels     (encoder_pixels),
    .silent     (encoder_silent),
    .bits       (bits),
    .available  (available),
    .take       (encoder_take),
    .last       (encoder_last),
    .word       (word),
    .first      (word_first),
    .push       (word_push),
    .finished   (encoder_finished),
    .done       (encoder_done),
    .load_select(load_space == address_map::SPACE_LANES && load_part == 8'd0),
    .load_write (load_write),
    .load_word  (load_word),
    .load_data  (load_data),
    .load_hit   (source_hit[LANES]),
    .load_out   (source_out[32*LANES +: 32])
  );

  event_queue #(
    .PIXELS      (P),
    .WORDS       (apical_package::QUEUE_WORDS),
    .ADDRESS_BITS(ADDRESS_BITS)
  ) queue (
    .clock     (clock),
    .reset     (reset),
    .enable    (enable),
    .push      (word_push),
    .word      (word),
    .first     (word_first),
    .ready     (queue_ready),
    .head      (head),
    .head_first(head_first),
    .head_valid(head_valid),
    .taken     (taken)
  );

  // Layers.
  for (genvar l = 0; l < LAYERS; l = l + 1) begin : stage
    localparam LAYER = l;
    localparam N = INPUTS[32*LAYER +: 32];
    localparam M = NEURONS[32*LAYER +: 32];
    localparam FROM_QUEUE = LAYER == 0 ? 1 : 0;
    localparam OUTPUT = LAYER == LAYERS - 1 ? 1 : 0;
    localparam RECORD_GROUP = LAYER == 0 ? P : N;

    wire [M-1:0]                spikes;
    wire [M-1:0]                window;
    wire [(OUTPUT!=0 ? M*(12+W) : 1)-1:0] potentials;
    wire                        running;
    wire [P-1:0]                own_taken;
    wire [RECORD_GROUP-1:0]     spikes_in;
    wire [N-1:0]                spikes_before;
    wire [N-1:0]                update_spikes;
    wire [M-1:0]                update_window;
    wire [15:0]                 theta;
    wire [LAYERS-1:0]           here = in_layer[LAYER*LAYERS +: LAYERS];
    wire [LAYERS-1:0]           record_write;
    wire [ADDRESS_BITS-1:0]     record_group;
    wire                        load_spikes;
    wire                        load_spike_part;
    wire                        record_select;

    // Spikes before the layer, and where their record is written.
    if (LAYER == 0) begin : input_layer
      assign taken           = own_taken;
      assign spikes_in       = word;
      assign spikes_before   = {N{1'b0}};
      assign record_group    = word_first / ADDRESS_BITS'(P);
      assign record_write    = encoder_take && learned_in_layer[0] ? here : {LAYERS{1'b0}};
      assign load_spikes     = 1'b0;
      assign load_spike_part = 1'b0;
      assign record_select   = load_space == address_map::SPACE_RECORD_INPUT;
    end else begin : later_layer
      wire [LAYERS-1:0] in_layer_before = in_layer[(LAYER-1)*LAYERS +: LAYERS];
      wire unused = &{1'b0, own_taken};
      assign spikes_in       = stage[l-1].spikes;
      assign spikes_before   = stage[l-1].spikes;
      assign record_group    = {ADDRESS_BITS{1'b0}};
      assign record_write    = hand_over ? in_layer_before : {LAYERS{1'b0}};
      assign load_spikes     = hand_over && in_layer_before != {LAYERS{1'b0}};
      // The image that has just passed the layer before waits in the spike register.
      assign load_spike_part = source_hit[LAYERS+LAYER] && (age_record & here) != {LAYERS{1'b0}};
      assign record_select   = load_space == address_map::SPACE_RECORD_SPIKES && load_layer == 4'(LAYER);
    end

    record_bits #(
      .COPIES(LAYERS),
      .WIDTH (N),
      .GROUP (RECORD_GROUP),
      .ADDRESS_BITS(ADDRESS_BITS)
    ) spike_record (
      .clock      (clock),
      .enable     (enable),
      .write      (record_write),
      .group      (record_group),
      .data       (spikes_in),
      .select     (left_record),
      .bits       (update_spikes),
      .load_select(record_select),
      .load_write (load_write),
      .load_copy  (age_record),
      .load_part  (load_part),
      .load_data  (load_data),
      .load_hit   (source_hit[LAYERS+LAYER]),
      .load_last  (source_last[LAYERS+LAYER]),
      .load_out   (source_out[32*(LAYERS+LAYER) +: 32])
    );

    if (OUTPUT == 0) begin : hidden
      wire unused = &{1'b0, running, potentials};
      assign theta = windows[16*LAYER +: 16];

      record_bits #(
        .COPIES(LAYERS),
        .WIDTH (M),
        .GROUP (M)
      ) window_record (
        .clock      (clock),
        .enable     (enable),
        .write      (hand_over && learned_in_layer[LAYER] ? here : {LAYERS{1'b0}}),
        .group      (12'd0),
        .data       (window),
        .select     (left_record),
        .bits       (update_window),
        .load_select(load_space == address_map::SPACE_RECORD_WINDOW && load_layer == 4'(LAYER + 1)),
        .load_write (load_write),
        .load_copy  (age_record),
        .load_part  (load_part),
        .load_data  (load_data),
        .load_hit   (source_hit[2*LAYERS+LAYER]),
        .load_last  (source_last[2*LAYERS+LAYER]),
        .load_out   (source_out[32*(2*LAYERS+LAYER) +: 32])
      );
    end else begin : last_layer
      wire unused = &{1'b0, spikes, window, learned_in_layer[LAYER]};
      assign theta         = 16'd0;
      assign update_window = {M{1'b0}};
      assign source_hit[2*LAYERS+LAYER]          = 1'b0;
      assign source_last[2*LAYERS+LAYER]         = 1'b0;
      assign source_out[32*(2*LAYERS+LAYER) +: 32] = 32'd0;
    end

    layer #(
      .INPUTS              (N),
      .NEURONS             (M),
      .CLASSES             (CLASSES),
      .OUTPUT              (OUTPUT),
      .FROM_QUEUE          (FROM_QUEUE),
      .PIXELS              (P),
      .WEIGHT_BITS         (W),
      .ACCUMULATOR_BITS    (G),
      .BANKS_WANTED        (BANKS[32*LAYER +: 32]),
      .WEIGHT_SYNAPSES     (WEIGHT_SYNAPSES[32*LAYER +: 32]),
      .WEIGHT_WIDTH        (WEIGHT_WORD_BITS[32*LAYER +: 32]),
      .INPUT_ORDER         (INPUT_ORDER[32*LAYER +: 32]),
      .ACCUMULATOR_SYNAPSES(ACCUMULATOR_SYNAPSES[32*LAYER +: 32]),
      .ACCUMULATOR_WIDTH   (ACCUMULATOR_WORD_BITS[32*LAYER +: 32]),
      .ACCUMULATOR_PORTS   (ACCUMULATOR_PORTS[32*LAYER +: 32]),
      .LOAD_BITS           (LOAD_BITS),
      .ADDRESS_BITS        (ADDRESS_BITS),
      .EXTRA               (LAYER == 0 ? EXTRA : 0)
    ) neurons (
      .clock          (clock),
      .reset          (reset),
      .enable         (enable),
      .start          (begin_slot && next_active[LAYER]),
      .first_cycle    (first_cycle),
      .broadcast      (broadcast),
      .load_spikes    (load_spikes),
      .spikes_before  (spikes_before),
      .head           (head),
      .head_first     (head_first),
      .head_valid     (head_valid),
      .finished       (encoder_finished),
      .taken          (own_taken),
      .theta          (theta),
      .update_spikes  (update_spikes),
      .update_window  (update_window),
      .label          (result_label),
      .winner         (result_winner),
      .step           (result_step),
      .spikes         (spikes),
      .window         (window),
      .potentials     (potentials),
      .running        (running),
      .forward_done   (layer_done[LAYER]),
      .update_start   (update_start[LAYER]),
      .update_done    (update_done[LAYER]),
      .load_here      (load_layer == 4'(LAYER + 1)),
      .load_spike_part(load_spike_part),
      .load_space     (load_space),
      .load_read      (load_read),
      .load_write     (load_write),
      .load_number    (load_number),
      .load_word      (load_word),
      .load_part      (load_part),
      .load_data      (load_data),
      .load_wide      (load_wide),
      .load_hit       (source_hit[LAYER]),
      .load_last      (source_last[LAYER]),
      .load_out       (source_out[32*LAYER +: 32])
    );
  end

  winner_search #(
    .NEURONS(CLASSES),
    .BITS   (12 + W),
    .GROUP  (GROUP)
  ) winner_of_output (
    .clock       (clock),
    .reset       (reset),
    .enable      (enable),
    .start       (begin_slot && next_active[LAYERS-1]),
    .output_idle (!stage[LAYERS-1].running),
    .forward     (forward),
    .potentials  (stage[LAYERS-1].potentials),
    .label       (leaving_label),
    .margin      (margin),
    .winner      (winner),
    .plain_winner(plain_winner),
    .done        (search_done)
  );

endmodule
