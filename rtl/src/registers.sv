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
// learn, sequential, drain  1 each  out  CONTROL; drain: bit 2, or bit 3 until an image has left
// step_rate, margin_bits, drop_shift  16, 4, 4  out
// windows          16 a hidden layer  out
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
  parameter LOAD_BITS = 96
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
  localparam [15:0] WINDOW = 16'h40;

  localparam [31:0] RATE_LIMIT = 32'd256 * ((32'd1 << (ACCUMULATOR_BITS - 1)) - 32'd1);

  // Load port: 0 nothing, 1 asked, 2 access, 3 answer.
  reg [1:0] loads;

  assign loading = loads != 2'd0;

  wire request      = bus_cycle && bus_strobe && !bus_acknowledge && !loading;
  wire asks_load    = request && bus_address == LOAD_DATA;
  wire asks         = request && !asks_load;
  wire writes       = asks && bus_write;
  wire refuse_load  = loads == 2'd1 && !idle;
  // Potentials are only read.
  wire exists       = load_hit && !(bus_write && load_space == 4'd11);
  wire missing_load = loads == 2'd2 && !exists;

  // Which windows are addressed.
  wire [LAYERS-2:0] at_window;
  wire              some_window = at_window != {(LAYERS - 1) {1'b0}};

  // What is wrong with a write.
  reg busy;
  reg out_of_range;
  reg unknown;

  always @* begin
    busy         = 1'b0;
    out_of_range = 1'b0;
    unknown      = 1'b0;
    case (bus_address)
      CONTROL: out_of_range = bus_data_in[31:4] != 28'd0;
      STEP_RATE: out_of_range = bus_data_in > RATE_LIMIT;
      MARGIN_BITS: begin
        busy         = !idle;
        out_of_range = bus_data_in > 32'd8;
      end
      DROP_SHIFT: begin
        busy         = !idle;
        out_of_range = bus_data_in > 32'd8 || bus_data_in == 32'd0;
      end
      LOAD_SPACE, LOAD_ADDRESS, ERRORS: ;
      ID, STATUS, RESULT, IMAGES, UPDATES, CYCLES: unknown = bus_write;
      default:
      if (some_window) begin
        busy         = !idle;
        out_of_range = bus_data_in > 32'd65535 || bus_data_in == 32'd0;
      end else unknown = 1'b1;
    endcase
  end

  wire accept = writes && !busy && !out_of_range && !unknown;

  // What is read.
  reg [31:0] found;
  reg [3:0]  control;
  reg [5:0]  errors;

  assign learn      = control[0];
  assign sequential = control[1];
  assign drain      = control[2] || (control[3] && !drained);

  always @* begin
    case (bus_address)
      ID: found = 32'h41500001;
      CONTROL: found = {28'd0, control};
      STATUS: found = {27'd0, result_known, pipeline_empty, state};
      STEP_RATE: found = {16'd0, step_rate};
      MARGIN_BITS: found = {28'd0, margin_bits};
      DROP_SHIFT: found = {28'd0, drop_shift};
      RESULT: found = {15'd0, result_winner != result_label, result_label, result_winner};
      IMAGES: found = images;
      UPDATES: found = updates;
      CYCLES: found = cycles;
      LOAD_SPACE: found = {load_number, 8'd0, load_layer, load_space};
      LOAD_ADDRESS: found = {8'd0, load_part, load_word};
      ERRORS: found = {26'd0, errors};
      default: found = 32'd0;
    endcase
    for (int l = 0; l < LAYERS - 1; l = l + 1) if (at_window[l]) found = {16'd0, windows[16*l +: 16]};
  end

  for (genvar l = 0; l < LAYERS - 1; l = l + 1) begin : window
    assign at_window[l] = bus_address == WINDOW + 16'(4 * l);

    always_ff @(posedge clock)
      if (reset) windows[16*l +: 16] <= 16'd16;
      else if (accept && at_window[l]) windows[16*l +: 16] <= bus_data_in[15:0];
  end

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

      errors <= (accept && bus_address == ERRORS ? errors & ~bus_data_in[5:0] : errors)
                | {too_long, too_short, bad_label, (asks && unknown) || missing_load, writes && out_of_range && !unknown,
                   (writes && busy) || refuse_load};
    end

  always_ff @(posedge clock)
    if (reset) begin
      control     <= 4'd0;
      step_rate   <= 16'd0;
      margin_bits <= 4'd5;
      drop_shift  <= 4'd3;
      load_space  <= 4'd0;
      load_layer  <= 4'd0;
      load_number <= 16'd0;
      load_word   <= 16'd0;
      load_part   <= 8'd0;
    end else begin
      // Bit 3 asks for one image only.
      if (accept && bus_address == CONTROL) control <= bus_data_in[3:0];
      else if (drained || (idle && pipeline_empty)) control[3] <= 1'b0;
      if (accept)
        case (bus_address)
          STEP_RATE: step_rate <= bus_data_in[15:0];
          MARGIN_BITS: margin_bits <= bus_data_in[3:0];
          DROP_SHIFT: drop_shift <= bus_data_in[3:0];
          LOAD_SPACE: begin
            load_space  <= bus_data_in[3:0];
            load_layer  <= bus_data_in[7:4];
            load_number <= bus_data_in[31:16];
          end
          LOAD_ADDRESS: begin
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

  // Words wider than 32 bits are collected, and written with their last part.
  wire collected = load_space > 4'd1 || load_last;

  assign load_read  = loads == 2'd2 && exists && !bus_write;
  assign load_write = loads == 2'd2 && exists && bus_write && collected;

  always_ff @(posedge clock)
    if (loads == 2'd1) load_data <= bus_data_in;

  for (genvar part = 0; part < LOAD_BITS / 32; part = part + 1) begin : wide_part
    always_ff @(posedge clock)
      if (loads == 2'd1 && bus_write && load_part == 8'(part)) load_wide[32*part +: 32] <= bus_data_in;
  end

endmodule
