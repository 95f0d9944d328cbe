// SPDX-License-Identifier: Apache-2.0
//
// bit_register: the input bits of an image as they are finished: those of levels first, then those of the retina's fields.
//
// port         bits                direction  meaning
// clock        1                   in         rising edge
// clear        1                   in         all bits are 0 at the end of this cycle
// level_write  1                   in         bits of levels are written at the end of this cycle
// group        G                   in         of which group of values
// levels       LEVELS a value      in
// field_write  1                   in         bits of a row of fields are ORed with `fields` at the end of this cycle
// field_row    R                   in         of which
// fields       FIELD_BITS          in
// bits         BITS                out
//
// Cycles: one a write.

module bit_register #(
  parameter INPUTS = 784,
  parameter VALUES = 28,
  parameter LEVELS = 0,
  parameter GROUP_BITS = 5,
  parameter FIELD_BITS = 168,
  parameter FIELD_ROWS = 7,
  parameter FIELD_ROW_BITS = 3,
  parameter BITS = 1176
) (
  input  wire                                        clock,
  input  wire                                        clear,
  input  wire                                        level_write,
  input  wire [GROUP_BITS-1:0]                       group,
  input  wire [(LEVELS > 0 ? VALUES*LEVELS : 1)-1:0] levels,
  input  wire                                        field_write,
  input  wire [FIELD_ROW_BITS-1:0]                   field_row,
  input  wire [FIELD_BITS-1:0]                       fields,
  output reg  [BITS-1:0]                             bits
);

  localparam LEVEL_BITS = INPUTS * LEVELS;

  if (LEVELS > 0) begin : of_levels
    for (genvar first = 0; first < INPUTS; first = first + VALUES) begin : values
      localparam COUNT = LEVELS * (INPUTS - first < VALUES ? INPUTS - first : VALUES);
      localparam NUMBER = first / VALUES;

      always_ff @(posedge clock)
        if (clear) bits[first*LEVELS +: COUNT] <= {COUNT{1'b0}};
        else if (level_write && group == GROUP_BITS'(NUMBER)) bits[first*LEVELS +: COUNT] <= levels[COUNT-1:0];
    end
  end else begin : no_levels
    wire unused = &{1'b0, level_write, group, levels};
  end

  if (FIELD_ROWS > 0) begin : of_fields
    for (genvar row = 0; row < FIELD_ROWS; row = row + 1) begin : field
      localparam FIRST = LEVEL_BITS + row * FIELD_BITS;
      localparam NUMBER = row;

      always_ff @(posedge clock)
        if (clear) bits[FIRST +: FIELD_BITS] <= {FIELD_BITS{1'b0}};
        else if (field_write && field_row == FIELD_ROW_BITS'(NUMBER))
          bits[FIRST +: FIELD_BITS] <= bits[FIRST +: FIELD_BITS] | fields;
    end
  end else begin : no_fields
    wire unused = &{1'b0, field_write, field_row, fields};
  end

endmodule
