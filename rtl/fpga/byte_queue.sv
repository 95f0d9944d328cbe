// SPDX-License-Identifier: Apache-2.0
//
// byte_queue: what has come over the line and was not read yet.
//
// port          bits  direction  meaning
// clock, reset  1, 1  in         as everywhere
// push          1     in         a byte comes at the end of this cycle; lost if the queue is full
// push_data     8     in         the byte
// valid         1     out        a byte waits
// data          8     out        the oldest
// pop           1     in         it is taken at the end of this cycle
// lost          1     out        a byte was lost since reset
//
// Cycles: a byte can be taken two cycles after it came, the next one two cycles after that.

module byte_queue #(
  parameter ADDRESS_BITS = 11
) (
  input  wire       clock,
  input  wire       reset,
  input  wire       push,
  input  wire [7:0] push_data,
  output reg        valid,
  output wire [7:0] data,
  input  wire       pop,
  output reg        lost
);

  // One more bit than the address tells full from empty.
  reg  [ADDRESS_BITS:0] write;
  reg  [ADDRESS_BITS:0] read;
  wire [ADDRESS_BITS:0] filled = write - read;
  wire                  full   = filled[ADDRESS_BITS];
  wire                  fetch  = !valid && write != read;

  memory_two_port #(
    .WORDS       (1 << ADDRESS_BITS),
    .WIDTH       (8),
    .ADDRESS_BITS(ADDRESS_BITS)
  ) bytes (
    .clock        (clock),
    .read_enable  (fetch),
    .read_address (read[ADDRESS_BITS-1:0]),
    .data_out     (data),
    .write_enable (push && !full),
    .write_address(write[ADDRESS_BITS-1:0]),
    .data_in      (push_data)
  );

  always_ff @(posedge clock)
    if (reset) begin
      write <= {(ADDRESS_BITS + 1) {1'b0}};
      read  <= {(ADDRESS_BITS + 1) {1'b0}};
      valid <= 1'b0;
      lost  <= 1'b0;
    end else begin
      if (push && !full) write <= write + 1'b1;
      if (push && full) lost <= 1'b1;
      if (fetch) begin
        read  <= read + 1'b1;
        valid <= 1'b1;
      end else if (pop) valid <= 1'b0;
    end

endmodule
