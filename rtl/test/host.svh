// SPDX-License-Identifier: Apache-2.0
//
// The host's side of the processor, for test benches: signals, clock, bus accesses, image and pixel streams. To be
// included in a module. Inputs change just after the rising edge.

localparam LAYERS = apical_package::LAYERS;
localparam P = apical_package::PIXELS_PER_CYCLE;
// The host sends pixels, or a front end's raw values.
localparam V = apical_package::VALUES_PER_CYCLE;
localparam VALUES = apical_package::VALUES;
localparam W = apical_package::WEIGHT_BITS;
localparam G = apical_package::ACCUMULATOR_BITS;
localparam [32*LAYERS-1:0] INPUTS = apical_package::INPUTS;
localparam [32*LAYERS-1:0] NEURONS = apical_package::NEURONS;
localparam [32*LAYERS-1:0] BANKS = apical_package::BANKS;
localparam [32*LAYERS-1:0] WEIGHT_SYNAPSES = apical_package::WEIGHT_SYNAPSES;
localparam [32*LAYERS-1:0] WEIGHT_WORD_BITS = apical_package::WEIGHT_WORD_BITS;
localparam [32*LAYERS-1:0] INPUT_ORDER = apical_package::ACCUMULATOR_INPUT_ORDER;
localparam [32*LAYERS-1:0] ACCUMULATOR_SYNAPSES = apical_package::ACCUMULATOR_SYNAPSES;
localparam [32*LAYERS-1:0] ACCUMULATOR_WORD_BITS = apical_package::ACCUMULATOR_WORD_BITS;
localparam [32*LAYERS-1:0] ACCUMULATOR_PORTS = apical_package::ACCUMULATOR_PORTS;
localparam PIXELS = INPUTS[31:0];
localparam CLASSES = NEURONS[32*(LAYERS-1) +: 32];
localparam GROUPS = (VALUES + V - 1) / V;

`include "map.svh"

reg            clock = 1'b0;
reg            reset = 1'b1;
reg            bus_cycle = 1'b0;
reg            bus_strobe = 1'b0;
reg            bus_write = 1'b0;
reg  [15:0]    bus_address = 16'd0;
reg  [31:0]    bus_data_in = 32'd0;
wire [31:0]    bus_data_out;
wire           bus_acknowledge;
reg            image_valid = 1'b0;
wire           image_ready;
reg  [7:0]     image_label = 8'd0;
reg            pixel_valid = 1'b0;
reg            pixel_last = 1'b0;
wire           pixel_ready;
reg  [8*V-1:0] pixels = {8 * V{1'b0}};
wire           result_valid;
reg            result_ready = 1'b1;
wire [7:0]     result_winner;
wire [7:0]     result_label;
wire           result_correct;
wire           result_learned;
wire [7:0]     result_margin;
wire [6:0]     result_step;

apical dut (
  .clock          (clock),
  .reset          (reset),
  .bus_cycle      (bus_cycle),
  .bus_strobe     (bus_strobe),
  .bus_write      (bus_write),
  .bus_address    (bus_address),
  .bus_data_in    (bus_data_in),
  .bus_data_out   (bus_data_out),
  .bus_acknowledge(bus_acknowledge),
  .image_valid    (image_valid),
  .image_ready    (image_ready),
  .image_label    (image_label),
  .pixel_valid    (pixel_valid),
  .pixel_last     (pixel_last),
  .pixel_ready    (pixel_ready),
  .pixels         (pixels),
  .result_valid   (result_valid),
  .result_ready   (result_ready),
  .result_winner  (result_winner),
  .result_label   (result_label),
  .result_correct (result_correct),
  .result_learned (result_learned),
  .result_margin  (result_margin),
  .result_step    (result_step)
);

always #5 clock = !clock;

integer errors = 0;
// One cycle in so many, drawn at random, the host is late; 0: never.
integer lateness = 0;
integer seed = 1;

// The word of a location, and one value that a test looks at.
reg [4095:0] load_value;
reg [31:0]   value;

function late;
  input integer unused;
  late = lateness > 0 && ($random(seed) & 32'h7FFF_FFFF) % 100 < lateness;
endfunction

// Cycles since the processor last answered.
integer silence = 0;

task tick;
  begin
    @(posedge clock);
    #1;
    silence = silence + 1;
    if (silence == 100000) begin
      errors = errors + 1;
      $display("%0t: the processor does not answer, state %0d, %0d differences", $time, dut.state, errors);
      $finish;
    end
  end
endtask

task fail;
  input [8*48-1:0] what;
  input integer expected;
  input integer found;
  begin
    errors = errors + 1;
    if (errors <= 20) $display("%0t: %0s: expected %0d (%h), found %0d (%h)", $time, what, expected, expected, found, found);
  end
endtask

task check;
  input [8*48-1:0] what;
  input integer expected;
  input integer found;
  if (expected !== found) fail(what, expected, found);
endtask

task do_reset;
  begin
    reset = 1'b1;
    tick;
    tick;
    reset = 1'b0;
  end
endtask

// One access of the bus.
task access;
  input        write;
  input [15:0] address;
  input [31:0] data;
  begin
    bus_cycle   = 1'b1;
    bus_strobe  = 1'b1;
    bus_write   = write;
    bus_address = address;
    bus_data_in = data;
    tick;
    while (!bus_acknowledge) tick;
    silence     = 0;
    value       = bus_data_out;
    bus_cycle   = 1'b0;
    bus_strobe  = 1'b0;
    tick;
  end
endtask

task write_register;
  input [15:0] address;
  input [31:0] data;
  access(1'b1, address, data);
endtask

task read_register;
  input [15:0] address;
  access(1'b0, address, 32'd0);
endtask

task load_location;
  input integer space;
  input integer layer_from_one;
  input integer number;
  input integer word;
  begin
    write_register(LOAD_SPACE, space << LOAD_SPACE_SPACE_BIT | layer_from_one << LOAD_SPACE_LAYER_BIT
                   | number << LOAD_SPACE_NUMBER_BIT);
    write_register(LOAD_ADDRESS, word);
  end
endtask

// Writes the next word of `parts` times 32 bits from load_value.
task load_write_word;
  input integer parts;
  integer part;
  for (part = 0; part < parts; part = part + 1) write_register(LOAD_DATA, load_value[32*part +: 32]);
endtask

// Reads it into load_value.
task load_read_word;
  input integer parts;
  integer part;
  begin
    load_value = {4096{1'b0}};
    for (part = 0; part < parts; part = part + 1) begin
      read_register(LOAD_DATA);
      load_value[32*part +: 32] = value;
    end
  end
endtask

function integer ceiling;
  input integer count;
  input integer each;
  ceiling = (count + each - 1) / each;
endfunction

function integer layer_inputs;
  input integer layer;
  layer_inputs = INPUTS[32*layer +: 32];
endfunction

function integer layer_neurons;
  input integer layer;
  layer_neurons = NEURONS[32*layer +: 32];
endfunction

// Row banks that exist.
function integer layer_banks;
  input integer layer;
  layer_banks = BANKS[32*layer +: 32] < INPUTS[32*layer +: 32] ? BANKS[32*layer +: 32] : INPUTS[32*layer +: 32];
endfunction

task wait_until_idle;
  begin
    tick;
    while (dut.state != 3'd0) tick;
  end
endtask

// Pixels of the image that is sent.
reg [7:0] image [0:16383];
// Groups that are sent of it; another number than GROUPS is a protocol error.
integer image_groups = GROUPS;

function [8*V-1:0] pixel_group;
  input integer group;
  integer k;
  begin
    pixel_group = {8 * V{1'b0}};
    for (k = 0; k < V; k = k + 1)
      if (group * V + k < VALUES) pixel_group[8*k +: 8] = image[group*V+k];
      else pixel_group[8*k +: 8] = $random(seed);
  end
endfunction

// Sends one image; returns when its last pixels were taken.
task send_image;
  input [7:0] label;
  integer group;
  reg     taken;
  begin
    image_label = label;
    taken = 1'b0;
    while (!taken) begin
      image_valid = !late(0);
      @(negedge clock) taken = image_valid && image_ready;
      tick;
    end
    image_valid = 1'b0;
    group = 0;
    while (group < image_groups) begin
      pixels      = pixel_group(group);
      pixel_valid = !late(0);
      // What is not valid counts for nothing.
      pixel_last  = !pixel_valid || group == image_groups - 1;
      if (!pixel_valid) pixels = {V{8'hA5}};
      @(negedge clock) taken = pixel_valid && pixel_ready;
      tick;
      if (taken) begin
        group   = group + 1;
        silence = 0;
      end
    end
    pixel_valid = 1'b0;
    pixel_last  = 1'b0;
  end
endtask
