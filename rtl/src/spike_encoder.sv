// SPDX-License-Identifier: Apache-2.0
//
// spike_encoder: a group of pixels, or of a front end's bits, becomes a word of spikes.
//
// port          bits    direction  meaning
// clock, reset  1, 1    in         as everywhere
// enable        1       in         the machine is not held
// start         1       in         an image enters at the end of this cycle
// learn         1       in         with start: random encoding, otherwise pixels of 128 and more spike
// forward       1       in         the controller is in the forward state
// ready         1       in         the queue had room when the cycle began
// drop_shift    4       in         1 to 8
// pixels        8P      in         without a front end: the group, the first pixel in [7:0]
// silent        1       in         without a front end: its pixels count as 0
// bits          INPUTS  in         with a front end: pixels of 255 (set) and 0
// available     15      in         with a front end: so many of them are there
// take          1       out        a group is wanted in this cycle; from a front end it is taken
// last          1       out        it is the last of the image
// word, first   P, A    out        spikes of the group, address of its first pixel
// push          1       out        there is a spike in it
// finished      1       out        all groups were taken before this cycle
// done          1       out        all groups are taken at the end of this cycle
// load_*                           lanes, space LANES: word is the lane
//
// Cycles: one a group, the first in the first cycle of the slot; from a front end each when its bits are available. The
// lanes step in the cycles of pixels 0, 64, 128, ... of an image that is learned, and the bytes after the step are used in
// the same cycle.

module spike_encoder #(
  parameter PIXELS = 32,
  parameter INPUTS = 784,
  parameter ADDRESS_BITS = 12,
  parameter FROM_BITS = 0
) (
  input  wire                clock,
  input  wire                reset,
  input  wire                enable,
  input  wire                start,
  input  wire                learn,
  input  wire                forward,
  input  wire                ready,
  input  wire [3:0]          drop_shift,
  input  wire [8*PIXELS-1:0] pixels,
  input  wire                silent,
  input  wire [(FROM_BITS!=0 ? INPUTS : 1)-1:0] bits,
  input  wire [14:0]         available,
  output wire                take,
  output wire                last,
  output wire [PIXELS-1:0]   word,
  output wire [ADDRESS_BITS-1:0] first,
  output wire                push,
  output wire                finished,
  output wire                done,
  input  wire                load_select,
  input  wire                load_write,
  input  wire [15:0]         load_word,
  input  wire [31:0]         load_data,
  output wire                load_hit,
  output wire [31:0]         load_out
);

  localparam LAST = ((INPUTS - 1) / PIXELS) * PIXELS;
  localparam REST = INPUTS - LAST;

  reg          running;
  reg          random;
  reg  [ADDRESS_BITS-1:0] position;
  reg  [511:0] lanes;
  wire [511:0] stepped;
  wire         there;

  assign last     = position == ADDRESS_BITS'(LAST);
  assign finished = !running;
  assign take     = forward && running && ready && there;
  assign done     = finished || (take && last);
  assign first    = position;
  assign push     = take && (word != {PIXELS{1'b0}});

  always_ff @(posedge clock)
    if (reset) begin
      running  <= 1'b0;
      random   <= 1'b0;
      position <= {ADDRESS_BITS{1'b0}};
    end else if (enable) begin
      if (start) begin
        running  <= 1'b1;
        random   <= learn;
        position <= {ADDRESS_BITS{1'b0}};
      end else if (take) begin
        running  <= !last;
        position <= position + ADDRESS_BITS'(PIXELS);
      end
    end

  // Random bytes.
  wire fresh = position[5:0] == 6'd0;
  wire step  = take && random && fresh;

  assign load_hit = load_select && load_word < 16'd16;

  for (genvar lane = 0; lane < 16; lane = lane + 1) begin : lane_generator
    xorshift32 generator (
      .now (lanes[32*lane +: 32]),
      .next(stepped[32*lane +: 32])
    );

    always_ff @(posedge clock)
      if (load_write && load_hit && load_word[3:0] == 4'(lane)) lanes[32*lane +: 32] <= load_data;
      else if (enable && step) lanes[32*lane +: 32] <= stepped[32*lane +: 32];
  end

  assign load_out = load_hit ? lanes[{load_word[3:0], 5'd0} +: 32] : 32'd0;

  wire [8*PIXELS-1:0] bytes;

  if (PIXELS == 64) begin : whole_step
    assign bytes = stepped;
  end else begin : part_of_step
    assign bytes = fresh ? stepped[8*PIXELS-1:0] : lanes[{position[5:0], 3'd0} +: 8 * PIXELS];
  end

  if (FROM_BITS != 0) begin : from_bits
    localparam GROUPS = LAST / PIXELS + 1;
    wire [GROUPS*PIXELS-1:0] padded = (GROUPS * PIXELS)'(bits);
    reg  [PIXELS-1:0]        group;
    wire [7:0]               kept = 8'd255 - (8'd255 >> drop_shift);
    wire                     unused = &{1'b0, pixels, silent};

    assign there = available >= (last ? 15'(INPUTS) : 15'(position) + 15'(PIXELS));

    always @* begin
      group = {PIXELS{1'b0}};
      if (take)
        for (int g = 0; g < GROUPS; g = g + 1)
          if (position == ADDRESS_BITS'(g * PIXELS)) group = group | padded[g*PIXELS +: PIXELS];
    end

    for (genvar k = 0; k < PIXELS; k = k + 1) begin : pixel
      assign word[k] = group[k] && (!random || kept > bytes[8*k +: 8]);
    end
  end else begin : from_pixels
    wire unused = &{1'b0, bits, available};

    assign there = 1'b1;

    // Pixels against bytes, or against 128.
    for (genvar k = 0; k < PIXELS; k = k + 1) begin : pixel
      wire [7:0] value  = pixels[8*k +: 8];
      wire [7:0] kept   = value - (value >> drop_shift);
      wire       spikes = random ? kept > bytes[8*k +: 8] : value[7];

      if (k < REST) begin : always_there
        assign word[k] = spikes && !silent;
      end else begin : not_in_last
        assign word[k] = spikes && !silent && !last;
      end
    end
  end

endmodule
