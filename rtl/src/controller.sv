// SPDX-License-Identifier: Apache-2.0
//
// controller: steps the layer pipeline, decides about updates, holds the machine for its host.
//
// port              bits  direction  meaning
// clock, reset      1, 1  in         as everywhere
// forward_done      1     in         encoder, layers and search are done at the end of this cycle
// update_done       1     in         all update modules are idle at the end of this cycle
// update_start      1     in         in the broadcast: one of them will have something to do
// wants_update      1     in         in the hand-over: an image leaves that asks for an update
// leaves            1     in         layer L holds an image
// next_empty        1     in         none at the end of this cycle
// sequential, drain 1, 1  in         CONTROL
// image_valid       1     in         an image waits
// image_ready       1     out        it is taken at the end of this cycle
// pixel_wanted      1     in         the encoder is about to take a group
// pixel_there       1     in         and it is there
// result_blocked    1     in         the last result was not taken yet
// loading           1     in         the load port works: stay idle
// enable            1     out        the machine is not held
// take              1     out        an image enters at the end of this cycle
// begin_slot        1     out        a slot begins at the end of this cycle
// first_cycle       1     out        first cycle of a slot
// state             3     out        0 idle, 1 forward, 2 hand-over, 3 broadcast, 5 update
// forward, hand_over, broadcast, idle  1 each  out  the state, decoded
// counted           1     out        the cycle counts
//
// Cycles: hand-over and broadcast take one each, the other states as long as their blocks.

module controller (
  input  wire       clock,
  input  wire       reset,
  input  wire       forward_done,
  input  wire       update_done,
  input  wire       update_start,
  input  wire       wants_update,
  input  wire       leaves,
  input  wire       next_empty,
  input  wire       sequential,
  input  wire       drain,
  input  wire       image_valid,
  output wire       image_ready,
  input  wire       pixel_wanted,
  input  wire       pixel_there,
  input  wire       result_blocked,
  input  wire       loading,
  output wire       enable,
  output wire       take,
  output wire       begin_slot,
  output reg        first_cycle,
  output reg  [2:0] state,
  output wire       forward,
  output wire       hand_over,
  output wire       broadcast,
  output wire       idle,
  output wire       counted
);

  localparam [2:0] IDLE = 3'd0;
  localparam [2:0] FORWARD = 3'd1;
  localparam [2:0] HAND_OVER = 3'd2;
  localparam [2:0] BROADCAST = 3'd3;
  localparam [2:0] UPDATE = 3'd5;

  assign forward   = state == FORWARD;
  assign hand_over = state == HAND_OVER;
  assign broadcast = state == BROADCAST;
  assign idle      = state == IDLE;

  wire held = (pixel_wanted && !pixel_there) || (hand_over && leaves && result_blocked);
  assign enable  = !held;
  assign counted = enable && !idle;

  // Whether nothing is left to do before the next slot.
  reg at_end;

  always @*
    case (state)
      IDLE: at_end = !loading;
      HAND_OVER: at_end = !wants_update;
      BROADCAST: at_end = !update_start;
      UPDATE: at_end = update_done;
      default: at_end = 1'b0;
    endcase

  wire goes_on = sequential || drain;

  assign image_ready = at_end && enable && (!sequential || next_empty);
  assign take        = image_ready && image_valid;
  assign begin_slot  = take || (at_end && enable && !next_empty && goes_on);

  always_ff @(posedge clock)
    if (reset) begin
      state       <= IDLE;
      first_cycle <= 1'b0;
    end else if (enable) begin
      first_cycle <= begin_slot;
      if (begin_slot) state <= FORWARD;
      else if (at_end) state <= IDLE;
      else
        case (state)
          FORWARD: if (forward_done) state <= HAND_OVER;
          HAND_OVER: state <= BROADCAST;
          BROADCAST: state <= UPDATE;
          default: ;
        endcase
    end


endmodule
