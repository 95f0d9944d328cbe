// SPDX-License-Identifier: Apache-2.0
//
// results: the last result and the counters.
//
// port             bits  direction  meaning
// clock, reset     1, 1  in         as everywhere
// enable           1     in         the machine is not held
// leave            1     in         an image leaves in this hand-over
// winner.. step          in         its result
// update           1     in         broadcast: an update begins
// counted          1     in         the cycle counts
// result_valid     1     out        the last result was not taken yet
// result_ready     1     in         it is taken at the end of this cycle
// result_*               out        the result; it stays until the next
// known            1     out        there was a result since reset
// images, updates, cycles  32 each  out  counters
//
// Cycles: a result is there from the cycle after the hand-over on. Taking it needs no enable.

module results (
  input  wire        clock,
  input  wire        reset,
  input  wire        enable,
  input  wire        leave,
  input  wire [7:0]  winner,
  input  wire [7:0]  label,
  input  wire        correct,
  input  wire        learned,
  input  wire [7:0]  margin,
  input  wire [6:0]  step,
  input  wire        update,
  input  wire        counted,
  output reg         result_valid,
  input  wire        result_ready,
  output reg  [7:0]  result_winner,
  output reg  [7:0]  result_label,
  output reg         result_correct,
  output reg         result_learned,
  output reg  [7:0]  result_margin,
  output reg  [6:0]  result_step,
  output reg         known,
  output reg  [31:0] images,
  output reg  [31:0] updates,
  output reg  [31:0] cycles
);

  wire left = enable && leave;

  always_ff @(posedge clock)
    if (reset) begin
      result_valid   <= 1'b0;
      known          <= 1'b0;
      result_winner  <= 8'd0;
      result_label   <= 8'd0;
      result_correct <= 1'b0;
      result_learned <= 1'b0;
      result_margin  <= 8'd0;
      result_step    <= 7'd0;
    end else if (left) begin
      result_valid   <= 1'b1;
      known          <= 1'b1;
      result_winner  <= winner;
      result_label   <= label;
      result_correct <= correct;
      result_learned <= learned;
      result_margin  <= margin;
      result_step    <= step;
    end else if (result_ready) result_valid <= 1'b0;

  always_ff @(posedge clock)
    if (reset) begin
      images  <= 32'd0;
      updates <= 32'd0;
      cycles  <= 32'd0;
    end else begin
      if (left) images <= images + 32'd1;
      if (enable && update) updates <= updates + 32'd1;
      if (counted) cycles <= cycles + 32'd1;
    end

endmodule
