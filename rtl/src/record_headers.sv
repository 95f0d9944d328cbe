// SPDX-License-Identifier: Apache-2.0
//
// record_headers: which images are in the pipeline, where each is, and their labels.
//
// A ring of as many records as layers; the newest image is at `newest`, older ones at the indices after it.
//
// port            bits      direction  meaning
// clock, reset    1, 1      in         as everywhere
// enable          1         in         the machine is not held
// take            1         in         an image enters at the end of this cycle
// take_label      8         in         its label
// take_learned    1         in         it is learned from
// hand_over       1         in         the controller is in the hand-over
// in_layer        L x L     out      record of the image that is in layer l (passed l - 1), one-hot; 0 without one
// learned_in_layer  L       out        that image is learned from
// next_active     L         out        layers with an image in the slot that begins at the end of this cycle
// leaves          1         out        layer L holds an image
// leaving_label   8         out        its label
// leaving_learned 1         out        it is learned from
// left_record     L         out        the image that left last, one-hot
// empty           1         out        no image in the pipeline
// next_empty      1         out        none at the end of this cycle, but for the one that enters
// age             16        in         load port: age of the record, 0 the newest
// age_record      L         out        its record, one-hot; 0 if there is no such age
// load_*                               spaces RECORD_HEADER (word is the age) and PIPELINE
//
// Cycles: an image moves on at the end of each hand-over. A record stays as it was until the next image enters.

module record_headers #(
  parameter LAYERS = 3
) (
  input  wire                     clock,
  input  wire                     reset,
  input  wire                     enable,
  input  wire                     take,
  input  wire [7:0]               take_label,
  input  wire                     take_learned,
  input  wire                     hand_over,
  output wire [LAYERS*LAYERS-1:0] in_layer,
  output wire [LAYERS-1:0]        learned_in_layer,
  output wire [LAYERS-1:0]        next_active,
  output wire                     leaves,
  output wire [7:0]               leaving_label,
  output wire                     leaving_learned,
  output reg  [LAYERS-1:0]        left_record,
  output wire                     empty,
  output wire                     next_empty,
  input  wire [15:0]              age,
  output wire [LAYERS-1:0]        age_record,
  input  wire                     load_header,
  input  wire                     load_count,
  input  wire                     load_write,
  input  wire [15:0]              load_word,
  input  wire [31:0]              load_data,
  output wire                     load_hit,
  output wire [31:0]              load_out
);

  reg [LAYERS-1:0]   newest;
  reg [LAYERS-1:0]   in_use;
  reg [LAYERS-1:0]   learned;
  reg [3*LAYERS-1:0] passed;
  reg [8*LAYERS-1:0] labels;


  // The record before the newest: that of the image that left last, or one that is free.
  wire [LAYERS-1:0] entry_record = {newest[0], newest[LAYERS-1:1]};
  wire [LAYERS-1:0] leaving = in_layer[(LAYERS-1)*LAYERS +: LAYERS];
  wire [LAYERS-1:0] stays   = in_use & ~(hand_over ? leaving : {LAYERS{1'b0}});

  assign leaves     = leaving != {LAYERS{1'b0}};
  assign empty      = in_use == {LAYERS{1'b0}};
  assign next_empty = stays == {LAYERS{1'b0}};

  for (genvar layer = 0; layer < LAYERS; layer = layer + 1) begin : of_layer
    wire [LAYERS-1:0] here = in_layer[layer*LAYERS +: LAYERS];
    assign learned_in_layer[layer] = (here & learned) != {LAYERS{1'b0}};

    for (genvar record = 0; record < LAYERS; record = record + 1) begin : of_record
      assign in_layer[layer*LAYERS+record] = in_use[record] && passed[3*record +: 3] == 3'(layer);
    end

    // After a hand-over each image is one layer further.
    if (layer == 0) begin : first
      assign next_active[0] = take || (!hand_over && here != {LAYERS{1'b0}});
    end else begin : later
      assign next_active[layer] =
          (hand_over ? in_layer[(layer-1)*LAYERS +: LAYERS] : here) != {LAYERS{1'b0}};
    end
  end

  // Values of the image that leaves.
  reg [7:0] label;

  always @* begin
    label = 8'd0;
    for (int record = 0; record < LAYERS; record = record + 1) if (leaving[record]) label = labels[8*record +: 8];
  end

  assign leaving_label   = label;
  assign leaving_learned = learned_in_layer[LAYERS-1];

  // Load port. A record's age counts from the newest.
  for (genvar record = 0; record < LAYERS; record = record + 1) begin : age_of
    reg found;

    always @* begin
      found = 1'b0;
      for (int back = 0; back < LAYERS; back = back + 1)
        if (newest[(record+LAYERS-back)%LAYERS] && age == 16'(back)) found = 1'b1;
    end

    assign age_record[record] = found;
  end

  assign load_hit = (load_header && age_record != {LAYERS{1'b0}}) || (load_count && load_word == 16'd0);

  wire        write_header = load_write && load_hit && load_header;
  wire        write_count  = load_write && load_hit && load_count;
  reg  [12:0] header;
  reg  [3:0]  count;

  always @* begin
    header = 13'd0;
    count  = 4'd0;
    for (int record = 0; record < LAYERS; record = record + 1) begin
      if (load_header && age_record[record])
        header = {in_use[record], passed[3*record +: 3], learned[record], labels[8*record +: 8]};
      if (load_count) count = count + {3'd0, in_use[record]};
    end
  end

  assign load_out = load_hit ? {19'd0, header} | {28'd0, count} : 32'd0;

  wire unused = &{1'b0, load_data[31:13]};

  always_ff @(posedge clock)
    if (reset) begin
      newest     <= {{(LAYERS - 1) {1'b0}}, 1'b1};
      left_record <= {LAYERS{1'b0}};
    end else if (enable) begin
      if (take) newest <= entry_record;
      if (hand_over && leaves) left_record <= leaving;
    end

  for (genvar record = 0; record < LAYERS; record = record + 1) begin : header_of
    wire enters = take && entry_record[record];
    reg  newer;

    // Ages below the number loaded are in use.
    always @* begin
      newer = 1'b0;
      for (int back = 0; back < LAYERS; back = back + 1)
        if (newest[(record+LAYERS-back)%LAYERS] && load_data[3:0] > 4'(back)) newer = 1'b1;
    end

    always_ff @(posedge clock)
      if (reset) in_use[record] <= 1'b0;
      else if (write_header && age_record[record]) in_use[record] <= load_data[12];
      else if (write_count) in_use[record] <= newer;
      else if (enable) in_use[record] <= stays[record] || enters;

    always_ff @(posedge clock)
      if (write_header && age_record[record]) begin
        passed[3*record +: 3] <= load_data[11:9];
        learned[record]       <= load_data[8];
        labels[8*record +: 8] <= load_data[7:0];
      end else if (enable) begin
        if (enters) begin
          passed[3*record +: 3] <= 3'd0;
          learned[record]       <= take_learned;
          labels[8*record +: 8] <= take_label;
        end else if (hand_over) passed[3*record +: 3] <= passed[3*record +: 3] + 3'd1;
      end
  end

endmodule
