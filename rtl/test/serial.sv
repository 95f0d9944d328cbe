// SPDX-License-Identifier: Apache-2.0
//
// Test bench of the board: the processor behind its serial line beside the processor at its pins. Both are loaded with
// the same, learn the same images, and must give the same. Runs with any small package. Plus argument: +seed=N.
// Prints `serial: C checks, D differences`.

`timescale 1ns / 1ns

module serial;

`include "host.svh"

  localparam DIVIDER = 4;
  // The board's clock is twice as fast as its processor's.
  localparam BIT = 2 * DIVIDER;
  localparam COUNT = 8;

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

  // The board.
  reg        to_board = 1'b1;
  wire       from_board;
  reg        button = 1'b0;
  wire [7:0] led;
  wire       wifi;

  ulx3s #(
    .DIVIDER(DIVIDER)
  ) board (
    .clk_25mhz (clock),
    .ftdi_txd  (to_board),
    .ftdi_rxd  (from_board),
    .btn       (button),
    .led       (led),
    .wifi_gpio0(wifi)
  );

  task send_byte;
    input [7:0] data;
    integer k;
    reg [9:0] bits;
    begin
      bits = {1'b1, data, 1'b0};
      for (k = 0; k < 10; k = k + 1) begin
        to_board = bits[k];
        repeat (BIT) tick;
      end
      silence = 0;
    end
  endtask

  // Messages that have come: answers one after the other, and results apart.
  reg [7:0] answers [0:65535];
  reg [7:0] results [0:65535];
  integer answer_bytes = 0;
  integer result_bytes = 0;
  integer answers_read = 0;
  integer in_message = 0;
  reg     is_result;

  task receive;
    input [7:0] data;
    begin
      if (in_message == 0) begin
        is_result  = data == 8'd4;
        in_message = data == 8'd4 ? 6 : data == 8'd2 ? 5 : 1;
      end
      if (is_result) begin
        results[result_bytes] = data;
        result_bytes = result_bytes + 1;
      end else begin
        answers[answer_bytes] = data;
        answer_bytes = answer_bytes + 1;
      end
      in_message = in_message - 1;
    end
  endtask

  integer k_line;
  reg [7:0] line_data;

  initial
    forever begin
      @(negedge from_board);
      repeat (BIT / 2) @(posedge clock);
      for (k_line = 0; k_line < 8; k_line = k_line + 1) begin
        repeat (BIT) @(posedge clock);
        #2 line_data[k_line] = from_board;
      end
      repeat (BIT) @(posedge clock);
      #2 expect_value("stop bit", 1, {31'd0, from_board});
      receive(line_data);
    end

  task expect_answer;
    input [7:0] expected;
    begin
      while (answer_bytes == answers_read) tick;
      silence = 0;
      expect_value("answer", {24'd0, expected}, {24'd0, answers[answers_read]});
      answers_read = answers_read + 1;
    end
  endtask

  task serial_write;
    input [15:0] address;
    input [31:0] data;
    begin
      send_byte(8'd1);
      send_byte(address[7:0]);
      send_byte(address[15:8]);
      send_byte(data[7:0]);
      send_byte(data[15:8]);
      send_byte(data[23:16]);
      send_byte(data[31:24]);
      expect_answer(8'd1);
    end
  endtask

  reg [31:0] serial_value;

  task serial_read;
    input [15:0] address;
    integer k;
    begin
      send_byte(8'd2);
      send_byte(address[7:0]);
      send_byte(address[15:8]);
      expect_answer(8'd2);
      for (k = 0; k < 4; k = k + 1) begin
        while (answer_bytes == answers_read) tick;
        serial_value[8*k +: 8] = answers[answers_read];
        answers_read = answers_read + 1;
      end
    end
  endtask

  task serial_image;
    input [7:0] label;
    input integer count;
    integer k;
    begin
      send_byte(8'd3);
      send_byte(label);
      send_byte(count[7:0]);
      send_byte(count[15:8]);
      for (k = 0; k < count; k = k + 1) send_byte(k < VALUES ? image[k] : 8'hFF);
      expect_answer(8'd3);
    end
  endtask

  // Both.
  task write_both;
    input [15:0] address;
    input [31:0] data;
    begin
      write_register(address, data);
      serial_write(address, data);
    end
  endtask

  task read_both;
    input [8*48-1:0] what;
    input [15:0] address;
    begin
      read_register(address);
      serial_read(address);
      expect_value(what, value, serial_value);
    end
  endtask

  // Words of a memory: written with the same random bits, or read and compared.
  task words;
    input integer load;
    input integer space;
    input integer layer_from_one;
    input integer number;
    input integer count;
    integer k;
    begin
      write_both(LOAD_SPACE, space << LOAD_SPACE_SPACE_BIT | layer_from_one << LOAD_SPACE_LAYER_BIT
                 | number << LOAD_SPACE_NUMBER_BIT);
      write_both(LOAD_ADDRESS, 32'd0);
      for (k = 0; k < count; k = k + 1)
        if (load != 0) write_both(LOAD_DATA, $random(seed) | 1);
        else read_both("word", LOAD_DATA);
    end
  endtask

  task memories;
    input integer load;
    integer l;
    integer k;
    begin
      for (l = 0; l < LAYERS; l = l + 1) begin
        for (k = 0; k < layer_banks(l) * ceiling(layer_neurons(l), WEIGHT_SYNAPSES[32*l +: 32]); k = k + 1)
          words(load, SPACE_WEIGHTS, l + 1, k, ceiling(layer_inputs(l), layer_banks(l))
                                               * ceiling(WEIGHT_WORD_BITS[32*l +: 32], 32));
        if (INPUT_ORDER[32*l +: 32] == 0)
          for (k = 0; k < layer_neurons(l); k = k + 1)
            words(load, SPACE_ACCUMULATORS, l + 1, k, ceiling(layer_inputs(l), ACCUMULATOR_SYNAPSES[32*l +: 32])
                                                      * ceiling(ACCUMULATOR_WORD_BITS[32*l +: 32], 32));
        words(load, SPACE_BIASES, l + 1, 0, layer_neurons(l));
        if (l < LAYERS - 1) words(load, SPACE_SIGNS, l + 1, 0, layer_neurons(l));
      end
      words(load, SPACE_LANES, 0, 0, 16);
      words(load, SPACE_CONTROL_GENERATOR, 0, 0, 1);
    end
  endtask

  // Results of the processor at its pins.
  reg [39:0] expected [0:255];
  integer expected_count = 0;
  integer compared = 0;

  always @(posedge clock)
    if (result_valid && result_ready && !reset) begin
      expected[expected_count] <= {1'b0, result_step, result_margin, 6'd0, result_learned, result_correct, result_label,
                                   result_winner};
      expected_count <= expected_count + 1;
    end

  task compare_results;
    integer k;
    begin
      while (dut.state != 3'd0 || board.processor.state != 3'd0) tick;
      // Messages take their time on the line.
      repeat (300 * BIT) tick;
      expect_value("results", expected_count * 6, result_bytes);
      for (k = compared; k < expected_count; k = k + 1) begin
        expect_value("winner", expected[k][7:0], results[6*k+1]);
        expect_value("label", expected[k][15:8], results[6*k+2]);
        expect_value("flags", expected[k][23:16], results[6*k+3]);
        expect_value("margin", expected[k][31:24], results[6*k+4]);
        expect_value("step", expected[k][39:32], results[6*k+5]);
      end
      compared = expected_count;
    end
  endtask

  integer n;
  integer label_sent;

  task random_image;
    integer k;
    for (k = 0; k < VALUES; k = k + 1) image[k] = $random(seed);
  endtask

  initial begin
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    do_reset;
    repeat (100) tick;
    expect_value("line at rest", 1, {31'd0, from_board});
    // Zeros mean nothing, what is unknown is said to be.
    send_byte(8'd0);
    send_byte(8'd0);
    send_byte(8'd77);
    expect_answer(8'hFF);
    serial_read(ID);
    expect_value("ID", RESET_ID, serial_value);
    memories(1);
    write_both(STEP_RATE, 256 * ((1 << (G - 1)) - 1));
    for (n = 0; n < LAYERS - 1; n = n + 1) write_both(WINDOW + 4 * n, 32'd65535);
    write_both(CONTROL, CONTROL_LEARN);
    for (n = 0; n < COUNT; n = n + 1) begin
      random_image;
      label_sent = $unsigned($random(seed)) % CLASSES;
      send_image(label_sent);
      serial_image(label_sent, VALUES);
    end
    compare_results;
    write_both(CONTROL, CONTROL_LEARN | CONTROL_DRAIN);
    compare_results;
    write_both(CONTROL, CONTROL_LEARN);
    expect_value("images", COUNT, expected_count);
    read_both("updates", UPDATES);
    expect_value("some updates", 1, value > 2 ? 1 : 0);
    read_both("cycles", CYCLES);
    read_both("no errors", ERRORS);
    // Too few pixels, and too many.
    random_image;
    image_groups = GROUPS - 1;
    send_image(8'd0);
    serial_image(8'd0, V * (GROUPS - 1));
    image_groups = GROUPS;
    random_image;
    image_groups = GROUPS + 1;
    send_image(8'd1);
    serial_image(8'd1, V * GROUPS + 1);
    image_groups = GROUPS;
    // None at all cannot be sent.
    serial_image(8'd1, 0);
    write_both(CONTROL, CONTROL_DRAIN);
    compare_results;
    expect_value("two more images", COUNT + 2, expected_count);
    read_both("both errors", ERRORS);
    expect_value("both errors", 32'h30, value);
    read_both("cycles", CYCLES);
    memories(0);
    expect_value("lights", {28'd0, result_winner[3:0]}, {24'd0, led});
    // The button.
    button = 1'b1;
    repeat (10) tick;
    button = 1'b0;
    repeat (80) tick;
    serial_read(ERRORS);
    expect_value("errors after reset", 0, serial_value);
    serial_read(STATUS);
    expect_value("state after reset", 8, serial_value);
    $display("serial: %0d checks, %0d differences", checks, errors);
    $finish;
  end

endmodule
