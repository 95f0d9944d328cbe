// SPDX-License-Identifier: Apache-2.0
//
// uart_transmitter: bytes to a serial line, 8 bits, no parity, 1 stop bit.
//
// port          bits  direction  meaning
// clock, reset  1, 1  in         as everywhere
// valid         1     in         a byte waits
// data          8     in         the byte
// ready         1     out        it is taken at the end of this cycle
// line          1     out        serial line, high at rest
//
// Cycles: DIVIDER a bit, 10 bits a byte.

module uart_transmitter #(
  parameter DIVIDER = 25
) (
  input  wire       clock,
  input  wire       reset,
  input  wire       valid,
  input  wire [7:0] data,
  output wire       ready,
  output wire       line
);

  localparam COUNT_BITS = $clog2(DIVIDER);

  // Bits left, the next lowest; 1 at rest.
  reg [9:0]            shift;
  reg [3:0]            bits;
  reg [COUNT_BITS-1:0] count;

  assign ready = bits == 4'd0;
  assign line  = shift[0];

  always_ff @(posedge clock)
    if (reset) begin
      shift <= 10'h3FF;
      bits  <= 4'd0;
      count <= {COUNT_BITS{1'b0}};
    end else if (ready) begin
      if (valid) begin
        shift <= {1'b1, data, 1'b0};
        bits  <= 4'd10;
        count <= COUNT_BITS'(DIVIDER - 1);
      end
    end else if (count != {COUNT_BITS{1'b0}}) count <= count - 1'b1;
    else begin
      shift <= {1'b1, shift[9:1]};
      bits  <= bits - 4'd1;
      count <= COUNT_BITS'(DIVIDER - 1);
    end

endmodule
