//! A network as one Rust source file.

use alloc::format;
use alloc::string::String;

use super::ExportError;
use super::source::{Stored, is_packed, numbers};
use crate::{Format, SPECIFICATION_VERSION, State};

/// A Rust module without dependencies, for `no_std` too: sizes, biases, weights (two a byte if they have up to 4
/// bits), `potentials` and `infer`. For `mod model;` or `include!`.
///
/// # Errors
/// If the state is not valid.
pub fn rust_source(state: &State) -> Result<String, ExportError> {
    super::error::check(state)?;
    let config = &state.config;
    let layout = if is_packed(config.format) {
        "a row for each input, in a row a 4-bit number for each neuron, two a\n\
         // byte, the even neuron in the lower half; each row starts a byte"
    } else {
        "a row for each input, in a row a byte for each neuron"
    };
    let mut text = format!(
        "// A network trained with Apical (apical-core {}), specification version {SPECIFICATION_VERSION}.\n\
         // Layers {:?}, format {}.\n\
         // Weights: {layout}.\n\n\
         /// Version of the specification that the numbers follow.\n\
         pub const SPECIFICATION_VERSION: u32 = {SPECIFICATION_VERSION};\n\
         /// Pixels of an image.\n\
         pub const INPUTS: usize = {};\n\
         /// Number of classes.\n\
         pub const CLASSES: usize = {};\n\n",
        env!("CARGO_PKG_VERSION"),
        config.layers,
        config.format,
        config.inputs(),
        config.classes(),
    );
    let stored = if is_packed(config.format) { "u8" } else { "i8" };
    for (index, layer) in state.network.layers.iter().enumerate() {
        let (number, neurons) = (index + 1, layer.neurons);
        let weights = Stored::new(layer, config.format);
        text += &format!(
            "// Layer {number}: {} inputs, {neurons} neurons.\n\
             #[rustfmt::skip]\nstatic LAYER{number}_BIAS: [i8; {neurons}] = [\n{}];\n\
             #[rustfmt::skip]\nstatic LAYER{number}_WEIGHT: [{stored}; {}] = [\n{}];\n\n",
            layer.inputs,
            numbers(&layer.bias_weights),
            weights.len(),
            weights.numbers(),
        );
    }
    text += &layer_function(config.format);
    text += &inference(state);
    Ok(text)
}

fn layer_function(format: Format) -> String {
    let (stored, row, read) = if is_packed(format) {
        (
            "u8",
            "NEURONS.div_ceil(2)",
            "let pair = row[neuron / 2];\n            \
             let nibble = if neuron % 2 == 0 { pair & 15 } else { pair >> 4 };\n            \
             // From 4-bit two's complement.\n            \
             *potential += (i32::from(nibble) ^ 8) - 8;",
        )
    } else {
        ("i8", "NEURONS", "*potential += i32::from(row[neuron]);")
    };
    format!(
        "/// Potential of every neuron: its bias plus the weights of the inputs of at least `threshold`.\n\
         fn layer<const NEURONS: usize>(\n    \
         weights: &[{stored}],\n    bias: &[i8; NEURONS],\n    inputs: &[u8],\n    threshold: u8,\n\
         ) -> [i32; NEURONS] {{\n    \
         let mut potentials = [0; NEURONS];\n    \
         for (potential, &bias) in potentials.iter_mut().zip(bias) {{\n        \
         *potential = i32::from(bias);\n    }}\n    \
         for (row, &input) in weights.chunks_exact({row}).zip(inputs) {{\n        \
         if input < threshold {{\n            continue;\n        }}\n        \
         for (neuron, potential) in potentials.iter_mut().enumerate() {{\n            \
         {read}\n        }}\n    }}\n    \
         potentials\n}}\n\n"
    )
}

fn inference(state: &State) -> String {
    let count = state.config.layer_count();
    let mut layers = String::new();
    let mut last = String::new();
    for number in 1..=count {
        // A pixel spikes from 128 on; of a hidden neuron 1 is stored if it spikes.
        let (inputs, threshold) = if number == 1 { ("pixels", 128) } else { ("&spikes", 1) };
        let call = format!("layer(&LAYER{number}_WEIGHT, &LAYER{number}_BIAS, {inputs}, {threshold})");
        if number < count {
            layers += &format!("    let spikes = {call}.map(|potential| u8::from(potential > 0));\n");
        } else {
            last = format!("    {call}\n");
        }
    }
    format!(
        "/// Potentials of the output neurons.\n\
         pub fn potentials(pixels: &[u8; INPUTS]) -> [i32; CLASSES] {{\n{layers}{last}}}\n\n\
         /// Class of an image, 0 background to 255 ink: the output neuron of highest potential, of several the first.\n\
         pub fn infer(pixels: &[u8; INPUTS]) -> u8 {{\n    \
         let potentials = potentials(pixels);\n    \
         let mut winner = 0;\n    \
         for (neuron, &potential) in potentials.iter().enumerate() {{\n        \
         if potential > potentials[winner] {{\n            winner = neuron;\n        }}\n    }}\n    \
         winner as u8\n}}\n",
    )
}
