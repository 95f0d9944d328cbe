// SPDX-License-Identifier: Apache-2.0
//
// What surrounds the claim of queue_claim.svh: anything that the encoder and the pickers can bring is pushed and taken,
// with the machine held at any time.

module queue_claim #(
  parameter PIXELS = 2,
  parameter WORDS = 3
) (
  input wire              clock,
  input wire              enable,
  input wire              wants_push,
  input wire [PIXELS-1:0] word,
  input wire [11:0]       first,
  input wire [PIXELS-1:0] choice
);

  reg reset = 1'b1;
  always @(posedge clock) reset <= 1'b0;

  wire              ready;
  wire [PIXELS-1:0] head;
  wire [11:0]       head_first;
  wire              head_valid;
  wire [PIXELS-1:0] taken = head & choice;
  wire              push = wants_push && ready && word != 0;

  event_queue #(.PIXELS(PIXELS), .WORDS(WORDS)) queue (
    .clock(clock), .reset(reset), .enable(enable), .push(push), .word(word), .first(first), .ready(ready), .head(head),
    .head_first(head_first), .head_valid(head_valid), .taken(taken)
  );

endmodule
