// SPDX-License-Identifier: Apache-2.0
//
// winner_search: the highest output potential, with and without the label's margin.
//
// port            bits               direction  meaning
// clock, reset    1, 1               in         as everywhere
// enable          1                  in         the machine is not held
// start           1                  in         a slot begins at the end of this cycle in which layer L is active
// output_idle     1                  in         layer L was idle when the cycle began
// forward         1                  in         the controller is in the forward state
// potentials      NEURONS x BITS     in         signed
// label           8                  in         class of the image in layer L
// margin          8                  in         taken off the label's potential; 0 for an image that is only classified
// winner          8                  out        valid in the hand-over
// plain_winner    8                  out        the same without margin
// done            1                  out        only the last group is left at the end of this cycle
//
// Cycles: one a group of GROUP neurons; the last group is compared in the hand-over.

module winner_search #(
  parameter NEURONS = 10,
  parameter BITS = 16,
  parameter GROUP = 16
) (
  input  wire                    clock,
  input  wire                    reset,
  input  wire                    enable,
  input  wire                    start,
  input  wire                    output_idle,
  input  wire                    forward,
  input  wire [NEURONS*BITS-1:0] potentials,
  input  wire [7:0]              label,
  input  wire [7:0]              margin,
  output wire [7:0]              winner,
  output wire [7:0]              plain_winner,
  output wire                    done
);

  localparam GROUPS = (NEURONS + GROUP - 1) / GROUP;
  localparam WIDE = BITS + 1;
  localparam SIZE = NEURONS < GROUP ? NEURONS : GROUP;

  // The group that is compared in this cycle.
  wire [7:0]           group;
  wire [SIZE*BITS-1:0] values;
  wire [SIZE-1:0]      there;
  wire [7:0]           base = 8'(group * 8'(SIZE));

  // Extended by a bit, so that the margin cannot make them overflow.
  wire [SIZE*WIDE-1:0] plain;
  wire [SIZE*WIDE-1:0] lowered;

  for (genvar k = 0; k < SIZE; k = k + 1) begin : neuron
    wire [BITS-1:0] value = values[k*BITS +: BITS];
    wire [WIDE-1:0] wide  = {value[BITS-1], value};
    wire            own   = label == base + 8'(k);
    assign plain[k*WIDE +: WIDE]   = wide;
    assign lowered[k*WIDE +: WIDE] = own ? wide - WIDE'(margin) : wide;
  end

  wire [WIDE-1:0] plain_best;
  wire [WIDE-1:0] lowered_best;
  wire [7:0]      plain_index;
  wire [7:0]      lowered_index;

  maximum_tree #(
    .COUNT(SIZE),
    .BITS (WIDE)
  ) plain_tree (
    .values(plain),
    .there (there),
    .best  (plain_best),
    .index (plain_index)
  );

  maximum_tree #(
    .COUNT(SIZE),
    .BITS (WIDE)
  ) lowered_tree (
    .values(lowered),
    .there (there),
    .best  (lowered_best),
    .index (lowered_index)
  );

  if (GROUPS == 1) begin : one_group
    assign group        = 8'd0;
    assign values       = potentials;
    assign there        = {SIZE{1'b1}};
    assign winner       = lowered_index;
    assign plain_winner = plain_index;
    assign done         = 1'b1;
    wire unused = &{1'b0, clock, reset, enable, start, output_idle, forward, plain_best, lowered_best};
  end else begin : several_groups
    reg  [7:0]      left;
    reg  [WIDE-1:0] plain_kept;
    reg  [WIDE-1:0] lowered_kept;
    reg  [7:0]      plain_kept_index;
    reg  [7:0]      lowered_kept_index;

    wire [8:0] number = 9'(GROUPS) - {1'b0, left};
    wire       search = forward && output_idle && left > 8'd1;
    wire       first  = number == 9'd0;
    wire       unused = &{1'b0, number[8]};

    assign group = number[7:0];
    assign done  = left <= 8'd1 || (search && left == 8'd2);

    wire [GROUPS*SIZE*BITS-1:0] padded;

    if (GROUPS * SIZE > NEURONS) begin : last_group_smaller
      assign padded = {{((GROUPS * SIZE - NEURONS) * BITS) {1'b0}}, potentials};
    end else begin : last_group_full
      assign padded = potentials;
    end

    reg [SIZE*BITS-1:0] chosen;

    always @* begin
      chosen = {(SIZE * BITS) {1'b0}};
      for (int k = 0; k < GROUPS; k = k + 1)
        chosen = chosen | (padded[k*SIZE*BITS +: SIZE * BITS] & {(SIZE * BITS) {group == 8'(k)}});
    end

    assign values = chosen;

    for (genvar k = 0; k < SIZE; k = k + 1) begin : in_group
      assign there[k] = {1'b0, base} + 9'(k) < 9'(NEURONS);
    end

    // Of equals the earlier group's.
    wire plain_better   = first || $signed(plain_best) > $signed(plain_kept);
    wire lowered_better = first || $signed(lowered_best) > $signed(lowered_kept);

    assign winner       = lowered_better ? base + lowered_index : lowered_kept_index;
    assign plain_winner = plain_better ? base + plain_index : plain_kept_index;

    always_ff @(posedge clock)
      if (reset) left <= 8'd0;
      else if (enable) begin
        if (start) left <= 8'(GROUPS);
        else if (search) left <= left - 8'd1;
      end

    always_ff @(posedge clock)
      if (enable && search) begin
        if (plain_better) begin
          plain_kept       <= plain_best;
          plain_kept_index <= plain_winner;
        end
        if (lowered_better) begin
          lowered_kept       <= lowered_best;
          lowered_kept_index <= winner;
        end
      end
  end

endmodule
