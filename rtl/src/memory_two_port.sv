// SPDX-License-Identifier: Apache-2.0
//
// memory_two_port: the only wrapper of memories with one port to read and one to write.
//
// Purpose: a read and a write an edge, never of the same word. Behavioural here; with SYNTHESIS_BLACK_BOX defined an
// empty box, to be replaced by a macro.
//
// port           bits          direction  meaning
// clock          1             in         rising edge
// read_enable    1             in         a word is read at this edge
// read_address   ADDRESS_BITS  in         which
// data_out       WIDTH         out        word read last; stays until the next read
// write_enable   1             in         a word is written at this edge
// write_address  ADDRESS_BITS  in         which
// data_in        WIDTH         in         what is written
//
// Cycles: a word read at the end of cycle c is at the output in c+1.

`ifdef SYNTHESIS_BLACK_BOX
(* blackbox *)
`endif
module memory_two_port #(
  parameter WORDS = 16,
  parameter WIDTH = 8,
  parameter ADDRESS_BITS = 4
) (
  input  wire                    clock,
  input  wire                    read_enable,
  input  wire [ADDRESS_BITS-1:0] read_address,
  output wire [WIDTH-1:0]        data_out,
  input  wire                    write_enable,
  input  wire [ADDRESS_BITS-1:0] write_address,
  input  wire [WIDTH-1:0]        data_in
);

`ifndef SYNTHESIS_BLACK_BOX
  reg [WIDTH-1:0] words [0:WORDS-1];
  reg [WIDTH-1:0] word;

  always_ff @(posedge clock) begin
    if (write_enable) words[write_address] <= data_in;
    if (read_enable) word <= words[read_address];
  end

  assign data_out = word;
`endif

endmodule
