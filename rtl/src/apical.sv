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
// pixel_valid      1     in         a group of pixels waits
// pixel_ready      1     out        the encoder takes it in this cycle
// pixels           8P    in         the group, the first pixel in [7:0]
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
  output wire                                          pixel_ready,
  input  wire [8*apical_package::PIXELS_PER_CYCLE-1:0] pixels,
  output wire                                          result_valid,
  input  wire                                          result_ready,
  output wire [7:0]                                    result_winner,
  output wire [7:0]                                    result_label,
  output wire                                          result_correct,
  output wire                                          result_learned,
  output wire [7:0]                                    result_margin,
  output wire [6:0]                                    result_step
);

  wire unused = &{1'b0, clock, reset, bus_cycle, bus_strobe, bus_write, bus_address, bus_data_in, image_valid,
                  image_label, pixel_valid, pixels, result_ready};
  assign bus_data_out    = 32'd0;
  assign bus_acknowledge = 1'b0;
  assign image_ready     = 1'b0;
  assign pixel_ready     = 1'b0;
  assign result_valid    = 1'b0;
  assign result_winner   = 8'd0;
  assign result_label    = 8'd0;
  assign result_correct  = 1'b0;
  assign result_learned  = 1'b0;
  assign result_margin   = 8'd0;
  assign result_step     = 7'd0;

endmodule
