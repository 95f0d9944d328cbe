// SPDX-License-Identifier: Apache-2.0
//
// registers: register bus and load port.
//
// Wishbone B4 classic. Accesses of registers take 2 cycles, of LOAD_DATA 5 (3 if they are refused). Every access is
// acknowledged; one that cannot be done changes nothing, reads as 0 and sets a bit of ERRORS.
//
// port             bits       direction  meaning
// clock, reset     1, 1       in         as everywhere
// bus_*                                  as in `apical`
// state            3          in         state of the controller
// idle             1          in         it is idle
// pipeline_empty   1          in         no image is in the pipeline
// result_*         ..         in         for STATUS and RESULT
// images, updates, cycles  32 each  in   counters
// bad_label        1          in         an image was to be learned with a label that is no class
// too_short, too_long  1, 1   in         an image with too few pixels, with too many
// drained          1          in         an image leaves in this hand-over
// learn, sequential, drain  1 each  out  CONTROL; drain: until it is taken back, or until an image has left
// step_rate, margin_bits, drop_shift  16, 4, 4  out
// windows          16 a hidden layer  out
// inverted, highest, spike_threshold  1, 1, 8  out  FRONT_END; 0 without one
// edge_threshold, bar_threshold  15, 15  out  RETINA_THRESHOLDS; 0 without a retina
// loading          1          out        the load port works: the controller stays idle
// load_space, load_layer, load_number, load_word, load_part  out  what LOAD_SPACE and LOAD_ADDRESS say
// load_read        1          out        memories read at the end of this cycle
// load_write       1          out        the word is written at the end of this cycle
// load_data        32         out        the part written last
// load_wide        LOAD_BITS  out        all parts of the word
// load_hit         1          in         the location exists
// load_last        1          in         the part is the word's last
// load_out         32         in         what it holds; for memories in the cycle after load_read
//
// Cycles: above. The registers of the bus do not hold when the machine does.

module registers #(
  parameter LAYERS = 3,
  parameter ACCUMULATOR_BITS = 8,
  parameter LOAD_BITS = 96,
  // Version of the specification; whether there are a front end, a retina and levels.
  parameter VERSION = 1,
  parameter FRONT_END = 0,
  parameter RETINA = 0,
  parameter LEVELS = 0
) (
  input  wire                     clock,
  input  wire                     reset,
  input  wire                     bus_cycle,
  input  wire                     bus_strobe,
  input  wire                     bus_write,
  input  wire [15:0]              bus_address,
  input  wire [31:0]              bus_data_in,
  output reg  [31:0]              bus_data_out,
  output reg                      bus_acknowledge,
  input  wire [2:0]               state,
  input  wire                     idle,
  input  wire                     pipeline_empty,
  input  wire                     result_known,
  input  wire [7:0]               result_winner,
  input  wire [7:0]               result_label,
  input  wire [31:0]              images,
  input  wire [31:0]              updates,
  input  wire [31:0]              cycles,
  input  wire                     bad_label,
  input  wire                     too_short,
  input  wire                     too_long,
  input  wire                     drained,
  output wire                     learn,
  output wire                     sequential,
  output wire                     drain,
  output reg  [15:0]              step_rate,
  output reg  [3:0]               margin_bits,
  output reg  [3:0]               drop_shift,
  output reg  [16*(LAYERS-1)-1:0] windows,
  output wire                     inverted,
  output wire                     highest,
  output wire [7:0]               spike_threshold,
  output wire [14:0]              edge_threshold,
  output wire [14:0]              bar_threshold,
  output wire                     loading,
  output reg  [3:0]               load_space,
  output reg  [3:0]               load_layer,
  output reg  [15:0]              load_number,
  output reg  [15:0]              load_word,
  output reg  [7:0]               load_part,
  output wire                     load_read,
  output wire                     load_write,
  output reg  [31:0]              load_data,
  output reg  [LOAD_BITS-1:0]     load_wide,
  input  wire                     load_hit,
  input  wire                     load_last,
  input  wire [31:0]              load_out
);

  localparam [31:0] RATE_LIMIT = 32'd256 * ((32'd1 << (ACCUMULATOR_BITS - 1)) - 32'd1);

  // Load port: 0 nothing, 1 asked, 2 access, 3 answer.
  reg [1:0] loads;

  assign loading = loads != 2'd0;

  wire request      = bus_cycle && bus_strobe && !bus_acknowledge && !loading;
  wire asks_load    = request && bus_address == address_map::REGISTER_LOAD_DATA;
  wire asks         = request && !asks_load;
  wire writes       = asks && bus_write;
  wire refuse_load  = loads == 2'd1 && !idle;
  // Potentials are only read.
  wire exists       = load_hit && !(bus_write && load_space == address_map::SPACE_POTENTIALS);
  wire missing_load = loads == 2'd2 && !exists;

  // Which windows are addressed.
  wire [LAYERS-2:0] at_window;
  wire              some_window = at_window != {(LAYERS - 1) {1'b0}};

  // Which registers of a front end there are.
  wire at_front_end = FRONT_END != 0 && bus_address == address_map::REGISTER_FRONT_END;
  wire at_retina    = RETINA != 0 && bus_address == address_map::REGISTER_RETINA_THRESHOLDS;

  // What is wrong with a write.
  reg busy;
  reg out_of_range;
  reg unknown;

  always @* begin
    busy         = 1'b0;
    out_of_range = 1'b0;
    unknown      = 1'b0;
    case (bus_address)
      address_map::REGISTER_CONTROL: out_of_range = bus_data_in[31:4] != 28'd0;
      address_map::REGISTER_STEP_RATE: out_of_range = bus_data_in > RATE_LIMIT;
      address_map::REGISTER_MARGIN_BITS: begin
        busy         = !idle;
        out_of_range = bus_data_in > address_map::MAXIMUM_MARGIN_BITS;
      end
      address_map::REGISTER_DROP_SHIFT: begin
        busy         = !idle;
        out_of_range = bus_data_in > address_map::MAXIMUM_DROP_SHIFT || bus_data_in == 32'd0;
      end
      address_map::REGISTER_LOAD_SPACE, address_map::REGISTER_LOAD_ADDRESS, address_map::REGISTER_ERRORS: ;
      address_map::REGISTER_ID,
      address_map::REGISTER_STATUS,
      address_map::REGISTER_RESULT,
      address_map::REGISTER_IMAGES,
      address_map::REGISTER_UPDATES,
      address_map::REGISTER_CYCLES: unknown = bus_write;
      default:
      if (some_window) begin
        busy         = !idle;
        out_of_range = bus_data_in > 32'd65535 || bus_data_in == 32'd0;
      end else if (at_front_end) busy = !idle;
      else if (at_retina) begin
        busy         = !idle;
        out_of_range = bus_data_in[14:0] == 15'd0 || bus_data_in[30:16] == 15'd0;
      end else unknown = 1'b1;
    endcase
  end

  wire accept = writes && !busy && !out_of_range && !unknown;

  // What is read.
  reg [31:0] found;
  reg [3:0]  control;
  reg [5:0]  errors;

  assign learn      = control[address_map::CONTROL_LEARN_BIT];
  assign sequential = control[address_map::CONTROL_SEQUENTIAL_BIT];
  assign drain      = control[address_map::CONTROL_DRAIN_BIT]
                      || (control[address_map::CONTROL_DRAIN_ONE_BIT] && !drained);

  always @* begin
    case (bus_address)
      address_map::REGISTER_ID: found = {address_map::RESET_ID[31:16], 16'(VERSION)};
      address_map::REGISTER_CONTROL: found = {28'd0, control};
      address_map::REGISTER_STATUS: found = {27'd0, result_known, pipeline_empty, state};
      address_map::REGISTER_STEP_RATE: found = {16'd0, step_rate};
      address_map::REGISTER_MARGIN_BITS: found = {28'd0, margin_bits};
      address_map::REGISTER_DROP_SHIFT: found = {28'd0, drop_shift};
      address_map::REGISTER_RESULT: found = {15'd0, result_winner != result_label, result_label, result_winner};
      address_map::REGISTER_IMAGES: found = images;
      address_map::REGISTER_UPDATES: found = updates;
      address_map::REGISTER_CYCLES: found = cycles;
      address_map::REGISTER_LOAD_SPACE: found = {load_number, 8'd0, load_layer, load_space};
      address_map::REGISTER_LOAD_ADDRESS: found = {8'd0, load_part, load_word};
      address_map::REGISTER_ERRORS: found = {26'd0, errors};
      default: found = 32'd0;
    endcase
    for (int l = 0; l < LAYERS - 1; l = l + 1) if (at_window[l]) found = {16'd0, windows[16*l +: 16]};
    if (at_front_end) found = {16'd0, spike_threshold, 6'd0, highest, inverted};
    if (at_retina) found = {1'b0, bar_threshold, 1'b0, edge_threshold};
  end

  for (genvar l = 0; l < LAYERS - 1; l = l + 1) begin : window
    assign at_window[l] = bus_address == address_map::REGISTER_WINDOW + 16'(4 * l);

    always_ff @(posedge clock)
      if (reset) windows[16*l +: 16] <= address_map::RESET_WINDOW;
      else if (accept && at_window[l]) windows[16*l +: 16] <= bus_data_in[15:0];
  end

  if (FRONT_END != 0) begin : front_end
    reg [9:0] word;
    assign {spike_threshold, highest, inverted} = word;

    always_ff @(posedge clock)
      if (reset) word <= 10'd0;
      else if (accept && at_front_end) word <= {bus_data_in[15:8], bus_data_in[1:0]};
  end else begin : no_front_end
    assign {spike_threshold, highest, inverted} = 10'd0;
  end

  if (RETINA != 0) begin : retina
    reg [29:0] word;
    assign {bar_threshold, edge_threshold} = word;

    always_ff @(posedge clock)
      if (reset)
        word <= {address_map::RESET_RETINA_THRESHOLDS[30:16], address_map::RESET_RETINA_THRESHOLDS[14:0]};
      else if (accept && at_retina) word <= {bus_data_in[30:16], bus_data_in[14:0]};
  end else begin : no_retina
    assign {bar_threshold, edge_threshold} = 30'd0;
  end

  // Protocol errors of this cycle.
  wire [5:0] noticed;

  assign noticed[address_map::ERRORS_BUSY_BIT]    = (writes && busy) || refuse_load;
  assign noticed[address_map::ERRORS_RANGE_BIT]   = writes && out_of_range && !unknown;
  assign noticed[address_map::ERRORS_ADDRESS_BIT] = (asks && unknown) || missing_load;
  assign noticed[address_map::ERRORS_LABEL_BIT]   = bad_label;
  assign noticed[address_map::ERRORS_SHORT_BIT]   = too_short;
  assign noticed[address_map::ERRORS_LONG_BIT]    = too_long;

  always_ff @(posedge clock)
    if (reset) begin
      bus_acknowledge <= 1'b0;
      bus_data_out    <= 32'd0;
      loads           <= 2'd0;
      errors          <= 6'd0;
    end else begin
      bus_acknowledge <= asks || refuse_load || loads == 2'd3;
      if (asks) bus_data_out <= bus_write ? 32'd0 : found;
      else if (refuse_load) bus_data_out <= 32'd0;
      else if (loads == 2'd3) bus_data_out <= bus_write ? 32'd0 : load_out;

      case (loads)
        2'd0: if (asks_load) loads <= 2'd1;
        2'd1: loads <= refuse_load ? 2'd0 : 2'd2;
        2'd2: loads <= 2'd3;
        2'd3: loads <= 2'd0;
      endcase

      errors <= (accept && bus_address == address_map::REGISTER_ERRORS ? errors & ~bus_data_in[5:0] : errors)
                | noticed;
    end

  always_ff @(posedge clock)
    if (reset) begin
      control     <= 4'd0;
      step_rate   <= 16'd0;
      margin_bits <= address_map::RESET_MARGIN_BITS;
      drop_shift  <= address_map::RESET_DROP_SHIFT;
      load_space  <= 4'd0;
      load_layer  <= 4'd0;
      load_number <= 16'd0;
      load_word   <= 16'd0;
      load_part   <= 8'd0;
    end else begin
      if (accept && bus_address == address_map::REGISTER_CONTROL) control <= bus_data_in[3:0];
      // One image only was asked for.
      else if (drained || (idle && pipeline_empty)) control[address_map::CONTROL_DRAIN_ONE_BIT] <= 1'b0;
      if (accept)
        case (bus_address)
          address_map::REGISTER_STEP_RATE: step_rate <= bus_data_in[15:0];
          address_map::REGISTER_MARGIN_BITS: margin_bits <= bus_data_in[3:0];
          address_map::REGISTER_DROP_SHIFT: drop_shift <= bus_data_in[3:0];
          address_map::REGISTER_LOAD_SPACE: begin
            load_space  <= bus_data_in[3:0];
            load_layer  <= bus_data_in[7:4];
            load_number <= bus_data_in[31:16];
          end
          address_map::REGISTER_LOAD_ADDRESS: begin
            load_word <= bus_data_in[15:0];
            load_part <= bus_data_in[23:16];
          end
          default: ;
        endcase
      else if (loads == 2'd3 && exists) begin
        load_part <= load_last ? 8'd0 : load_part + 8'd1;
        if (load_last) load_word <= load_word + 16'd1;
      end
    end

  // Words of memories may be wider than 32 bits; they are collected, and written with their last part: those of weights
  // and accumulators, which are the first two spaces, and of levels.
  wire part_by_part = load_space > address_map::SPACE_ACCUMULATORS
                      && (LEVELS == 0 || load_space != address_map::SPACE_LEVEL_THRESHOLDS);
  wire collected    = part_by_part || load_last;

  assign load_read  = loads == 2'd2 && exists && !bus_write;
  assign load_write = loads == 2'd2 && exists && bus_write && collected;

  always_ff @(posedge clock)
    if (loads == 2'd1) load_data <= bus_data_in;

  for (genvar part = 0; part < LOAD_BITS / 32; part = part + 1) begin : wide_part
    always_ff @(posedge clock)
      if (loads == 2'd1 && bus_write && load_part == 8'(part)) load_wide[32*part +: 32] <= bus_data_in;
  end

endmodule
