// SPDX-License-Identifier: Apache-2.0
//
// The map of the host port, the same for every machine. Written by `cargo xtask rtl --generate`; do not edit.
// Its name comes before those of the modules that use it: tools take the files of this folder in order.

package address_map;
  // Byte addresses of registers.
  localparam [15:0] REGISTER_ID = 16'h00;
  localparam [15:0] REGISTER_CONTROL = 16'h04;
  localparam [15:0] REGISTER_STATUS = 16'h08;
  localparam [15:0] REGISTER_STEP_RATE = 16'h0C;
  localparam [15:0] REGISTER_MARGIN_BITS = 16'h10;
  localparam [15:0] REGISTER_DROP_SHIFT = 16'h14;
  localparam [15:0] REGISTER_RESULT = 16'h18;
  localparam [15:0] REGISTER_IMAGES = 16'h1C;
  localparam [15:0] REGISTER_UPDATES = 16'h20;
  localparam [15:0] REGISTER_CYCLES = 16'h24;
  localparam [15:0] REGISTER_LOAD_SPACE = 16'h28;
  localparam [15:0] REGISTER_LOAD_ADDRESS = 16'h2C;
  localparam [15:0] REGISTER_LOAD_DATA = 16'h30;
  localparam [15:0] REGISTER_ERRORS = 16'h34;
  localparam [15:0] REGISTER_FRONT_END = 16'h38;
  localparam [15:0] REGISTER_RETINA_THRESHOLDS = 16'h3C;
  localparam [15:0] REGISTER_WINDOW = 16'h40;
  // Values after reset, where they are not 0.
  localparam [31:0] RESET_ID = 32'h41500001;
  localparam [3:0] RESET_MARGIN_BITS = 4'h5;
  localparam [3:0] RESET_DROP_SHIFT = 4'h3;
  localparam [30:0] RESET_RETINA_THRESHOLDS = 31'h10001;
  localparam [15:0] RESET_WINDOW = 16'h10;
  // Greatest values, where they are not those of the bits.
  localparam [31:0] MAXIMUM_MARGIN_BITS = 32'd8;
  localparam [31:0] MAXIMUM_DROP_SHIFT = 32'd8;
  // Bits of registers, each by its number.
  localparam CONTROL_LEARN_BIT = 0;
  localparam CONTROL_SEQUENTIAL_BIT = 1;
  localparam CONTROL_DRAIN_BIT = 2;
  localparam CONTROL_DRAIN_ONE_BIT = 3;
  localparam ERRORS_BUSY_BIT = 0;
  localparam ERRORS_RANGE_BIT = 1;
  localparam ERRORS_ADDRESS_BIT = 2;
  localparam ERRORS_LABEL_BIT = 3;
  localparam ERRORS_SHORT_BIT = 4;
  localparam ERRORS_LONG_BIT = 5;
  // Spaces behind the load port.
  localparam [3:0] SPACE_WEIGHTS = 4'd0;
  localparam [3:0] SPACE_ACCUMULATORS = 4'd1;
  localparam [3:0] SPACE_BIASES = 4'd2;
  localparam [3:0] SPACE_SIGNS = 4'd3;
  localparam [3:0] SPACE_LANES = 4'd4;
  localparam [3:0] SPACE_CONTROL_GENERATOR = 4'd5;
  localparam [3:0] SPACE_RECORD_INPUT = 4'd6;
  localparam [3:0] SPACE_RECORD_SPIKES = 4'd7;
  localparam [3:0] SPACE_RECORD_WINDOW = 4'd8;
  localparam [3:0] SPACE_RECORD_HEADER = 4'd9;
  localparam [3:0] SPACE_PIPELINE = 4'd10;
  localparam [3:0] SPACE_POTENTIALS = 4'd11;
  localparam [3:0] SPACE_LEVEL_THRESHOLDS = 4'd12;
endpackage
