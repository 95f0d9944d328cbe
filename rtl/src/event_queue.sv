// SPDX-License-Identifier: Apache-2.0
//
// event_queue: first-in-first-out memory of spike words between the encoder and layer 1.
//
// port          bits    direction  meaning
// clock, reset  1, 1    in         as everywhere
// enable        1       in         the machine is not held
// push          1       in         a word comes; only while ready
// word, first   P, A    in         its spikes (at least one), address of the first
// ready         1       out        fewer than WORDS words when the cycle began
// head          P       out        spikes of the oldest word that are left; 0 if the queue is empty
// head_first    A       out        address of the first
// head_valid    1       out        there is one
// taken         P       in         spikes of the head that are taken out in this cycle
//
// Cycles: a word pushed in cycle c is seen from c+1 on; a head without spikes left is dropped at the end of the cycle
// that took the last, and its room is seen in the next. The head is a register, the others stand behind it in a ring.

module event_queue #(
  parameter PIXELS = 32,
  parameter WORDS = 16,
  parameter ADDRESS_BITS = 12
) (
  input  wire              clock,
  input  wire              reset,
  input  wire              enable,
  input  wire              push,
  input  wire [PIXELS-1:0] word,
  input  wire [ADDRESS_BITS-1:0] first,
  output wire              ready,
  output reg  [PIXELS-1:0] head,
  output reg  [ADDRESS_BITS-1:0] head_first,
  output reg               head_valid,
  input  wire [PIXELS-1:0] taken
);

  localparam RING = WORDS - 1;
  localparam INDEX_BITS = RING > 1 ? $clog2(RING) : 1;
  localparam COUNT_BITS = $clog2(WORDS);

  reg [PIXELS+ADDRESS_BITS-1:0] ring [0:RING-1];
  reg [INDEX_BITS-1:0] oldest;
  reg [INDEX_BITS-1:0] free;
  reg [COUNT_BITS-1:0] behind;

  wire [PIXELS-1:0]  left      = head & ~taken;
  wire               drop      = head_valid && left == {PIXELS{1'b0}};
  wire               some      = behind != {COUNT_BITS{1'b0}};
  wire               from_ring = drop && some;
  wire               to_head   = push && (!head_valid || (drop && !some));
  wire               to_ring   = push && !to_head;
  wire [PIXELS+ADDRESS_BITS-1:0] next = ring[oldest];

  // The ring has room; or the head has, and then the ring is empty.
  assign ready = behind != COUNT_BITS'(RING);

  always_ff @(posedge clock)
    if (reset) begin
      head_valid <= 1'b0;
      oldest     <= {INDEX_BITS{1'b0}};
      free       <= {INDEX_BITS{1'b0}};
      behind     <= {COUNT_BITS{1'b0}};
    end else if (enable) begin
      if (to_head) head_valid <= 1'b1;
      else if (drop && !some) head_valid <= 1'b0;
      if (from_ring) oldest <= oldest == INDEX_BITS'(RING - 1) ? {INDEX_BITS{1'b0}} : oldest + 1'b1;
      if (to_ring) free <= free == INDEX_BITS'(RING - 1) ? {INDEX_BITS{1'b0}} : free + 1'b1;
      if (to_ring && !from_ring) behind <= behind + 1'b1;
      if (from_ring && !to_ring) behind <= behind - 1'b1;
    end

  always_ff @(posedge clock)
    if (reset) begin
      head       <= {PIXELS{1'b0}};
      head_first <= {ADDRESS_BITS{1'b0}};
    end else if (enable) begin
      if (to_head) begin
        head       <= word;
        head_first <= first;
      end else if (from_ring) begin
        head       <= next[PIXELS-1:0];
        head_first <= next[PIXELS+ADDRESS_BITS-1:PIXELS];
      end else if (head_valid) head <= left;
    end

  always_ff @(posedge clock)
    if (enable && to_ring) ring[free] <= {first, word};

`ifdef FORMAL_QUEUE
`include "queue_claim.svh"
`endif

endmodule
