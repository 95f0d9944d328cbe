// SPDX-License-Identifier: Apache-2.0
//
// target_phase: deltas of a layer from the two output spikes of the broadcast.
//
// port        bits     direction  meaning
// clock       1        in         rising edge
// enable      1        in         the machine is not held
// broadcast   1        in         the controller is in the broadcast state
// label       8        in         class of the image that left
// winner      8        in         class found
// window      NEURONS  in         hidden layers: window bits of its record
// up, down    NEURONS  out        delta +1, delta -1 in the broadcast (combinational)
// kept_up, kept_down   NEURONS  out  the same from the end of the broadcast on
// load_*                          space SIGNS, hidden layers: word is the neuron, 32 classes a part
//
// Cycles: one, the broadcast.

module target_phase #(
  parameter NEURONS = 200,
  parameter CLASSES = 10,
  parameter OUTPUT = 0
) (
  input  wire               clock,
  input  wire               enable,
  input  wire               broadcast,
  input  wire [7:0]         label,
  input  wire [7:0]         winner,
  input  wire [NEURONS-1:0] window,
  output wire [NEURONS-1:0] up,
  output wire [NEURONS-1:0] down,
  output reg  [NEURONS-1:0] kept_up,
  output reg  [NEURONS-1:0] kept_down,
  input  wire               load_select,
  input  wire               load_write,
  input  wire [15:0]        load_word,
  input  wire [7:0]         load_part,
  input  wire [31:0]        load_data,
  output wire               load_hit,
  output wire               load_last,
  output wire [31:0]        load_out
);

  localparam PARTS = (CLASSES + 31) / 32;

  always_ff @(posedge clock)
    if (enable && broadcast) begin
      kept_up   <= up;
      kept_down <= down;
    end

  if (OUTPUT != 0) begin : output_layer
    for (genvar i = 0; i < NEURONS; i = i + 1) begin : neuron
      assign up[i]   = label == 8'(i);
      assign down[i] = winner == 8'(i);
    end

    assign load_hit  = 1'b0;
    assign load_last = 1'b0;
    assign load_out  = 32'd0;
    wire unused = &{1'b0, window, load_select, load_write, load_word, load_part, load_data};
  end else begin : hidden_layer
    // Signs: a row of NEURONS bits a class.
    reg  [NEURONS*CLASSES-1:0] signs;
    reg  [NEURONS-1:0]         for_label;
    reg  [NEURONS-1:0]         for_winner;
    wire [32*PARTS-1:0]        of_neuron;

    always @* begin
      for_label  = {NEURONS{1'b0}};
      for_winner = {NEURONS{1'b0}};
      for (int k = 0; k < CLASSES; k = k + 1) begin
        for_label  = for_label | (signs[k*NEURONS +: NEURONS] & {NEURONS{label == 8'(k)}});
        for_winner = for_winner | (signs[k*NEURONS +: NEURONS] & {NEURONS{winner == 8'(k)}});
      end
    end

    assign up   = window & for_label & ~for_winner;
    assign down = window & ~for_label & for_winner;

    assign load_hit  = load_select && load_word < 16'(NEURONS) && load_part < 8'(PARTS);
    assign load_last = load_part == 8'(PARTS - 1);

    for (genvar k = 0; k < 32 * PARTS; k = k + 1) begin : class_bit
      if (k < CLASSES) begin : there
        reg found;

        always_ff @(posedge clock)
          if (load_write && load_hit && load_part == 8'(k / 32))
            for (int i = 0; i < NEURONS; i = i + 1) if (load_word == 16'(i)) signs[k*NEURONS+i] <= load_data[k%32];

        always @* begin
          found = 1'b0;
          if (load_hit) for (int i = 0; i < NEURONS; i = i + 1) found = found | (signs[k*NEURONS+i] && load_word == 16'(i));
        end

        assign of_neuron[k] = found;
      end else begin : beyond
        assign of_neuron[k] = 1'b0;
      end
    end

    load_word_part #(
      .WIDTH(32 * PARTS)
    ) part_of_signs (
      .select(load_hit),
      .word  (of_neuron),
      .part  (load_part),
      .data  (load_out)
    );

    if (CLASSES < 32) begin : narrow
      wire unused = &{1'b0, load_data[31:CLASSES]};
    end
  end

endmodule
