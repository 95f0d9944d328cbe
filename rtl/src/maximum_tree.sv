// SPDX-License-Identifier: Apache-2.0
//
// maximum_tree: the highest of several signed values and its index; of several the lowest.
//
// port    bits          direction  meaning
// values  COUNT x BITS  in         signed
// there   COUNT         in         values that count; the first always does
// best    BITS          out        highest
// index   8             out        its index
//
// Cycles: combinational, a tree of comparators.

module maximum_tree #(
  parameter COUNT = 16,
  parameter BITS = 17
) (
  input  wire [COUNT*BITS-1:0] values,
  input  wire [COUNT-1:0]      there,
  output wire [BITS-1:0]       best,
  output wire [7:0]            index
);

  localparam LEVELS = COUNT > 1 ? $clog2(COUNT) : 0;
  localparam LEAVES = 1 << LEVELS;

  // Node k has the children 2k and 2k + 1; the leaves are nodes LEAVES .. 2 LEAVES - 1.
  for (genvar node = 2 * LEAVES - 1; node >= 1; node = node - 1) begin : tree
    wire [BITS-1:0] value;
    wire [7:0]      position;
    wire            valid;

    if (node >= LEAVES + COUNT) begin : beyond
      assign value = {BITS{1'b0}};
      assign position = 8'd0;
      assign valid = 1'b0;
    end else if (node >= LEAVES) begin : leaf
      assign value = values[(node-LEAVES)*BITS +: BITS];
      assign position = 8'(node - LEAVES);
      assign valid = there[node-LEAVES];
    end else begin : inner
      wire right = tree[2*node+1].valid
                   && (!tree[2*node].valid || $signed(tree[2*node+1].value) > $signed(tree[2*node].value));
      assign value = right ? tree[2*node+1].value : tree[2*node].value;
      assign position = right ? tree[2*node+1].position : tree[2*node].position;
      assign valid = tree[2*node].valid || tree[2*node+1].valid;
    end
  end

  assign best  = tree[1].value;
  assign index = tree[1].position;
  wire unused = &{1'b0, tree[1].valid};

endmodule
