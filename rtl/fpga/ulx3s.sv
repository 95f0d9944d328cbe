// SPDX-License-Identifier: Apache-2.0
//
// ulx3s: the processor on a board with a serial line, a button and eight lights.
//
// Purpose: a host sends commands of `serial_host` over the line, 8 bits, no parity, 1 stop bit, 500 kbit/s.
// DIVIDER: clocks of the processor a bit.
//
// port        bits  direction  meaning
// clk_25mhz   1     in         clock, 25 MHz
// ftdi_txd    1     in         serial line from the host
// ftdi_rxd    1     out        serial line to the host
// btn         1     in         high: reset
// led         8     out        7 a byte was lost, 6 an image waits for its slot, 5 to 4 0, 3 to 0 winner of the last image
// wifi_gpio0  1     out        high: keeps the board's other processor away
//
// Cycles: the processor's clock has 12.5 MHz; 16 of its cycles are reset after configuration.

module ulx3s #(
  parameter DIVIDER = 25
) (
  input  wire       clk_25mhz,
  input  wire       ftdi_txd,
  output wire       ftdi_rxd,
  input  wire       btn,
  output wire [7:0] led,
  output wire       wifi_gpio0
);

  localparam P = apical_package::VALUES_PER_CYCLE;

  // Half the board's clock: the longest paths of a large network are longer than 40 ns.
  reg half = 1'b0;

  always_ff @(posedge clk_25mhz) half <= !half;

  wire clock = half;

  assign wifi_gpio0 = 1'b1;

  // Registers are 0 after configuration.
  reg [4:0] awake = 5'd0;
  reg [1:0] pressed = 2'd0;
  reg       reset = 1'b1;

  always_ff @(posedge clock) begin
    pressed <= {pressed[0], btn};
    if (pressed[1]) awake <= 5'd0;
    else if (!awake[4]) awake <= awake + 5'd1;
    reset <= !awake[4];
  end

  wire           received;
  wire [7:0]     received_data;
  wire           lost;
  wire           in_valid;
  wire [7:0]     in_data;
  wire           in_taken;
  wire           out_valid;
  wire [7:0]     out_data;
  wire           out_ready;
  wire           bus_access;
  wire           bus_write;
  wire [15:0]    bus_address;
  wire [31:0]    bus_data_in;
  wire [31:0]    bus_data_out;
  wire           bus_acknowledge;
  wire           image_valid;
  wire           image_ready;
  wire [7:0]     image_label;
  wire           pixel_valid;
  wire           pixel_last;
  wire           pixel_ready;
  wire [8*P-1:0] pixels;
  wire           result_valid;
  wire           result_ready;
  wire [7:0]     result_winner;
  wire [7:0]     result_label;
  wire           result_correct;
  wire           result_learned;
  wire [7:0]     result_margin;
  wire [6:0]     result_step;

  assign led = {lost, image_valid, 2'b00, result_winner[3:0]};
  wire unused = &{1'b0, result_winner[7:4]};

  uart_receiver #(
    .DIVIDER(DIVIDER)
  ) receiver (
    .clock(clock),
    .reset(reset),
    .line (ftdi_txd),
    .valid(received),
    .data (received_data)
  );

  byte_queue waiting (
    .clock    (clock),
    .reset    (reset),
    .push     (received),
    .push_data(received_data),
    .valid    (in_valid),
    .data     (in_data),
    .pop      (in_taken),
    .lost     (lost)
  );

  serial_host #(
    .P(P)
  ) host (
    .clock          (clock),
    .reset          (reset),
    .in_valid       (in_valid),
    .in_data        (in_data),
    .in_taken       (in_taken),
    .out_valid      (out_valid),
    .out_data       (out_data),
    .out_ready      (out_ready),
    .bus_access     (bus_access),
    .bus_write      (bus_write),
    .bus_address    (bus_address),
    .bus_data_in    (bus_data_in),
    .bus_data_out   (bus_data_out),
    .bus_acknowledge(bus_acknowledge),
    .image_valid    (image_valid),
    .image_ready    (image_ready),
    .image_label    (image_label),
    .pixel_valid    (pixel_valid),
    .pixel_last     (pixel_last),
    .pixel_ready    (pixel_ready),
    .pixels         (pixels),
    .result_valid   (result_valid),
    .result_ready   (result_ready),
    .result_winner  (result_winner),
    .result_label   (result_label),
    .result_correct (result_correct),
    .result_learned (result_learned),
    .result_margin  (result_margin),
    .result_step    (result_step)
  );

  uart_transmitter #(
    .DIVIDER(DIVIDER)
  ) transmitter (
    .clock(clock),
    .reset(reset),
    .valid(out_valid),
    .data (out_data),
    .ready(out_ready),
    .line (ftdi_rxd)
  );

  apical processor (
    .clock          (clock),
    .reset          (reset),
    .bus_cycle      (bus_access),
    .bus_strobe     (bus_access),
    .bus_write      (bus_write),
    .bus_address    (bus_address),
    .bus_data_in    (bus_data_in),
    .bus_data_out   (bus_data_out),
    .bus_acknowledge(bus_acknowledge),
    .image_valid    (image_valid),
    .image_ready    (image_ready),
    .image_label    (image_label),
    .pixel_valid    (pixel_valid),
    .pixel_last     (pixel_last),
    .pixel_ready    (pixel_ready),
    .pixels         (pixels),
    .result_valid   (result_valid),
    .result_ready   (result_ready),
    .result_winner  (result_winner),
    .result_label   (result_label),
    .result_correct (result_correct),
    .result_learned (result_learned),
    .result_margin  (result_margin),
    .result_step    (result_step)
  );

endmodule
