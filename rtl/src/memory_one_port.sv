// SPDX-License-Identifier: Apache-2.0
//
// memory_one_port: the only wrapper of memories with one port.
//
// Purpose: a read or a write an edge. Behavioural here; with SYNTHESIS_BLACK_BOX defined an empty box, to be replaced by
// a macro.
//
// port      bits          direction  meaning
// clock     1             in         rising edge
// enable    1             in         an access is sampled at this edge
// write     1             in         1 write, 0 read
// address   ADDRESS_BITS  in         word
// data_in   WIDTH         in         what is written
// data_out  WIDTH         out        word read last; stays until the next read, writes do not change it
//
// Cycles: a word read at the end of cycle c is at the output in c+1.

`ifdef SYNTHESIS_BLACK_BOX
(* blackbox *)
`endif
module memory_one_port #(
  parameter WORDS = 16,
  parameter WIDTH = 8,
  parameter ADDRESS_BITS = 4
) (
  input  wire                    clock,
  input  wire                    enable,
  input  wire                    write,
  input  wire [ADDRESS_BITS-1:0] address,
  input  wire [WIDTH-1:0]        data_in,
  output wire [WIDTH-1:0]        data_out
);

`ifndef SYNTHESIS_BLACK_BOX
  reg [WIDTH-1:0] words [0:WORDS-1];
  reg [WIDTH-1:0] word;

  always_ff @(posedge clock)
    if (enable) begin
      if (write) words[address] <= data_in;
      else word <= words[address];
    end

  assign data_out = word;
`endif

endmodule
