// SPDX-License-Identifier: Apache-2.0
//
// Claim: bank_picker picks the lowest candidate, and nothing if there is none.

module picker_claim #(
  parameter WIDTH = 25,
  parameter INDEX_BITS = 5
) (
  input wire [WIDTH-1:0] candidates
);

  wire                  found;
  wire [WIDTH-1:0]      picked;
  wire [INDEX_BITS-1:0] index;

  bank_picker #(.WIDTH(WIDTH), .INDEX_BITS(INDEX_BITS)) picker (
    .candidates(candidates), .found(found), .picked(picked), .index(index)
  );

  reg                  expected_found;
  reg [WIDTH-1:0]      expected_picked;
  reg [INDEX_BITS-1:0] expected_index;
  integer k;

  always @* begin
    expected_found  = 1'b0;
    expected_picked = {WIDTH{1'b0}};
    expected_index  = {INDEX_BITS{1'b0}};
    for (k = WIDTH - 1; k >= 0; k = k - 1)
      if (candidates[k]) begin
        expected_found     = 1'b1;
        expected_picked    = {WIDTH{1'b0}};
        expected_picked[k] = 1'b1;
        expected_index     = k;
      end
    assert (found == expected_found);
    assert (picked == expected_picked);
    assert (index == expected_index);
  end

endmodule
