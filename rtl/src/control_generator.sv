// SPDX-License-Identifier: Apache-2.0
//
// control_generator: margin and step of the image that leaves.
//
// port         bits   direction  meaning
// clock        1      in         rising edge
// advance      1      in         steps at the end of this cycle
// margin_bits  4      in         0 to 8
// step_rate    16     in         8.8 unsigned
// margin       8      out        of the state after the step, combinational
// step         7      out        the same
// load_*              space CONTROL_GENERATOR, word 0
//
// Cycles: one step a learned image, in the hand-over in which it leaves.

module control_generator (
  input  wire        clock,
  input  wire        advance,
  input  wire [3:0]  margin_bits,
  input  wire [15:0] step_rate,
  output wire [7:0]  margin,
  output wire [6:0]  step,
  input  wire        load_select,
  input  wire        load_write,
  input  wire [15:0] load_word,
  input  wire [31:0] load_data,
  output wire        load_hit,
  output wire [31:0] load_out
);

  reg  [31:0] state;
  wire [31:0] stepped;

  xorshift32 generator (
    .now (state),
    .next(stepped)
  );

  wire [15:0] sum = step_rate + {8'd0, stepped[15:8]};

  assign margin = stepped[7:0] & ~(8'hFF << margin_bits);
  assign step   = sum[14:8];
  wire unused = &{1'b0, sum[15], sum[7:0]};

  assign load_hit = load_select && load_word == 16'd0;
  assign load_out = load_hit ? state : 32'd0;

  always_ff @(posedge clock)
    if (load_write && load_hit) state <= load_data;
    else if (advance) state <= stepped;

endmodule
