// SPDX-License-Identifier: Apache-2.0
//
// Test bench of the host's side: registers, load port, refusals, late hosts, reset at any time, a full queue. Runs with
// any small package. Plus argument: +seed=N. Prints `bus: C checks, D differences`.

`timescale 1ns / 1ns

module bus;

`include "host.svh"

  localparam IMAGES_A_RUN = 24;
  localparam FRONT_ENDS = apical_package::FRONT_END != 0;
  localparam RETINAS = apical_package::RETINA_HEIGHT != 0;

  integer checks = 0;

  task expect_value;
    input [8*48-1:0] what;
    input integer expected;
    input integer found;
    begin
      checks = checks + 1;
      check(what, expected, found);
    end
  endtask

  task expect_register;
    input [8*48-1:0] what;
    input [15:0] address;
    input [31:0] expected;
    begin
      read_register(address);
      expect_value(what, expected, value);
    end
  endtask

  // Reads ERRORS and clears it.
  task expect_errors;
    input [8*48-1:0] what;
    input [31:0] expected;
    begin
      expect_register(what, ERRORS, expected);
      write_register(ERRORS, ERRORS_BUSY | ERRORS_RANGE | ERRORS_ADDRESS | ERRORS_LABEL | ERRORS_SHORT | ERRORS_LONG);
      expect_register("ERRORS cleared", ERRORS, 32'd0);
    end
  endtask

  // A write that must be refused: the register keeps what it holds.
  task expect_refusal;
    input [8*48-1:0] what;
    input [15:0] address;
    input [31:0] data;
    input [31:0] error;
    reg [31:0] kept;
    begin
      read_register(address);
      kept = value;
      write_register(address, data);
      expect_register(what, address, kept);
      expect_errors(what, error);
    end
  endtask

  // ---- All memories, one way or another: 0 fills them, 1 adds them to `hash`, 2 compares them with the filling, 3 saves
  // them, 4 loads what was saved.
  reg [31:0] saved [0:1048575];
  integer saved_words;
  reg [31:0] hash;
  reg [31:0] filling;

  task next_filling;
    begin
      filling = filling ^ (filling << 13);
      filling = filling ^ (filling >> 17);
      filling = filling ^ (filling << 5);
    end
  endtask

  task words;
    input integer mode;
    input integer space;
    input integer layer_from_one;
    input integer memory;
    input integer count;
    input integer bits;
    input integer not_zero;
    integer word;
    integer k;
    integer parts;
    reg [4095:0] wanted;
    begin
      parts = ceiling(bits, 32);
      load_location(space, layer_from_one, memory, 0);
      for (word = 0; word < count; word = word + 1) begin
        wanted = {4096{1'b0}};
        if (mode == 4)
          for (k = 0; k < parts; k = k + 1) begin
            wanted[32*k +: 32] = saved[saved_words];
            saved_words = saved_words + 1;
          end
        if (mode == 0 || mode == 2) begin
          for (k = 0; k < parts; k = k + 1) begin
            next_filling;
            wanted[32*k +: 32] = filling | not_zero;
          end
          for (k = bits; k < 32 * parts; k = k + 1) wanted[k] = 1'b0;
        end
        if (mode == 0 || mode == 4) begin
          load_value = wanted;
          load_write_word(parts);
        end else begin
          load_read_word(parts);
          for (k = 0; k < parts; k = k + 1) begin
            hash = {hash[30:0], hash[31]} ^ load_value[32*k +: 32];
            if (mode == 3) begin
              saved[saved_words] = load_value[32*k +: 32];
              saved_words = saved_words + 1;
            end
            if (mode == 2) expect_value("word loaded", wanted[32*k +: 32], load_value[32*k +: 32]);
          end
        end
      end
    end
  endtask

  task memories;
    input integer mode;
    integer l;
    integer k;
    integer synapses;
    integer columns;
    integer there;
    begin
      filling = 32'h1234_5678;
      if (mode == 1) hash = 32'd0;
      for (l = 0; l < LAYERS; l = l + 1) begin
        synapses = WEIGHT_SYNAPSES[32*l +: 32];
        columns  = ceiling(layer_neurons(l), synapses);
        for (k = 0; k < layer_banks(l) * columns; k = k + 1) begin
          there = layer_neurons(l) - k % columns * synapses;
          if (there > synapses) there = synapses;
          words(mode, SPACE_WEIGHTS, l + 1, k, ceiling(layer_inputs(l), layer_banks(l)), there * W, 0);
        end
        synapses = ACCUMULATOR_SYNAPSES[32*l +: 32];
        if (INPUT_ORDER[32*l +: 32] == 0)
          for (k = 0; k < layer_neurons(l); k = k + 1)
            words(mode, SPACE_ACCUMULATORS, l + 1, k, ceiling(layer_inputs(l), synapses), synapses * G, 0);
        else
          for (k = 0; k < ceiling(layer_neurons(l), synapses); k = k + 1) begin
            there = layer_neurons(l) - k * synapses;
            if (there > synapses) there = synapses;
            words(mode, SPACE_ACCUMULATORS, l + 1, k, layer_inputs(l), there * G, 0);
          end
        words(mode, SPACE_BIASES, l + 1, 0, layer_neurons(l), 8 + G, 0);
        if (l < LAYERS - 1) words(mode, SPACE_SIGNS, l + 1, 0, layer_neurons(l), CLASSES, 0);
      end
      words(mode, SPACE_LANES, 0, 0, 16, 32, 1);
      words(mode, SPACE_CONTROL_GENERATOR, 0, 0, 1, 32, 1);
      if (apical_package::LEVELS > 0)
        for (k = 0; k < (apical_package::LEVELS_OWN != 0 ? V : 1); k = k + 1)
          words(mode, SPACE_LEVEL_THRESHOLDS, 0, k, apical_package::LEVELS_OWN != 0 ? GROUPS : 1, 8 * apical_package::LEVELS, 0);
    end
  endtask

  // Records: number of images and headers first.
  task records;
    input integer mode;
    integer age;
    integer l;
    begin
      words(mode, SPACE_PIPELINE, 0, 0, 1, 32, 0);
      words(mode, SPACE_RECORD_HEADER, 0, 0, LAYERS, 32, 0);
      for (age = 0; age < LAYERS; age = age + 1) begin
        words(mode, SPACE_RECORD_INPUT, 0, age, 1, PIXELS, 0);
        for (l = 1; l < LAYERS; l = l + 1) begin
          words(mode, SPACE_RECORD_SPIKES, l, age, 1, layer_neurons(l - 1), 0);
          words(mode, SPACE_RECORD_WINDOW, l, age, 1, layer_neurons(l - 1), 0);
        end
      end
    end
  endtask

  // ---- A run of learning: results and memories in one hash.
  integer taken_results;
  reg [31:0] result_hash;
  reg [31:0] expected_hash;
  reg [31:0] expected_cycles;
  reg [31:0] cycles_before;
  integer expected_updates;

  always @(posedge clock)
    if (result_valid && result_ready && !reset) begin
      taken_results <= taken_results + 1;
      result_hash <= {result_hash[30:0], result_hash[31]}
                     ^ {result_winner, result_label, result_margin, result_step, result_correct};
    end

  reg random_ready = 1'b0;

  always @(posedge clock) begin
    #1;
    if (random_ready) result_ready = !late(0);
  end

  integer image_seed;

  task random_image;
    integer k;
    for (k = 0; k < VALUES; k = k + 1) image[k] = $random(image_seed);
  endtask

  task wait_for_idle;
    while (dut.state != 3'd0) tick;
  endtask

  task set_up;
    integer l;
    begin
      result_ready  = 1'b1;
      memories(0);
      write_register(STEP_RATE, 256 * ((1 << (G - 1)) - 1));
      write_register(MARGIN_BITS, MAXIMUM_MARGIN_BITS);
      write_register(DROP_SHIFT, MAXIMUM_DROP_SHIFT);
      if (FRONT_ENDS) write_register(FRONT_END, FRONT_END_INVERTED | 100 << FRONT_END_SPIKE_THRESHOLD_BIT);
      for (l = 0; l < LAYERS - 1; l = l + 1) write_register(WINDOW + 4 * l, MAXIMUM_WINDOW);
      write_register(CONTROL, CONTROL_LEARN);
      taken_results = 0;
      result_hash   = 32'd0;
      image_seed    = 7;
    end
  endtask

  // Saves everything while images are in the pipeline, resets, fills the memories with other values, loads what was
  // saved and goes on.
  integer interrupt_after = -1;

  task interrupt;
    integer l;
    begin
      wait_for_idle;
      expect_errors("no error before the interruption", 6'd0);
      saved_words = 0;
      memories(3);
      records(3);
      do_reset;
      memories(0);
      saved_words = 0;
      memories(4);
      records(4);
      write_register(STEP_RATE, 256 * ((1 << (G - 1)) - 1));
      write_register(MARGIN_BITS, MAXIMUM_MARGIN_BITS);
      write_register(DROP_SHIFT, MAXIMUM_DROP_SHIFT);
      if (FRONT_ENDS) write_register(FRONT_END, FRONT_END_INVERTED | 100 << FRONT_END_SPIKE_THRESHOLD_BIT);
      for (l = 0; l < LAYERS - 1; l = l + 1) write_register(WINDOW + 4 * l, MAXIMUM_WINDOW);
      write_register(CONTROL, CONTROL_LEARN);
      expect_errors("everything could be loaded", 6'd0);
    end
  endtask

  task learn_run;
    integer k;
    begin
      read_register(CYCLES);
      cycles_before = value;
      for (k = 0; k < IMAGES_A_RUN; k = k + 1) begin
        random_image;
        send_image($unsigned($random(image_seed)) % CLASSES);
        if (k == interrupt_after) interrupt;
      end
      wait_for_idle;
      write_register(CONTROL, CONTROL_LEARN | CONTROL_DRAIN);
      wait_for_idle;
      random_ready = 1'b0;
      result_ready = 1'b1;
      tick;
      tick;
      write_register(CONTROL, CONTROL_LEARN);
      expect_register("pipeline empty", STATUS, STATUS_RESULT | STATUS_EMPTY);
      expect_value("results", IMAGES_A_RUN, taken_results);
      memories(1);
      hash = hash ^ result_hash;
      read_register(CYCLES);
    end
  endtask

  // ---- Parts of the test.
  task test_registers;
    integer l;
    begin
      expect_register("ID", ID, {RESET_ID[31:16], 16'd0} | apical_package::SPECIFICATION_VERSION);
      expect_register("CONTROL", CONTROL, 32'd0);
      expect_register("STATUS", STATUS, RESET_STATUS);
      expect_register("STEP_RATE", STEP_RATE, 32'd0);
      expect_register("MARGIN_BITS", MARGIN_BITS, 32'd5);
      expect_register("DROP_SHIFT", DROP_SHIFT, 32'd3);
      expect_register("RESULT", RESULT, 32'd0);
      expect_register("IMAGES", IMAGES, 32'd0);
      expect_register("UPDATES", UPDATES, 32'd0);
      expect_register("CYCLES", CYCLES, 32'd0);
      expect_register("LOAD_SPACE", LOAD_SPACE, 32'd0);
      expect_register("LOAD_ADDRESS", LOAD_ADDRESS, 32'd0);
      for (l = 0; l < LAYERS - 1; l = l + 1) expect_register("WINDOW", WINDOW + 4 * l, 32'd16);
      if (FRONT_ENDS) expect_register("FRONT_END", FRONT_END, 32'd0);
      if (RETINAS) expect_register("RETINA_THRESHOLDS", RETINA_THRESHOLDS, 32'h0001_0001);
      expect_errors("no error after reset", 6'd0);

      for (l = 0; l < 8; l = l + 1) begin
        write_register(CONTROL, l);
        expect_register("CONTROL written", CONTROL, l);
      end
      write_register(CONTROL, CONTROL_DRAIN_ONE);
      expect_register("nothing to drain", CONTROL, 32'd0);
      for (l = MINIMUM_MARGIN_BITS; l <= MAXIMUM_MARGIN_BITS; l = l + 1) begin
        write_register(MARGIN_BITS, l);
        expect_register("MARGIN_BITS written", MARGIN_BITS, l);
      end
      for (l = MINIMUM_DROP_SHIFT; l <= MAXIMUM_DROP_SHIFT; l = l + 1) begin
        write_register(DROP_SHIFT, l);
        expect_register("DROP_SHIFT written", DROP_SHIFT, l);
      end
      write_register(STEP_RATE, 256 * ((1 << (G - 1)) - 1));
      expect_register("greatest STEP_RATE", STEP_RATE, 256 * ((1 << (G - 1)) - 1));
      for (l = 0; l < LAYERS - 1; l = l + 1) write_register(WINDOW + 4 * l, MAXIMUM_WINDOW - l);
      for (l = 0; l < LAYERS - 1; l = l + 1) expect_register("WINDOW written", WINDOW + 4 * l, MAXIMUM_WINDOW - l);
      write_register(LOAD_SPACE, 32'hABCD_0012);
      expect_register("LOAD_SPACE written", LOAD_SPACE, 32'hABCD_0012);
      write_register(LOAD_ADDRESS, 32'h0003_4567);
      expect_register("LOAD_ADDRESS written", LOAD_ADDRESS, 32'h0003_4567);
      // What they do not have is dropped.
      if (FRONT_ENDS) begin
        write_register(FRONT_END, 32'hFFFF_FFFF);
        expect_register("FRONT_END written", FRONT_END, FRONT_END_INVERTED | FRONT_END_HIGHEST | FRONT_END_SPIKE_THRESHOLD);
      end
      if (RETINAS) begin
        write_register(RETINA_THRESHOLDS, 32'hFFFF_FFFF);
        expect_register("RETINA_THRESHOLDS written", RETINA_THRESHOLDS, RETINA_THRESHOLDS_EDGE | RETINA_THRESHOLDS_BAR);
      end
      expect_errors("no error so far", 6'd0);

      // Out of range.
      expect_refusal("CONTROL above limit", CONTROL, MAXIMUM_CONTROL + 1, ERRORS_RANGE);
      expect_refusal("STEP_RATE above limit", STEP_RATE, 256 * ((1 << (G - 1)) - 1) + 1, ERRORS_RANGE);
      expect_refusal("MARGIN_BITS above limit", MARGIN_BITS, MAXIMUM_MARGIN_BITS + 1, ERRORS_RANGE);
      expect_refusal("DROP_SHIFT below limit", DROP_SHIFT, MINIMUM_DROP_SHIFT - 1, ERRORS_RANGE);
      expect_refusal("DROP_SHIFT above limit", DROP_SHIFT, MAXIMUM_DROP_SHIFT + 1, ERRORS_RANGE);
      expect_refusal("WINDOW below limit", WINDOW, MINIMUM_WINDOW - 1, ERRORS_RANGE);
      expect_refusal("WINDOW above limit", WINDOW, MAXIMUM_WINDOW + 1, ERRORS_RANGE);
      if (RETINAS) begin
        expect_refusal("EDGE below limit", RETINA_THRESHOLDS, 32'h7FFF_0000, ERRORS_RANGE);
        expect_refusal("BAR below limit", RETINA_THRESHOLDS, 32'h8000_7FFF, ERRORS_RANGE);
      end
      // Read only.
      expect_refusal("ID written", ID, 32'd1, ERRORS_ADDRESS);
      expect_refusal("STATUS written", STATUS, 32'd1, ERRORS_ADDRESS);
      expect_refusal("RESULT written", RESULT, 32'd1, ERRORS_ADDRESS);
      expect_refusal("IMAGES written", IMAGES, 32'd1, ERRORS_ADDRESS);
      expect_refusal("UPDATES written", UPDATES, 32'd1, ERRORS_ADDRESS);
      expect_refusal("CYCLES written", CYCLES, 32'd1, ERRORS_ADDRESS);
      // Not there.
      if (!FRONT_ENDS) begin
        expect_register("no FRONT_END", FRONT_END, 32'd0);
        expect_errors("no FRONT_END", ERRORS_ADDRESS);
      end
      if (!RETINAS) begin
        write_register(RETINA_THRESHOLDS, 32'h0002_0002);
        expect_errors("no RETINA_THRESHOLDS", ERRORS_ADDRESS);
      end
      expect_register("no register at 0x02", 16'h02, 32'd0);
      expect_errors("no register at 0x02", ERRORS_ADDRESS);
      expect_register("no window of the output", WINDOW + 4 * (LAYERS - 1), 32'd0);
      expect_errors("no window of the output", ERRORS_ADDRESS);
      write_register(16'h100, 32'd1);
      expect_errors("no register at 0x100", ERRORS_ADDRESS);
    end
  endtask

  task expect_address_error;
    input [8*48-1:0] what;
    input integer space;
    input integer layer_from_one;
    input integer memory;
    input integer word;
    begin
      load_location(space, layer_from_one, memory, word);
      expect_register(what, LOAD_DATA, 32'd0);
      write_register(LOAD_DATA, 32'hFFFF_FFFF);
      expect_register("address stays", LOAD_ADDRESS, word);
      expect_errors(what, ERRORS_ADDRESS);
    end
  endtask

  task test_loading;
    begin
      memories(0);
      memories(2);
      expect_address_error("layer 0", SPACE_WEIGHTS, 0, 0, 0);
      expect_address_error("layer beyond", SPACE_WEIGHTS, LAYERS + 1, 0, 0);
      expect_address_error("memory beyond", SPACE_WEIGHTS, 1,
                           layer_banks(0) * ceiling(layer_neurons(0), WEIGHT_SYNAPSES[31:0]), 0);
      expect_address_error("row beyond", SPACE_WEIGHTS, 1, 0, ceiling(PIXELS, layer_banks(0)));
      expect_address_error("accumulators beyond", SPACE_ACCUMULATORS, 1, layer_neurons(0), 0);
      expect_address_error("bias beyond", SPACE_BIASES, 1, 0, layer_neurons(0));
      expect_address_error("signs of the output", SPACE_SIGNS, LAYERS, 0, 0);
      expect_address_error("lane beyond", SPACE_LANES, 0, 0, 16);
      expect_address_error("generator beyond", SPACE_CONTROL_GENERATOR, 0, 0, 1);
      expect_address_error("record beyond", SPACE_RECORD_INPUT, 0, LAYERS, 0);
      expect_address_error("space beyond", SPACE_LEVEL_THRESHOLDS + 1, 1, 0, 0);
      if (apical_package::LEVELS == 0) expect_address_error("no levels", SPACE_LEVEL_THRESHOLDS, 0, 0, 0);
      expect_address_error("part beyond", SPACE_BIASES, 1, 0, 32'd1 << LOAD_ADDRESS_PART_BIT);
      load_location(SPACE_POTENTIALS, 1, 0, 0);
      write_register(LOAD_DATA, 32'd0);
      expect_register("address stays", LOAD_ADDRESS, 0);
      expect_errors("potential written", ERRORS_ADDRESS);
      memories(2);
    end
  endtask

  task test_busy;
    reg [31:0] kept;
    begin
      set_up;
      // An image whose pixels do not come: the machine holds.
      image_valid = 1'b1;
      tick;
      image_valid = 1'b0;
      tick;
      expect_register("forward", STATUS, 32'd1 << STATUS_STATE_BIT);
      read_register(CYCLES);
      kept = value;
      load_location(SPACE_WEIGHTS, 1, 0, 0);
      write_register(LOAD_DATA, 32'hFFFF_FFFF);
      expect_errors("loading while busy", ERRORS_BUSY);
      expect_register("reading a memory while busy", LOAD_DATA, 32'd0);
      expect_errors("reading a memory while busy", ERRORS_BUSY);
      expect_register("address stays", LOAD_ADDRESS, 32'd0);
      expect_refusal("MARGIN_BITS while busy", MARGIN_BITS, 32'd1, ERRORS_BUSY);
      expect_refusal("DROP_SHIFT while busy", DROP_SHIFT, 32'd1, ERRORS_BUSY);
      expect_refusal("WINDOW while busy", WINDOW, 32'd1, ERRORS_BUSY);
      if (FRONT_ENDS) expect_refusal("FRONT_END while busy", FRONT_END, 32'd1, ERRORS_BUSY);
      if (RETINAS) expect_refusal("RETINA_THRESHOLDS while busy", RETINA_THRESHOLDS, 32'h0003_0003, ERRORS_BUSY);
      write_register(STEP_RATE, 32'd77);
      expect_register("STEP_RATE while busy", STEP_RATE, 32'd77);
      expect_errors("STEP_RATE while busy", 6'd0);
      expect_register("held cycles do not count", CYCLES, kept);
      do_reset;
      expect_register("idle again", STATUS, RESET_STATUS);
      memories(2);
    end
  endtask

  task test_label;
    integer k;
    begin
      set_up;
      memories(1);
      expected_hash = hash;
      random_image;
      send_image(CLASSES);
      wait_for_idle;
      write_register(CONTROL, CONTROL_LEARN | CONTROL_DRAIN);
      wait_for_idle;
      write_register(CONTROL, CONTROL_LEARN);
      tick;
      expect_value("one result", 1, taken_results);
      expect_value("not learned", 0, {31'd0, result_learned});
      memories(1);
      expect_value("nothing changed", expected_hash, hash);
      expect_errors("label that is no class", ERRORS_LABEL);
    end
  endtask

  // Images with too few or too many groups of pixels, each with images before and behind it: what is learned is what
  // would be of images of the right size.
  task sized_run;
    input integer groups;
    input integer whole;
    integer k;
    integer n;
    begin
      do_reset;
      set_up;
      for (k = 0; k < 8; k = k + 1) begin
        random_image;
        // The protocol error, or the image that the processor makes of it.
        if (k % 3 == 1 && whole == 0) image_groups = groups;
        if (k % 3 == 1 && whole != 0)
          for (n = groups * V; n < VALUES; n = n + 1) image[n] = 8'd0;
        send_image($unsigned($random(image_seed)) % CLASSES);
        image_groups = GROUPS;
      end
      wait_for_idle;
      write_register(CONTROL, CONTROL_LEARN | CONTROL_DRAIN);
      wait_for_idle;
      random_ready = 1'b0;
      result_ready = 1'b1;
      tick;
      tick;
      write_register(CONTROL, CONTROL_LEARN);
      expect_value("results of images of any size", 8, taken_results);
      memories(1);
      hash = hash ^ result_hash;
      read_register(CYCLES);
    end
  endtask

  task test_size;
    integer groups;
    integer late_percent;
    begin
      for (groups = 1; groups <= 2 * GROUPS + 1; groups = groups + 1) begin
        sized_run(groups, 1);
        expected_hash   = hash;
        expected_cycles = value;
        expect_errors("images of the right size", 6'd0);
        for (late_percent = 0; late_percent < 80; late_percent = late_percent + 40) begin
          lateness     = late_percent;
          random_ready = late_percent != 0;
          sized_run(groups, 0);
          lateness = 0;
          expect_value("memories after images of another size", expected_hash, hash);
          expect_value("cycles of images of another size", expected_cycles, value);
          expect_errors("images of another size",
                        groups < GROUPS ? ERRORS_SHORT : groups > GROUPS ? ERRORS_LONG : 6'd0);
        end
      end
      // A reset ends what was to be dropped, and what was to be filled up.
      for (groups = 1; groups < GROUPS + 2; groups = groups + GROUPS) begin
        do_reset;
        set_up;
        random_image;
        image_groups = groups < GROUPS ? 1 : GROUPS + 1;
        fork
          begin : wrong_size
            send_image(8'd0);
          end
          begin
            while (!dut.too_short && !dut.too_long) @(negedge clock);
            tick;
            disable wrong_size;
          end
        join
        image_valid  = 1'b0;
        pixel_valid  = 1'b0;
        pixel_last   = 1'b0;
        image_groups = GROUPS;
        sized_run(GROUPS, 0);
        expect_errors("reset in the middle of a wrong size", 6'd0);
      end
    end
  endtask

  // Results that nobody takes hold the machine, and are not lost.
  task test_results;
    integer k;
    begin
      do_reset;
      set_up;
      write_register(CONTROL, 32'd0);
      result_ready = 1'b0;
      for (k = 0; k < LAYERS; k = k + 1) begin
        random_image;
        send_image(8'd0);
        wait_for_idle;
      end
      expect_value("a result waits", 1, {31'd0, result_valid});
      random_image;
      send_image(8'd0);
      for (k = 0; k < 200; k = k + 1) tick;
      expect_register("held in the hand-over", STATUS, STATUS_RESULT | 32'd2 << STATUS_STATE_BIT);
      read_register(CYCLES);
      k = value;
      expect_register("held cycles do not count", CYCLES, k);
      expect_register("one image has left", IMAGES, 1);
      result_ready = 1'b1;
      tick;
      result_ready = 1'b0;
      tick;
      tick;
      expect_register("two images have left", IMAGES, 2);
      expect_value("one result taken", 1, taken_results);
      expect_value("the second waits", 1, {31'd0, result_valid});
      result_ready = 1'b1;
      write_register(CONTROL, CONTROL_DRAIN);
      wait_for_idle;
      tick;
      tick;
      expect_value("all results", LAYERS + 1, taken_results);
      do_reset;
    end
  endtask

  task test_lateness;
    integer k;
    begin
      do_reset;
      set_up;
      learn_run;
      expected_hash   = hash;
      expected_cycles = value - cycles_before;
      read_register(UPDATES);
      expected_updates = value;
      expect_value("some updates", 1, value > 5 ? 1 : 0);
      for (k = 0; k < 3; k = k + 1) begin
        do_reset;
        set_up;
        lateness     = 20 + 30 * k;
        random_ready = 1'b1;
        learn_run;
        lateness = 0;
        expect_value("cycles with a late host", expected_cycles, value - cycles_before);
        expect_value("memories and results with a late host", expected_hash, hash);
        expect_register("updates with a late host", UPDATES, expected_updates);
      end
    end
  endtask

  task test_interruption;
    integer k;
    for (k = 0; k < LAYERS + 2; k = k + 1) begin
      do_reset;
      set_up;
      interrupt_after = k;
      learn_run;
      interrupt_after = -1;
      expect_value("memories and results after an interruption", expected_hash, hash);
    end
  endtask

  // Resets at `offset` cycles into a state, then learns as if nothing had been.
  task reset_in;
    input [2:0] state;
    input integer offset;
    integer k;
    reg seen;
    begin
      set_up;
      seen = 1'b0;
      fork
        begin : stream
          forever begin
            random_image;
            send_image($unsigned($random(image_seed)) % CLASSES);
          end
        end
        begin
          while (!seen) begin
            while (dut.state != state) tick;
            for (k = 0; k < offset && dut.state == state; k = k + 1) tick;
            seen = dut.state == state;
          end
          disable stream;
          image_valid = 1'b0;
          pixel_valid = 1'b0;
          pixel_last  = 1'b0;
        end
      join
      do_reset;
      expect_register("idle after reset", STATUS, RESET_STATUS);
      expect_register("no cycles after reset", CYCLES, 32'd0);
      set_up;
      learn_run;
      expect_value("memories and results after reset", expected_hash, hash);
      expect_value("cycles after reset", expected_cycles, value - cycles_before);
    end
  endtask

  // All pixels spike: the queue fills, the encoder stalls, nothing is lost.
  task test_full_queue;
    integer k;
    integer cycle;
    integer stalls;
    integer worst;
    integer behind;
    integer last;
    integer spent [0:4095];
    integer encoded;
    integer groups_before;
    integer length;
    begin
      do_reset;
      set_up;
      write_register(CONTROL, 32'd0);
      for (k = 0; k < PIXELS; k = k + 1) image[k] = 8'hFF;
      stalls = 0;
      read_register(CYCLES);
      cycles_before = value;
      fork
        send_image(8'd0);
        begin
          while (dut.state != 3'd1) tick;
          while (dut.state != 3'd0) begin
            if (dut.forward && !dut.encoder_finished && !pixel_ready) stalls = stalls + 1;
            tick;
          end
        end
      join
      // Section 16 of the microarchitecture: group k is encoded in cycle `encoded`, spent in cycle spent[k].
      encoded = 0;
      last    = 0;
      for (k = 0; k < GROUPS; k = k + 1) begin
        encoded = encoded + 1;
        if (k >= apical_package::QUEUE_WORDS && spent[k-apical_package::QUEUE_WORDS] + 1 > encoded)
          encoded = spent[k-apical_package::QUEUE_WORDS] + 1;
        length = k == GROUPS - 1 ? PIXELS - k * P : P;
        last   = (encoded > last ? encoded : last) + ceiling(length, layer_banks(0));
        spent[k] = last;
      end
      expect_value("stalls", encoded - GROUPS, stalls);
      read_register(CYCLES);
      expect_value("cycles with a full queue", 1 + last + 1, value - cycles_before);
      check_sums;
      write_register(CONTROL, CONTROL_DRAIN);
      wait_for_idle;
      do_reset;
    end
  endtask

  // Potentials of layer 1 when all inputs spike: bias and all weights.
  task check_sums;
    integer sums [0:4095];
    integer neuron;
    integer k;
    integer i;
    integer synapses;
    integer columns;
    begin
      synapses = WEIGHT_SYNAPSES[31:0];
      columns  = ceiling(layer_neurons(0), synapses);
      load_location(SPACE_BIASES, 1, 0, 0);
      for (neuron = 0; neuron < layer_neurons(0); neuron = neuron + 1) begin
        read_register(LOAD_DATA);
        sums[neuron] = $signed(value[7:0]);
      end
      for (k = 0; k < PIXELS; k = k + 1)
        for (i = 0; i < columns; i = i + 1) begin
          load_location(SPACE_WEIGHTS, 1, k % layer_banks(0) * columns + i, k / layer_banks(0));
          load_read_word(ceiling(WEIGHT_WORD_BITS[31:0], 32));
          for (neuron = 0; neuron < synapses; neuron = neuron + 1)
            if (i * synapses + neuron < layer_neurons(0))
              sums[i*synapses+neuron] = sums[i*synapses+neuron] + $signed(load_value[W*neuron +: W]);
        end
      load_location(SPACE_POTENTIALS, 1, 0, 0);
      for (neuron = 0; neuron < layer_neurons(0); neuron = neuron + 1)
        expect_register("potential with a full queue", LOAD_DATA, sums[neuron]);
    end
  endtask

  integer offset;

  initial begin
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    do_reset;
    test_registers;
    do_reset;
    test_loading;
    test_busy;
    test_label;
    test_size;
    test_results;
    test_lateness;
    test_interruption;
    for (offset = 0; offset < 4; offset = offset + 1) reset_in(3'd1, offset);
    reset_in(3'd2, 0);
    reset_in(3'd3, 0);
    for (offset = 0; offset < 4; offset = offset + 1) reset_in(3'd5, offset);
    // Bits of a front end do not come as pixels do.
    if (apical_package::FRONT_END != 2) test_full_queue;
    $display("bus: %0d checks, %0d differences", checks, errors);
    $finish;
  end

endmodule
