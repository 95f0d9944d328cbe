// SPDX-License-Identifier: Apache-2.0
//
// xorshift32: one step of a random generator (specification, section 6).
//
// port  bits  direction  meaning
// now   32    in         state, not 0
// next  32    out        state after the step
//
// Cycles: combinational.

module xorshift32 (
  input  wire [31:0] now,
  output wire [31:0] next
);

  wire [31:0] left  = now ^ {now[18:0], 13'd0};
  wire [31:0] right = left ^ {17'd0, left[31:17]};
  assign next = right ^ {right[26:0], 5'd0};

endmodule
