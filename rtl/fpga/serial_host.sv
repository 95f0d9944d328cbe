// SPDX-License-Identifier: Apache-2.0
//
// serial_host: register bus and streams of the processor over a byte stream, for boards with few pins.
//
// Commands, numbers lowest byte first:
//
//   0                                        nothing: brings both sides together
//   1  address (2)  data (4)                 write a register; answer 1
//   2  address (2)                           read a register; answer 2  data (4)
//   3  label (1)  count (2)  pixels (count)  an image; answer 3 when the last pixel was taken
//   other                                    answer 255
//
// By itself: 4  winner  label  flags (bit 0 correct, bit 1 learned)  margin  step, when an image has left.
// What the count says is what is sent: the processor notices a wrong one (ERRORS, bits 4 and 5).
//
// port          bits  direction  meaning
// clock, reset  1, 1  in         as everywhere
// in_valid, in_data, in_taken    1, 8, 1  in, in, out    bytes from the host; one is taken at the end of this cycle
// out_valid, out_data, out_ready 1, 8, 1  out, out, in   bytes to the host
// bus_*, image_*, pixel_*, pixels, result_*              as in `apical`, the other way round
//
// Cycles: a byte of a command a cycle; the rest is waiting.

module serial_host #(
  parameter P = 8
) (
  input  wire           clock,
  input  wire           reset,
  input  wire           in_valid,
  input  wire [7:0]     in_data,
  output wire           in_taken,
  output wire           out_valid,
  output wire [7:0]     out_data,
  input  wire           out_ready,
  output wire           bus_access,
  output wire           bus_write,
  output wire [15:0]    bus_address,
  output wire [31:0]    bus_data_in,
  input  wire [31:0]    bus_data_out,
  input  wire           bus_acknowledge,
  output wire           image_valid,
  input  wire           image_ready,
  output wire [7:0]     image_label,
  output wire           pixel_valid,
  output wire           pixel_last,
  input  wire           pixel_ready,
  output reg  [8*P-1:0] pixels,
  input  wire           result_valid,
  output wire           result_ready,
  input  wire [7:0]     result_winner,
  input  wire [7:0]     result_label,
  input  wire           result_correct,
  input  wire           result_learned,
  input  wire [7:0]     result_margin,
  input  wire [6:0]     result_step
);

  localparam [2:0] COMMAND = 3'd0;
  localparam [2:0] ARGUMENT = 3'd1;
  localparam [2:0] BUS = 3'd2;
  localparam [2:0] IMAGE = 3'd3;
  localparam [2:0] PIXEL = 3'd4;
  localparam [2:0] GROUP = 3'd5;
  localparam [2:0] ANSWER = 3'd6;

  localparam INDEX_BITS = P > 1 ? $clog2(P) : 1;

  reg [2:0]            state;
  reg [7:0]            command;
  // Bytes of the arguments that are missing, and those that came, the last highest.
  reg [2:0]            missing;
  reg [47:0]           arguments;
  reg [15:0]           count;
  reg [INDEX_BITS-1:0] index;
  reg [31:0]           found;

  assign in_taken    = in_valid && (state == COMMAND || state == ARGUMENT || state == PIXEL);
  assign bus_access  = state == BUS;
  assign bus_write   = command == 8'd1;
  assign bus_address = bus_write ? arguments[15:0] : arguments[47:32];
  assign bus_data_in = arguments[47:16];
  assign image_valid = state == IMAGE;
  assign image_label = arguments[31:24];
  assign pixel_valid = state == GROUP;
  assign pixel_last  = count == 16'd0;

  // Messages: answers, and results that come in between.
  reg [55:0] message;
  reg [2:0]  left;
  wire       free        = left == 3'd0;
  wire       answer_sent = free && state == ANSWER;

  assign result_ready = free && state != ANSWER;
  assign out_valid    = !free;
  assign out_data     = message[7:0];

  always_ff @(posedge clock)
    if (reset) begin
      message <= 56'd0;
      left    <= 3'd0;
    end else if (answer_sent) begin
      message <= {16'd0, found, command};
      left    <= command == 8'd2 ? 3'd5 : 3'd1;
    end else if (result_ready && result_valid) begin
      message <= {8'd0, {1'b0, result_step}, result_margin, {6'd0, result_learned, result_correct}, result_label,
                  result_winner, 8'd4};
      left    <= 3'd6;
    end else if (out_valid && out_ready) begin
      message <= {8'd0, message[55:8]};
      left    <= left - 3'd1;
    end

  always_ff @(posedge clock)
    if (reset) begin
      state     <= COMMAND;
      command   <= 8'd0;
      missing   <= 3'd0;
      arguments <= 48'd0;
      count     <= 16'd0;
      index     <= {INDEX_BITS{1'b0}};
      found     <= 32'd0;
      pixels    <= {8 * P{1'b0}};
    end else
      case (state)
        COMMAND:
        if (in_valid) begin
          command <= in_data;
          missing <= in_data == 8'd1 ? 3'd6 : in_data == 8'd2 ? 3'd2 : 3'd3;
          if (in_data >= 8'd1 && in_data <= 8'd3) state <= ARGUMENT;
          else if (in_data != 8'd0) begin
            command <= 8'hFF;
            state   <= ANSWER;
          end
        end
        ARGUMENT:
        if (in_valid) begin
          arguments <= {in_data, arguments[47:8]};
          missing   <= missing - 3'd1;
          if (missing == 3'd1) begin
            count <= {in_data, arguments[47:40]};
            index <= {INDEX_BITS{1'b0}};
            if (command != 8'd3) state <= BUS;
            // An image without pixels cannot be sent.
            else if ({in_data, arguments[47:40]} == 16'd0) state <= ANSWER;
            else state <= IMAGE;
          end
        end
        BUS:
        if (bus_acknowledge) begin
          found <= bus_data_out;
          state <= ANSWER;
        end
        IMAGE: if (image_ready) state <= PIXEL;
        PIXEL:
        if (in_valid) begin
          pixels[8*index +: 8] <= in_data;
          count                <= count - 16'd1;
          index                <= index == INDEX_BITS'(P - 1) ? {INDEX_BITS{1'b0}} : index + 1'b1;
          if (index == INDEX_BITS'(P - 1) || count == 16'd1) state <= GROUP;
        end
        GROUP:
        if (pixel_ready) begin
          index  <= {INDEX_BITS{1'b0}};
          pixels <= {8 * P{1'b0}};
          state  <= count == 16'd0 ? ANSWER : PIXEL;
        end
        default: if (answer_sent) state <= COMMAND;
      endcase

endmodule
