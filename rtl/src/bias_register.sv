// SPDX-License-Identifier: Apache-2.0
//
// bias_register: bias weight and bias accumulator of a neuron.
//
// port        bits   direction  meaning
// clock       1      in         rising edge
// enable      1      in         the machine is not held
// broadcast   1      in         the controller is in the broadcast state
// up, down    1, 1   in         delta +1, delta -1
// step        7      in         step of the update
// load_write  1      in         takes load_data
// load_data   8 + g  in         {bG, bW}
// bias        8 + g  out        {bG, bW}
//
// Cycles: changes at the end of the broadcast.

module bias_register #(
  parameter BITS = 8
) (
  input  wire            clock,
  input  wire            enable,
  input  wire            broadcast,
  input  wire            up,
  input  wire            down,
  input  wire [6:0]      step,
  input  wire            load_write,
  input  wire [BITS+7:0] load_data,
  output reg  [BITS+7:0] bias
);

  wire [BITS-1:0] sum;
  wire [BITS-1:0] limit;
  wire            overflow;
  wire [7:0]      carried;
  wire            stopped;

  carry_adder #(
    .BITS(BITS)
  ) adder (
    .accumulator(bias[BITS+7:8]),
    .step       (step),
    .subtract   (down),
    .sum        (sum),
    .overflow   (overflow),
    .limit      (limit)
  );

  weight_carry #(
    .BITS(8)
  ) carry (
    .weight  (bias[7:0]),
    .subtract(down),
    .next    (carried),
    .stopped (stopped)
  );

  always_ff @(posedge clock)
    if (load_write) bias <= load_data;
    else if (enable && broadcast && (up || down))
      bias <= {overflow && stopped ? limit : sum, overflow ? carried : bias[7:0]};

endmodule
