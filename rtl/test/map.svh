// SPDX-License-Identifier: Apache-2.0
//
// The map of the host port, for test benches; to be included in a module. Written by
// `cargo xtask rtl --generate`; do not edit.

// Byte addresses of registers.
localparam [15:0] ID = 16'h00;
localparam [15:0] CONTROL = 16'h04;
localparam [15:0] STATUS = 16'h08;
localparam [15:0] STEP_RATE = 16'h0C;
localparam [15:0] MARGIN_BITS = 16'h10;
localparam [15:0] DROP_SHIFT = 16'h14;
localparam [15:0] RESULT = 16'h18;
localparam [15:0] IMAGES = 16'h1C;
localparam [15:0] UPDATES = 16'h20;
localparam [15:0] CYCLES = 16'h24;
localparam [15:0] LOAD_SPACE = 16'h28;
localparam [15:0] LOAD_ADDRESS = 16'h2C;
localparam [15:0] LOAD_DATA = 16'h30;
localparam [15:0] ERRORS = 16'h34;
localparam [15:0] FRONT_END = 16'h38;
localparam [15:0] RETINA_THRESHOLDS = 16'h3C;
localparam [15:0] WINDOW = 16'h40;

// Values after reset.
localparam [31:0] RESET_ID = 32'h41500001;
localparam [31:0] RESET_CONTROL = 32'h0;
localparam [31:0] RESET_STATUS = 32'h8;
localparam [31:0] RESET_STEP_RATE = 32'h0;
localparam [31:0] RESET_MARGIN_BITS = 32'h5;
localparam [31:0] RESET_DROP_SHIFT = 32'h3;
localparam [31:0] RESET_RESULT = 32'h0;
localparam [31:0] RESET_IMAGES = 32'h0;
localparam [31:0] RESET_UPDATES = 32'h0;
localparam [31:0] RESET_CYCLES = 32'h0;
localparam [31:0] RESET_LOAD_SPACE = 32'h0;
localparam [31:0] RESET_LOAD_ADDRESS = 32'h0;
localparam [31:0] RESET_LOAD_DATA = 32'h0;
localparam [31:0] RESET_ERRORS = 32'h0;
localparam [31:0] RESET_FRONT_END = 32'h0;
localparam [31:0] RESET_RETINA_THRESHOLDS = 32'h10001;
localparam [31:0] RESET_WINDOW = 32'h10;

// Least and greatest values.
localparam [31:0] MINIMUM_CONTROL = 32'd0;
localparam [31:0] MAXIMUM_CONTROL = 32'd15;
localparam [31:0] MINIMUM_MARGIN_BITS = 32'd0;
localparam [31:0] MAXIMUM_MARGIN_BITS = 32'd8;
localparam [31:0] MINIMUM_DROP_SHIFT = 32'd1;
localparam [31:0] MAXIMUM_DROP_SHIFT = 32'd8;
localparam [31:0] MINIMUM_WINDOW = 32'd1;
localparam [31:0] MAXIMUM_WINDOW = 32'd65535;

// Fields of registers, and of words behind the load port: bits, and the lowest of them.
localparam [31:0] CONTROL_LEARN = 32'h1;
localparam CONTROL_LEARN_BIT = 0;
localparam [31:0] CONTROL_SEQUENTIAL = 32'h2;
localparam CONTROL_SEQUENTIAL_BIT = 1;
localparam [31:0] CONTROL_DRAIN = 32'h4;
localparam CONTROL_DRAIN_BIT = 2;
localparam [31:0] CONTROL_DRAIN_ONE = 32'h8;
localparam CONTROL_DRAIN_ONE_BIT = 3;
localparam [31:0] STATUS_STATE = 32'h7;
localparam STATUS_STATE_BIT = 0;
localparam [31:0] STATUS_EMPTY = 32'h8;
localparam STATUS_EMPTY_BIT = 3;
localparam [31:0] STATUS_RESULT = 32'h10;
localparam STATUS_RESULT_BIT = 4;
localparam [31:0] RESULT_WINNER = 32'hFF;
localparam RESULT_WINNER_BIT = 0;
localparam [31:0] RESULT_LABEL = 32'hFF00;
localparam RESULT_LABEL_BIT = 8;
localparam [31:0] RESULT_DIFFERENT = 32'h10000;
localparam RESULT_DIFFERENT_BIT = 16;
localparam [31:0] LOAD_SPACE_SPACE = 32'hF;
localparam LOAD_SPACE_SPACE_BIT = 0;
localparam [31:0] LOAD_SPACE_LAYER = 32'hF0;
localparam LOAD_SPACE_LAYER_BIT = 4;
localparam [31:0] LOAD_SPACE_NUMBER = 32'hFFFF0000;
localparam LOAD_SPACE_NUMBER_BIT = 16;
localparam [31:0] LOAD_ADDRESS_WORD = 32'hFFFF;
localparam LOAD_ADDRESS_WORD_BIT = 0;
localparam [31:0] LOAD_ADDRESS_PART = 32'hFF0000;
localparam LOAD_ADDRESS_PART_BIT = 16;
localparam [31:0] ERRORS_BUSY = 32'h1;
localparam ERRORS_BUSY_BIT = 0;
localparam [31:0] ERRORS_RANGE = 32'h2;
localparam ERRORS_RANGE_BIT = 1;
localparam [31:0] ERRORS_ADDRESS = 32'h4;
localparam ERRORS_ADDRESS_BIT = 2;
localparam [31:0] ERRORS_LABEL = 32'h8;
localparam ERRORS_LABEL_BIT = 3;
localparam [31:0] ERRORS_SHORT = 32'h10;
localparam ERRORS_SHORT_BIT = 4;
localparam [31:0] ERRORS_LONG = 32'h20;
localparam ERRORS_LONG_BIT = 5;
localparam [31:0] FRONT_END_INVERTED = 32'h1;
localparam FRONT_END_INVERTED_BIT = 0;
localparam [31:0] FRONT_END_HIGHEST = 32'h2;
localparam FRONT_END_HIGHEST_BIT = 1;
localparam [31:0] FRONT_END_SPIKE_THRESHOLD = 32'hFF00;
localparam FRONT_END_SPIKE_THRESHOLD_BIT = 8;
localparam [31:0] RETINA_THRESHOLDS_EDGE = 32'h7FFF;
localparam RETINA_THRESHOLDS_EDGE_BIT = 0;
localparam [31:0] RETINA_THRESHOLDS_BAR = 32'h7FFF0000;
localparam RETINA_THRESHOLDS_BAR_BIT = 16;
localparam [31:0] BIASES_WEIGHT = 32'hFF;
localparam BIASES_WEIGHT_BIT = 0;
localparam [31:0] BIASES_ACCUMULATOR = 32'hFF00;
localparam BIASES_ACCUMULATOR_BIT = 8;
localparam [31:0] RECORD_HEADER_LABEL = 32'hFF;
localparam RECORD_HEADER_LABEL_BIT = 0;
localparam [31:0] RECORD_HEADER_LEARNED = 32'h100;
localparam RECORD_HEADER_LEARNED_BIT = 8;
localparam [31:0] RECORD_HEADER_PASSED = 32'hE00;
localparam RECORD_HEADER_PASSED_BIT = 9;
localparam [31:0] RECORD_HEADER_USED = 32'h1000;
localparam RECORD_HEADER_USED_BIT = 12;

// Spaces behind the load port.
localparam SPACE_WEIGHTS = 0;
localparam SPACE_ACCUMULATORS = 1;
localparam SPACE_BIASES = 2;
localparam SPACE_SIGNS = 3;
localparam SPACE_LANES = 4;
localparam SPACE_CONTROL_GENERATOR = 5;
localparam SPACE_RECORD_INPUT = 6;
localparam SPACE_RECORD_SPIKES = 7;
localparam SPACE_RECORD_WINDOW = 8;
localparam SPACE_RECORD_HEADER = 9;
localparam SPACE_PIPELINE = 10;
localparam SPACE_POTENTIALS = 11;
localparam SPACE_LEVEL_THRESHOLDS = 12;
