// SPDX-License-Identifier: Apache-2.0
//
// Test bench: puts the processor through a golden vector file (testcases/README.md) over its register bus and streams,
// and compares everything that the file says, and the cycles of each step.
//
// Plus arguments: +file=PATH the vector file; +lateness=N the host is late N cycles in 100 (default 0); +seed=N draws of
// this bench. Prints `vectors: NAME: S steps, I inferences, C comparisons, D differences`.
//
// The package must have the sizes of the file's network.

`timescale 1ns / 1ns

module vectors;

`include "host.svh"

  localparam MOST = 8;
  // Images told apart at a time.
  localparam RING = 16;

  integer file;
  integer code;
  reg [8*4096-1:0] path;
  reg [8*64-1:0] keyword;
  reg [8*64-1:0] name;
  integer comparisons = 0;

  // Expected memories, rows of neurons; where a layer begins.
  integer weights [0:1048575];
  integer accumulators [0:1048575];
  integer bias_weights [0:8191];
  integer bias_accumulators [0:8191];
  integer synapse_base [0:MOST];
  integer neuron_base [0:MOST];
  // Rows of the file: what the last record held.
  integer row [0:4095];
  integer row_layer;
  integer row_index;
  integer row_count;

  // ---- Observation of the slots: potentials of each image in each layer, spikes of the encoder.
  integer next_image = 0;
  integer image_in [0:MOST-1];
  reg signed [31:0] seen [0:RING*8192-1];
  reg encoded [0:4095];
  reg inputs_of [0:RING*4096-1];

  // ---- Expected cycles (section 16 of docs/microarchitecture.md).
  integer expected_cycles = 0;
  integer deltas [0:8191];

  function spike_before;
    input integer of_image;
    input integer l;
    input integer j;
    if (l == 0) spike_before = inputs_of[of_image%RING*4096+j];
    else spike_before = seen[of_image%RING*8192+neuron_base[l-1]+j] > 0;
  endfunction

  // Spikes of inputs first .. last - 1 in the row bank that has most.
  function integer most_in_a_bank;
    input integer of_image;
    input integer l;
    input integer first;
    input integer last;
    integer bank;
    integer j;
    integer count;
    begin
      most_in_a_bank = 0;
      for (bank = 0; bank < layer_banks(l); bank = bank + 1) begin
        count = 0;
        for (j = first; j < last; j = j + 1)
          if (j % layer_banks(l) == bank && spike_before(of_image, l, j)) count = count + 1;
        if (count > most_in_a_bank) most_in_a_bank = count;
      end
    end
  endfunction

  integer spent [0:4095];

  function integer forward_cycles;
    input integer of_image;
    input integer l;
    integer k;
    integer queued;
    integer when_encoded;
    integer when_spent;
    integer count;
    if (l > 0) forward_cycles = 1 + most_in_a_bank(of_image, l, 0, layer_inputs(l));
    else begin
      queued       = 0;
      when_encoded = 0;
      when_spent   = 0;
      for (k = 0; k < GROUPS; k = k + 1) begin
        when_encoded = when_encoded + 1;
        if (queued >= apical_package::QUEUE_WORDS)
          if (spent[queued-apical_package::QUEUE_WORDS] + 1 > when_encoded)
            when_encoded = spent[queued-apical_package::QUEUE_WORDS] + 1;
        count = most_in_a_bank(of_image, 0, k * P, k == GROUPS - 1 ? PIXELS : (k + 1) * P);
        if (count > 0) begin
          when_spent    = (when_encoded > when_spent ? when_encoded : when_spent) + count;
          spent[queued] = when_spent;
          queued        = queued + 1;
        end
      end
      forward_cycles = 1 + (when_encoded > when_spent ? when_encoded : when_spent);
    end
  endfunction

  task count_slot;
    integer l;
    integer cycles;
    integer longest;
    begin
      longest = 0;
      for (l = 0; l < LAYERS; l = l + 1)
        if (image_in[l] >= 0) begin
          cycles = forward_cycles(image_in[l], l);
          if (l == LAYERS - 1) cycles = cycles + ceiling(CLASSES, apical_package::SEARCH_NEURONS) - 1;
          if (cycles > longest) longest = cycles;
        end
      expected_cycles = expected_cycles + longest + 1;
    end
  endtask

  // An update by an image, from the deltas read last and the accumulators before it.
  task count_update;
    input integer of_image;
    input integer step;
    integer l;
    integer i;
    integer j;
    integer k;
    integer depth;
    integer carries;
    integer spikes;
    integer carry;
    integer sum;
    integer cycles;
    integer longest;
    integer changing;
    integer left;
    begin
      longest = 0;
      for (l = 0; l < LAYERS; l = l + 1) begin
        depth    = INPUT_ORDER[32*l +: 32] != 0 ? 1 : ACCUMULATOR_SYNAPSES[32*l +: 32];
        cycles   = 0;
        changing = 0;
        for (i = 0; i < layer_neurons(l); i = i + 1) if (deltas[neuron_base[l]+i] != 0) changing = 1;
        left = 0;
        for (j = 0; j < layer_inputs(l); j = j + depth) begin
          spikes = 0;
          for (k = j; k < j + depth && k < layer_inputs(l); k = k + 1) if (spike_before(of_image, l, k)) spikes = 1;
          left = left + spikes;
        end
        if (changing == 1)
          for (j = 0; j < layer_inputs(l); j = j + depth) begin
            spikes  = 0;
            carries = 0;
            for (k = j; k < j + depth && k < layer_inputs(l); k = k + 1)
              if (spike_before(of_image, l, k)) begin
                spikes = 1;
                carry  = 0;
                for (i = 0; i < layer_neurons(l); i = i + 1) begin
                  sum = accumulators[synapse_base[l]+k*layer_neurons(l)+i] + step * deltas[neuron_base[l]+i];
                  if (sum < -(1 << (G - 1)) || sum > (1 << (G - 1)) - 1) carry = 1;
                end
                carries = carries + carry;
              end
            left = left - spikes;
            if (carries > 0) cycles = cycles + 1 + 2 * carries;
            else if (spikes == 1) cycles = cycles + (ACCUMULATOR_PORTS[32*l +: 32] == 2 && left > 0 ? 1 : 2);
          end
        if (cycles > longest) longest = cycles;
      end
      expected_cycles = expected_cycles + 1 + longest;
    end
  endtask

  task compare_cycles;
    begin
      read_register(CYCLES);
      compare("cycles", expected_cycles, value);
    end
  endtask

  integer slot_layer;
  initial for (slot_layer = 0; slot_layer < MOST; slot_layer = slot_layer + 1) image_in[slot_layer] = -1;

  // Of a potential.
  localparam BITS = 12 + apical_package::WEIGHT_BITS;

  genvar g;
  generate
    for (g = 0; g < LAYERS; g = g + 1) begin : observe
      integer neuron;
      always @(negedge clock)
        if (dut.hand_over && dut.enable && image_in[g] >= 0)
          for (neuron = 0; neuron < NEURONS[32*g +: 32]; neuron = neuron + 1)
            seen[image_in[g]%RING*8192+neuron_base[g]+neuron] =
                $signed(dut.stage[g].neurons.all_potentials[neuron*BITS +: BITS]);
    end
  endgenerate

  integer encoded_bit;

  always @(posedge clock) begin
    if (dut.encoder_take && dut.enable)
      for (encoded_bit = 0; encoded_bit < P; encoded_bit = encoded_bit + 1)
        encoded[dut.word_first+encoded_bit] = dut.word[encoded_bit];
    if (dut.hand_over && dut.enable) begin
      if (image_in[0] >= 0)
        for (encoded_bit = 0; encoded_bit < PIXELS; encoded_bit = encoded_bit + 1)
          inputs_of[image_in[0]%RING*4096+encoded_bit] = encoded[encoded_bit];
      count_slot;
      for (slot_layer = LAYERS - 1; slot_layer > 0; slot_layer = slot_layer - 1)
        image_in[slot_layer] = image_in[slot_layer-1];
      image_in[0] = -1;
    end
    if (image_valid && image_ready) begin
      image_in[0] = next_image;
      next_image  = next_image + 1;
    end
  end

  // ---- Reading the file.
  task expect_keyword;
    input [8*64-1:0] wanted;
    begin
      code = $fscanf(file, "%s", keyword);
      if (keyword != wanted) begin
        $display("vectors: %0s: found `%0s` instead of `%0s`", path, keyword, wanted);
        $finish;
      end
    end
  endtask

  integer number;

  task read_number;
    code = $fscanf(file, "%d", number);
  endtask

  reg [63:0] hexadecimal;

  task read_hexadecimal;
    code = $fscanf(file, "%h", hexadecimal);
  endtask

  task read_field;
    input [8*64-1:0] wanted;
    begin
      expect_keyword(wanted);
      read_number;
    end
  endtask

  // The rest of a record: layer, index, list.
  task read_row;
    integer k;
    begin
      read_number;
      row_layer = number;
      read_number;
      row_index = number;
      read_list;
    end
  endtask

  task read_list;
    integer k;
    begin
      read_number;
      row_count = number;
      for (k = 0; k < row_count; k = k + 1) begin
        read_number;
        row[k] = number;
      end
    end
  endtask

  // layer, list
  task read_layer_list;
    input [8*64-1:0] wanted;
    begin
      expect_keyword(wanted);
      read_number;
      row_layer = number;
      read_list;
    end
  endtask

  task compare;
    input [8*48-1:0] what;
    input integer expected;
    input integer found;
    begin
      comparisons = comparisons + 1;
      if (expected !== found) begin
        if (errors < 20) $display("  (image %0d, layer %0d, index %0d)", next_image, row_layer, row_index);
        fail(what, expected, found);
      end
    end
  endtask

  // Takes row records into the expected memories. With `look`, the processor's are compared.
  task read_rows;
    input look;
    integer rows;
    integer k;
    integer i;
    begin
      read_field("rows");
      rows = number;
      for (k = 0; k < rows; k = k + 1) begin
        code = $fscanf(file, "%s", keyword);
        read_row;
        for (i = 0; i < row_count; i = i + 1)
          if (keyword == "weights") weights[synapse_base[row_layer-1]+row_index*row_count+i] = row[i];
          else if (keyword == "accumulators") accumulators[synapse_base[row_layer-1]+row_index*row_count+i] = row[i];
          else if (keyword == "bias_weights") bias_weights[neuron_base[row_layer-1]+i] = row[i];
          else bias_accumulators[neuron_base[row_layer-1]+i] = row[i];
        if (look) begin
          if (keyword == "weights") compare_weights(row_layer - 1, row_index);
          else if (keyword == "accumulators") compare_accumulators(row_layer - 1, row_index);
          else compare_biases(row_layer - 1, keyword == "bias_weights", keyword == "bias_accumulators");
        end
      end
    end
  endtask

  // ---- Memories of the processor.
  task load_memories;
    integer l;
    integer bank;
    integer memory;
    integer word;
    integer input_neuron;
    integer neuron;
    integer k;
    integer banks;
    integer memories;
    integer synapses;
    integer words;
    for (l = 0; l < LAYERS; l = l + 1) begin
      banks    = layer_banks(l);
      synapses = WEIGHT_SYNAPSES[32*l +: 32];
      memories = ceiling(layer_neurons(l), synapses);
      words    = ceiling(layer_inputs(l), banks);
      for (bank = 0; bank < banks; bank = bank + 1)
        for (memory = 0; memory < memories; memory = memory + 1) begin
          load_location(SPACE_WEIGHTS, l + 1, bank * memories + memory, 0);
          for (word = 0; word < words; word = word + 1) begin
            load_value = {4096{1'b0}};
            input_neuron = word * banks + bank;
            for (k = 0; k < synapses; k = k + 1) begin
              neuron = memory * synapses + k;
              if (neuron < layer_neurons(l) && input_neuron < layer_inputs(l))
                load_value[W*k +: W] = weights[synapse_base[l]+input_neuron*layer_neurons(l)+neuron];
            end
            load_write_word(ceiling(WEIGHT_WORD_BITS[32*l +: 32], 32));
          end
        end
      synapses = ACCUMULATOR_SYNAPSES[32*l +: 32];
      memories = INPUT_ORDER[32*l +: 32] != 0 ? ceiling(layer_neurons(l), synapses) : layer_neurons(l);
      words    = INPUT_ORDER[32*l +: 32] != 0 ? layer_inputs(l) : ceiling(layer_inputs(l), synapses);
      for (memory = 0; memory < memories; memory = memory + 1) begin
        load_location(SPACE_ACCUMULATORS, l + 1, memory, 0);
        for (word = 0; word < words; word = word + 1) begin
          load_value = {4096{1'b0}};
          for (k = 0; k < synapses; k = k + 1) begin
            neuron       = INPUT_ORDER[32*l +: 32] != 0 ? memory * synapses + k : memory;
            input_neuron = INPUT_ORDER[32*l +: 32] != 0 ? word : word * synapses + k;
            if (neuron < layer_neurons(l) && input_neuron < layer_inputs(l))
              load_value[G*k +: G] = accumulators[synapse_base[l]+input_neuron*layer_neurons(l)+neuron];
          end
          load_write_word(ceiling(ACCUMULATOR_WORD_BITS[32*l +: 32], 32));
        end
      end
      load_location(SPACE_BIASES, l + 1, 0, 0);
      for (neuron = 0; neuron < layer_neurons(l); neuron = neuron + 1) begin
        load_value       = {4096{1'b0}};
        load_value[7:0]  = bias_weights[neuron_base[l]+neuron];
        load_value[8+:G] = bias_accumulators[neuron_base[l]+neuron];
        load_write_word(1);
      end
    end
  endtask

  task compare_weights;
    input integer l;
    input integer input_neuron;
    integer neuron;
    integer memory;
    integer synapses;
    integer memories;
    integer k;
    begin
      synapses = WEIGHT_SYNAPSES[32*l +: 32];
      memories = ceiling(layer_neurons(l), synapses);
      for (memory = 0; memory < memories; memory = memory + 1) begin
        load_location(SPACE_WEIGHTS, l + 1, input_neuron % layer_banks(l) * memories + memory,
                      input_neuron / layer_banks(l));
        load_read_word(ceiling(WEIGHT_WORD_BITS[32*l +: 32], 32));
        for (k = 0; k < synapses; k = k + 1) begin
          neuron = memory * synapses + k;
          if (neuron < layer_neurons(l))
            compare("weight", weights[synapse_base[l]+input_neuron*layer_neurons(l)+neuron],
                    $signed(load_value[W*k +: W]));
        end
      end
    end
  endtask

  task compare_accumulators;
    input integer l;
    input integer input_neuron;
    integer neuron;
    integer memory;
    integer synapses;
    integer k;
    begin
      synapses = ACCUMULATOR_SYNAPSES[32*l +: 32];
      for (neuron = 0; neuron < layer_neurons(l); neuron = neuron + 1) begin
        if (INPUT_ORDER[32*l +: 32] != 0) begin
          memory = neuron / synapses;
          k      = neuron % synapses;
          load_location(SPACE_ACCUMULATORS, l + 1, memory, input_neuron);
        end else begin
          k = input_neuron % synapses;
          load_location(SPACE_ACCUMULATORS, l + 1, neuron, input_neuron / synapses);
        end
        load_read_word(ceiling(ACCUMULATOR_WORD_BITS[32*l +: 32], 32));
        compare("accumulator", accumulators[synapse_base[l]+input_neuron*layer_neurons(l)+neuron],
                $signed(load_value[G*k +: G]));
      end
    end
  endtask

  task compare_biases;
    input integer l;
    input of_weights;
    input of_accumulators;
    integer neuron;
    begin
      load_location(SPACE_BIASES, l + 1, 0, 0);
      for (neuron = 0; neuron < layer_neurons(l); neuron = neuron + 1) begin
        load_read_word(1);
        if (of_weights) compare("bias weight", bias_weights[neuron_base[l]+neuron], $signed(load_value[7:0]));
        if (of_accumulators)
          compare("bias accumulator", bias_accumulators[neuron_base[l]+neuron], $signed(load_value[8+:G]));
      end
    end
  endtask

  task compare_memories;
    integer l;
    integer j;
    for (l = 0; l < LAYERS; l = l + 1) begin
      for (j = 0; j < layer_inputs(l); j = j + 1) begin
        row_layer = l + 1;
        row_index = j;
        compare_weights(l, j);
        compare_accumulators(l, j);
      end
      compare_biases(l, 1'b1, 1'b1);
    end
  endtask

  // Bits of a record, or signs, against the list that was read last.
  task compare_bits;
    input [8*48-1:0] what;
    input integer space;
    input integer layer_from_one;
    input integer memory;
    input integer word;
    integer k;
    begin
      load_location(space, layer_from_one, memory, word);
      load_read_word(ceiling(row_count, 32));
      for (k = 0; k < row_count; k = k + 1) begin
        row_index = k;
        compare(what, row[k], {31'd0, load_value[k]});
      end
    end
  endtask

  // Generators: loaded at the start, compared afterwards.
  task read_generators;
    input look;
    integer k;
    begin
      expect_keyword("lanes");
      read_number;
      for (k = 0; k < 16; k = k + 1) begin
        read_hexadecimal;
        if (k == 0) load_location(SPACE_LANES, 0, 0, 0);
        load_value = hexadecimal[31:0];
        if (look) begin
          read_register(LOAD_DATA);
          compare("lane", hexadecimal[31:0], value);
        end else load_write_word(1);
      end
      expect_keyword("control");
      read_hexadecimal;
      load_location(SPACE_CONTROL_GENERATOR, 0, 0, 0);
      load_value = hexadecimal[31:0];
      if (look) begin
        read_register(LOAD_DATA);
        compare("control generator", hexadecimal[31:0], value);
      end else load_write_word(1);
    end
  endtask

  task read_pixels;
    integer k;
    begin
      expect_keyword("pixels");
      read_list;
      for (k = 0; k < row_count; k = k + 1) image[k] = row[k];
    end
  endtask

  task compare_encoded;
    integer k;
    begin
      read_layer_list("spikes");
      for (k = 0; k < row_count; k = k + 1) begin
        row_index = k;
        compare("input spike", row[k], {31'd0, encoded[k]});
      end
    end
  endtask

  task compare_potentials;
    input integer of_image;
    integer k;
    for (k = 0; k < row_count; k = k + 1) begin
      row_index = k;
      compare("potential", row[k], seen[of_image%RING*8192+neuron_base[row_layer-1]+k]);
    end
  endtask

  // ---- Steps.
  integer control_bits;
  integer in_flight;
  integer results;
  integer departed;
  reg     learns;

  task wait_for_idle;
    while (dut.state != 3'd0) tick;
  endtask

  task run_step;
    integer l;
    integer k;
    begin
      code = $fscanf(file, "%s", keyword);
      learns = keyword == "learn";
      read_number;
      read_field("rate");
      write_register(STEP_RATE, number);
      if (learns) begin
        write_register(CONTROL, control_bits);
        read_pixels;
        read_field("label");
        send_image(number);
        wait_for_idle;
        compare_encoded;
        compare_bits("recorded input spike", SPACE_RECORD_INPUT, 0, 0, 0);
        in_flight = in_flight + 1;
      end else begin
        write_register(CONTROL, control_bits | CONTROL_DRAIN_ONE);
        wait_for_idle;
        read_register(CONTROL);
        compare("drain is over", control_bits, value);
      end
      read_generators(1'b1);
      read_field("leaves");
      results = results + number;
      read_register(IMAGES);
      compare("images", results, value);
      if (number == 1) begin
        in_flight = in_flight - 1;
        read_departure;
      end
      compare_cycles;
      read_rows(1'b1);
    end
  endtask

  task read_departure;
    integer l;
    integer k;
    integer step;
    begin
      read_field("image");
      departed = number;
      read_field("label");
      compare("label", number, {24'd0, result_label});
      for (l = 0; l < LAYERS; l = l + 1) begin
        read_layer_list("potentials");
        compare_potentials(departed);
        read_layer_list("spikes");
        if (l < LAYERS - 1) begin
          compare_bits("recorded spike", SPACE_RECORD_SPIKES, l + 1, in_flight, 0);
          read_layer_list("window_bits");
          compare_bits("recorded window bit", SPACE_RECORD_WINDOW, l + 1, in_flight, 0);
        end else
          for (k = 0; k < row_count; k = k + 1) compare("output spike", row[k], result_winner == k ? 1 : 0);
      end
      read_field("margin");
      compare("margin", number, {24'd0, result_margin});
      read_field("winner");
      compare("winner", number, {24'd0, result_winner});
      read_field("correct");
      compare("correct", number, {31'd0, result_correct});
      compare("learned", 1, {31'd0, result_learned});
      read_field("step");
      compare("step", number, {25'd0, result_step});
      // Deltas show in the rows that change, and in the cycles of the update.
      step = number;
      for (l = 0; l < LAYERS; l = l + 1) begin
        read_layer_list("deltas");
        for (k = 0; k < row_count; k = k + 1) deltas[neuron_base[l]+k] = row[k];
      end
      if (step > 0) count_update(departed, step);
    end
  endtask

  task run_inference;
    integer l;
    integer k;
    begin
      read_field("infer");
      read_pixels;
      send_image(8'd0);
      wait_for_idle;
      compare_encoded;
      for (l = 0; l < LAYERS; l = l + 1) begin
        read_layer_list("potentials");
        compare_potentials(next_image - 1);
        read_layer_list("spikes");
        if (l < LAYERS - 1) compare_bits("spike", SPACE_RECORD_SPIKES, l + 1, 0, 0);
      end
      read_field("winner");
      compare("winner", number, {24'd0, result_winner});
      compare("learned", 0, {31'd0, result_learned});
      compare_cycles;
    end
  endtask

  integer l;
  integer k;
  integer count;
  integer steps;
  integer inferences;

  initial begin
    if (!$value$plusargs("file=%s", path)) begin
      $display("vectors: +file=PATH is missing");
      $finish;
    end
    if (!$value$plusargs("lateness=%d", lateness)) lateness = 0;
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    file = $fopen(path, "r");
    if (file == 0) begin
      $display("vectors: %0s cannot be read", path);
      $finish;
    end
    do_reset;

    // Head.
    read_field("apical_vectors");
    check("version of the file", 1, number);
    read_field("specification");
    read_register(ID);
    check("version of the specification", 32'h41500000 + number, value);
    expect_keyword("name");
    code = $fscanf(file, "%s", name);
    expect_keyword("seed");
    read_hexadecimal;
    read_field("prepared");
    expect_keyword("layers");
    read_list;
    check("layers", row_count, LAYERS + 1);
    synapse_base[0] = 0;
    neuron_base[0]  = 0;
    for (l = 0; l < LAYERS; l = l + 1) begin
      check("inputs", row[l], layer_inputs(l));
      check("neurons", row[l+1], layer_neurons(l));
      synapse_base[l+1] = synapse_base[l] + layer_inputs(l) * layer_neurons(l);
      neuron_base[l+1]  = neuron_base[l] + layer_neurons(l);
    end
    read_field("format");
    check("bits of a weight", number, W);
    read_number;
    check("bits of an accumulator", number, G);
    if (errors > 0) begin
      $display("vectors: %0s: the package is of another network", name);
      $finish;
    end
    read_field("pipelined");
    control_bits = number == 1 ? CONTROL_LEARN : CONTROL_LEARN | CONTROL_SEQUENTIAL;
    expect_keyword("window");
    read_list;
    for (l = 0; l < row_count; l = l + 1) write_register(WINDOW + 4 * l, row[l]);
    read_field("margin_bits");
    write_register(MARGIN_BITS, number);
    read_field("drop_shift");
    write_register(DROP_SHIFT, number);
    read_field("initial_range");
    read_field("feedback_sharing");

    // Initial memories.
    read_rows(1'b0);
    load_memories;
    for (l = 0; l < LAYERS - 1; l = l + 1)
      for (k = 0; k < layer_neurons(l); k = k + 1) begin
        expect_keyword("feedback");
        read_row;
        load_location(SPACE_SIGNS, l + 1, 0, k);
        load_value = {4096{1'b0}};
        for (count = 0; count < row_count; count = count + 1) load_value[count] = row[count];
        load_write_word(ceiling(row_count, 32));
        compare_bits("feedback sign", SPACE_SIGNS, l + 1, 0, k);
      end
    read_generators(1'b0);
    compare_memories;

    // Steps.
    in_flight = 0;
    results   = 0;
    read_field("steps");
    steps = number;
    for (count = 0; count < steps; count = count + 1) begin
      // Where the load port points to must not matter.
      load_location(count % 2, LAYERS, 0, 0);
      run_step;
    end
    read_field("inferences");
    inferences = number;
    write_register(CONTROL, CONTROL_DRAIN);
    load_location(SPACE_WEIGHTS, 1, 0, 0);
    for (count = 0; count < inferences; count = count + 1) run_inference;

    // End.
    read_field("final");
    read_rows(1'b0);
    compare_memories;
    read_generators(1'b1);
    expect_keyword("done");
    read_register(ERRORS);
    check("errors", 0, value);
    $display("vectors: %0s: %0d steps, %0d inferences, %0d comparisons, %0d differences", name, steps, inferences,
             comparisons, errors);
    $finish;
  end

endmodule
