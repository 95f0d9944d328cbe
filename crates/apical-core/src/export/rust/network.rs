//! Layers and inference in Rust.

use alloc::format;
use alloc::string::String;

use super::super::source::{Input, is_packed};
use crate::{Config, Format};

pub(super) fn layer_function(format: Format, input: Input) -> String {
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
    let (which, parameters, each, silent) = match input {
        Input::Pixels => (
            "inputs of at least `threshold`",
            "inputs: &[u8],\n    threshold: u8",
            format!("(row, &input) in weights.chunks_exact({row}).zip(inputs)"),
            "input < threshold",
        ),
        Input::Bits => (
            "input bits that are set",
            "bits: &[u8]",
            format!("(input, row) in weights.chunks_exact({row}).enumerate()"),
            "bits[input / 8] >> (input % 8) & 1 == 0",
        ),
    };
    format!(
        "/// Potential of every neuron: its bias plus the weights of the {which}.\n\
         fn layer<const NEURONS: usize>(\n    \
         weights: &[{stored}],\n    bias: &[i8; NEURONS],\n    {parameters},\n\
         ) -> [i32; NEURONS] {{\n    \
         let mut potentials = [0; NEURONS];\n    \
         for (potential, &bias) in potentials.iter_mut().zip(bias) {{\n        \
         *potential = i32::from(bias);\n    }}\n    \
         for {each} {{\n        \
         if {silent} {{\n            continue;\n        }}\n        \
         for (neuron, potential) in potentials.iter_mut().enumerate() {{\n            \
         {read}\n        }}\n    }}\n    \
         potentials\n}}\n\n"
    )
}

pub(super) fn inference(config: &Config, input: Input) -> String {
    let values = input.values();
    let what = match input {
        Input::Pixels => "an image, 0 background to 255 ink",
        Input::Bits => "an image",
    };
    format!(
        "/// Potentials of the output neurons.\n\
         pub fn potentials({values}: &[u8; INPUTS]) -> [i32; CLASSES] {{\n{layers}}}\n\n\
         /// Class of {what}: the output neuron of highest potential, of several the first.\n\
         pub fn infer({values}: &[u8; INPUTS]) -> u8 {{\n    \
         let potentials = potentials({values});\n    \
         let mut winner = 0;\n    \
         for (neuron, &potential) in potentials.iter().enumerate() {{\n        \
         if potential > potentials[winner] {{\n            winner = neuron;\n        }}\n    }}\n    \
         winner as u8\n}}\n",
        layers = layers(config, input),
    )
}

/// The layers one after the other, and the spikes between them.
fn layers(config: &Config, input: Input) -> String {
    let mut text = String::new();
    for number in 1..=config.layer_count() {
        let inputs = match (input, number) {
            (Input::Bits, 1) => "&encode(values)",
            (Input::Bits, _) => "&spikes",
            // A pixel spikes from 128 on; of a hidden neuron 1 is stored if it spikes.
            (Input::Pixels, 1) => "pixels, 128",
            (Input::Pixels, _) => "&spikes, 1",
        };
        let call = format!("layer(&LAYER{number}_WEIGHT, &LAYER{number}_BIAS, {inputs})");
        text += &if number == config.layer_count() {
            format!("    {call}\n")
        } else if input == Input::Bits {
            format!("    let spikes: [u8; {}] = spiking(&{call});\n", config.layers[number].div_ceil(8))
        } else {
            format!("    let spikes = {call}.map(|potential| u8::from(potential > 0));\n")
        };
    }
    text
}
