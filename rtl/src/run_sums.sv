// SPDX-License-Identifier: Apache-2.0
//
// run_sums: sums of 1 to KERNEL neighbouring values of a row, which all filters and positions share.
//
// port    bits                          direction  meaning
// values  ROWS x COUNT x BITS           in         row by row
// sums    ROWS x COUNT x KERNEL x SUM   out        of `length` values from `first` on: part first x KERNEL + length - 1 of its
//                                                  row; values beyond the row count as 0
//
// Cycles: combinational.

module run_sums #(
  parameter ROWS = 7,
  parameter COUNT = 34,
  parameter KERNEL = 7,
  parameter BITS = 8,
  parameter SUM = 11
) (
  input  wire [ROWS*COUNT*BITS-1:0]       values,
  output reg  [ROWS*COUNT*KERNEL*SUM-1:0] sums
);

  reg [SUM-1:0]                   sum;
  // The output changes once, not with each of its parts.
  reg [ROWS*COUNT*KERNEL*SUM-1:0] all;

  always @* begin
    sum = {SUM{1'b0}};
    for (int y = 0; y < ROWS; y = y + 1)
      for (int first = 0; first < COUNT; first = first + 1) begin
        sum = {SUM{1'b0}};
        for (int more = 0; more < KERNEL; more = more + 1) begin
          if (first + more < COUNT) sum = sum + SUM'(values[(y*COUNT+first+more)*BITS +: BITS]);
          all[((y*COUNT+first)*KERNEL+more)*SUM +: SUM] = sum;
        end
      end
    sums = all;
  end

endmodule
