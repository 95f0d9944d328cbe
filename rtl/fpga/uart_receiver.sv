// SPDX-License-Identifier: Apache-2.0
//
// uart_receiver: bytes from a serial line, 8 bits, no parity, 1 stop bit.
//
// Purpose: waits for the start bit, then takes each bit in its middle. A byte without a stop bit is dropped.
//
// port          bits  direction  meaning
// clock, reset  1, 1  in         as everywhere
// line          1     in         serial line, high at rest; of any clock
// valid         1     out        a byte is there in this cycle
// data          8     out        the byte
//
// Cycles: DIVIDER a bit, at least 4.

module uart_receiver #(
  parameter DIVIDER = 25
) (
  input  wire       clock,
  input  wire       reset,
  input  wire       line,
  output reg        valid,
  output reg  [7:0] data
);

  localparam COUNT_BITS = $clog2(DIVIDER);

  reg [2:0]            sampled;
  reg                  running;
  reg [3:0]            bits;
  reg [COUNT_BITS-1:0] count;

  always_ff @(posedge clock)
    if (reset) begin
      sampled <= 3'b111;
      running <= 1'b0;
      valid   <= 1'b0;
      bits    <= 4'd0;
      count   <= {COUNT_BITS{1'b0}};
      data    <= 8'd0;
    end else begin
      sampled <= {sampled[1:0], line};
      valid   <= 1'b0;
      if (!running) begin
        // Falling edge: half a bit to the middle of the start bit.
        if (sampled[2] && !sampled[1]) begin
          running <= 1'b1;
          bits    <= 4'd0;
          count   <= COUNT_BITS'(DIVIDER / 2 - 1);
        end
      end else if (count != {COUNT_BITS{1'b0}}) count <= count - 1'b1;
      else begin
        count <= COUNT_BITS'(DIVIDER - 1);
        bits  <= bits + 4'd1;
        if (bits == 4'd0) running <= !sampled[1];
        else if (bits == 4'd9) begin
          running <= 1'b0;
          valid   <= sampled[1];
        end else data <= {sampled[1], data[7:1]};
      end
    end

endmodule
