// SPDX-License-Identifier: Apache-2.0
//
// Included in event_queue when FORMAL_QUEUE is defined, so that it sees the ring.
//
// Claim: every spike that is pushed is given exactly once and in order. A list of words beside the queue, the simplest
// queue there is, always holds the same.

  // The list: entry 0 is the oldest.
  reg [PIXELS+11:0] list [0:WORDS-1];
  reg [3:0]         length;
  reg [3:0]         kept;
  wire [PIXELS-1:0] rest = list[0][PIXELS-1:0] & ~taken;
  wire              spent = length != 0 && rest == 0;
  integer k;

  always @(posedge clock)
    if (reset) length <= 0;
    else if (enable) begin
      kept = length - (spent ? 4'd1 : 4'd0);
      for (k = 0; k < WORDS; k = k + 1)
        if (push && k == kept) list[k] <= {first, word};
        else if (spent && k < WORDS - 1) list[k] <= list[k+1];
        else if (k == 0) list[0][PIXELS-1:0] <= rest;
      length <= kept + (push ? 4'd1 : 4'd0);
    end

  always @*
    if (!reset) begin
      // The claim.
      assert (head_valid == (length != 0));
      assert (ready == (length < WORDS));
      if (head_valid) assert ({head_first, head} == list[0]);
      if (!head_valid) assert (head == 0);
      // What makes it hold: the ring is the rest of the list.
      assert (length <= WORDS);
      assert (behind == (length == 0 ? 0 : length - 1));
      assert (oldest < WORDS - 1);
      assert (free == (oldest + behind) % (WORDS - 1));
      if (length != 0) assert (list[0][PIXELS-1:0] != 0);
      for (k = 1; k < WORDS; k = k + 1)
        if (k < length) begin
          assert (ring[(oldest + k - 1) % (WORDS - 1)] == list[k]);
          assert (list[k][PIXELS-1:0] != 0);
        end
    end
