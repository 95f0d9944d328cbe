// SPDX-License-Identifier: Apache-2.0
//
// pixel_stream: the host's pixels, and what becomes of an image that is too short or too long.
//
// Purpose: the host marks the last group of an image. A mark that comes early: what is missing counts as pixels of 0.
// A last group without a mark: what still comes, up to the mark, is taken and dropped.
//
// port          bits  direction  meaning
// clock, reset  1, 1  in         as everywhere
// enable        1     in         the machine is not held
// pixel_valid   1     in         a group waits
// pixel_last    1     in         it is the last of its image
// pixel_ready   1     out        it is taken at the end of this cycle
// wanted        1     in         the encoder is about to take a group
// last          1     in         the last of the image
// there         1     out        it gets one
// silent        1     out        of pixels that count as 0
// too_short     1     out        the mark came early: at the end of this cycle the rest of the image becomes 0
// too_long      1     out        the last group had no mark
//
// Cycles: none of its own. What is dropped is taken a group a cycle while the machine goes on; an image behind it waits.

module pixel_stream (
  input  wire clock,
  input  wire reset,
  input  wire enable,
  input  wire pixel_valid,
  input  wire pixel_last,
  output wire pixel_ready,
  input  wire wanted,
  input  wire last,
  output wire there,
  output wire silent,
  output wire too_short,
  output wire too_long
);

  reg padding;
  reg dropping;

  wire taken = wanted && enable && pixel_valid && !padding && !dropping;

  assign pixel_ready = dropping || (wanted && !padding);
  assign there       = padding || (pixel_valid && !dropping);
  assign silent      = padding;
  assign too_short   = taken && pixel_last && !last;
  assign too_long    = taken && !pixel_last && last;

  always_ff @(posedge clock)
    if (reset) begin
      padding  <= 1'b0;
      dropping <= 1'b0;
    end else begin
      if (too_short) padding <= 1'b1;
      else if (wanted && enable && last) padding <= 1'b0;
      if (too_long) dropping <= 1'b1;
      else if (dropping && pixel_valid && pixel_last) dropping <= 1'b0;
    end

endmodule
