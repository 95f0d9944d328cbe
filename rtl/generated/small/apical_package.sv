// SPDX-License-Identifier: Apache-2.0
//
// Parameters of the processor. Written by `cargo xtask rtl --generate`; do not edit.
// Small network for tests: 16-6-4-3 in w4g8.

package apical_package;
  // Layers of neurons.
  localparam LAYERS = 3;
  // Bits of a weight.
  localparam WEIGHT_BITS = 4;
  // Bits of an accumulator.
  localparam ACCUMULATOR_BITS = 8;
  // Pixels, or bits of a front end, that the encoder takes a cycle.
  localparam PIXELS_PER_CYCLE = 4;
  // Spike words in the event queue.
  localparam QUEUE_WORDS = 2;
  // Output neurons that the winner search compares a cycle.
  localparam SEARCH_NEURONS = 2;
  // Version of the specification that the machine needs.
  localparam SPECIFICATION_VERSION = 1;
  // Before the encoder: 0 nothing, 1 pixels can be inverted, 2 raw values become bits.
  localparam FRONT_END = 0;
  // Pixels or raw values of an image.
  localparam VALUES = 16;
  // Pixels or raw values of a group of the pixel stream.
  localparam VALUES_PER_CYCLE = 4;
  // Levels of a raw value.
  localparam LEVELS = 0;
  // Their thresholds: 0 the same for all values, 1 own ones of each.
  localparam LEVELS_OWN = 0;
  // Columns of the retina's picture.
  localparam RETINA_WIDTH = 0;
  // Its rows.
  localparam RETINA_HEIGHT = 0;
  // Side of the filters.
  localparam RETINA_KERNEL = 0;
  // Angles of the filters.
  localparam RETINA_ANGLES = 0;
  // Pixels from one position to the next.
  localparam RETINA_STRIDE = 0;
  // Positions of a field in each direction.
  localparam RETINA_POOL = 0;
  // Bits of a value that the filters see: 8, or 1 of spikes.
  localparam RETINA_VALUE_BITS = 0;
  // Positions filtered a cycle.
  localparam RETINA_POSITIONS = 0;

  // One value of 32 bits a layer, layer 1 in the lowest bits.
  // Inputs: neurons of the layer before, pixels for layer 1.
  localparam [32*LAYERS-1:0] INPUTS = {32'd4, 32'd6, 32'd16};
  // Neurons.
  localparam [32*LAYERS-1:0] NEURONS = {32'd3, 32'd4, 32'd6};
  // Row banks, which is inputs taken in a cycle.
  localparam [32*LAYERS-1:0] BANKS = {32'd2, 32'd2, 32'd2};
  // Neurons that share a weight word.
  localparam [32*LAYERS-1:0] WEIGHT_SYNAPSES = {32'd3, 32'd4, 32'd4};
  // Bits of a weight word.
  localparam [32*LAYERS-1:0] WEIGHT_WORD_BITS = {32'd12, 32'd16, 32'd16};
  // Accumulator words hold: 0 neighbouring inputs of one neuron, 1 neighbouring neurons of one input.
  localparam [32*LAYERS-1:0] ACCUMULATOR_INPUT_ORDER = {32'd0, 32'd0, 32'd0};
  // Synapses that share an accumulator word.
  localparam [32*LAYERS-1:0] ACCUMULATOR_SYNAPSES = {32'd4, 32'd4, 32'd4};
  // Bits of an accumulator word.
  localparam [32*LAYERS-1:0] ACCUMULATOR_WORD_BITS = {32'd32, 32'd32, 32'd32};
  // Ports of the accumulator memories: 1, or 2 (one to read, one to write).
  localparam [32*LAYERS-1:0] ACCUMULATOR_PORTS = {32'd1, 32'd1, 32'd1};
endpackage
