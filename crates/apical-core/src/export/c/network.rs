//! Layers and inference in C.

use alloc::format;
use alloc::string::String;

use super::super::source::{Input, is_packed};
use crate::{Config, Format};

pub(super) fn layer_function(name: &str, format: Format, input: Input) -> String {
    let (stored, step, read) = if is_packed(format) {
        (
            "uint8_t",
            "(neurons + 1u) / 2u",
            "int32_t weight = neuron % 2u ? weights[neuron / 2u] >> 4 : weights[neuron / 2u] & 15;\n            \
             /* From 4-bit two's complement. */\n            \
             potentials[neuron] += (weight ^ 8) - 8;",
        )
    } else {
        ("int8_t", "neurons", "potentials[neuron] += weights[neuron];")
    };
    let (which, parameters, silent) = match input {
        Input::Pixels => (
            "inputs of at least `threshold`",
            "const uint8_t *inputs,\n    uint8_t threshold,",
            "inputs[input] < threshold",
        ),
        Input::Bits => (
            "input bits that are set",
            "const uint8_t *bits,\n   ",
            "((uint32_t)bits[input / 8u] >> (input % 8u) & 1u) == 0",
        ),
    };
    format!(
        "/* Potential of every neuron: its bias plus the weights of the {which}. */\n\
         static inline void {name}_layer(const {stored} *weights, const int8_t *bias, {parameters} \
         uint32_t input_count, uint32_t neurons, int32_t *potentials)\n\
         {{\n    \
         for (uint32_t neuron = 0; neuron < neurons; neuron++) {{\n        \
         potentials[neuron] = bias[neuron];\n    }}\n    \
         for (uint32_t input = 0; input < input_count; input++, weights += {step}) {{\n        \
         if ({silent}) {{\n            continue;\n        }}\n        \
         for (uint32_t neuron = 0; neuron < neurons; neuron++) {{\n            \
         {read}\n        }}\n    }}\n}}\n\n",
    )
}

pub(super) fn inference(config: &Config, name: &str, capital: &str, input: Input) -> String {
    let values = input.values();
    let (comment, buffers) = match input {
        Input::Pixels => (", 0 background to 255 ink", format!("uint8_t spikes[{capital}_WIDEST_LAYER];\n")),
        Input::Bits => {
            ("", format!("uint8_t bits[{capital}_BUFFER_BYTES];\n    {name}_encode(values, bits);\n"))
        }
    };
    format!(
        "/* Potentials of the {capital}_CLASSES output neurons for {capital}_INPUTS {values}. */\n\
         static inline void {name}_potentials(const uint8_t *{values}, int32_t *output)\n{{\n    \
         int32_t potentials[{capital}_WIDEST_LAYER];\n    \
         {buffers}{layers}}}\n\n\
         /* Class of an image of {capital}_INPUTS {values}{comment}: the output neuron of highest\n   \
         potential, of several the first. */\n\
         static inline uint8_t {name}_infer(const uint8_t *{values})\n{{\n    \
         int32_t output[{capital}_CLASSES];\n    uint32_t winner = 0;\n    \
         {name}_potentials({values}, output);\n    \
         for (uint32_t neuron = 1; neuron < {capital}_CLASSES; neuron++) {{\n        \
         if (output[neuron] > output[winner]) {{\n            winner = neuron;\n        }}\n    }}\n    \
         return (uint8_t)winner;\n}}\n\n#endif\n",
        layers = layers(config, name, input),
    )
}

/// The layers one after the other, and the spikes between them.
fn layers(config: &Config, name: &str, input: Input) -> String {
    let mut text = String::new();
    for (index, size) in config.layers.windows(2).enumerate() {
        let number = index + 1;
        let inputs = match (input, index) {
            (Input::Bits, _) => "bits",
            // A pixel spikes from 128 on; of a hidden neuron 1 is stored if it spikes.
            (Input::Pixels, 0) => "pixels, 128",
            (Input::Pixels, _) => "spikes, 1",
        };
        let output = if number == config.layer_count() { "output" } else { "potentials" };
        text += &format!(
            "    {name}_layer({name}_layer{number}_weight, {name}_layer{number}_bias, {inputs}, {}, {}, {output});\n",
            size[0], size[1]
        );
        if number == config.layer_count() {
            continue;
        }
        text += &match input {
            Input::Bits => format!("    {name}_spikes(potentials, {}, bits);\n", size[1]),
            Input::Pixels => format!(
                "    for (uint32_t neuron = 0; neuron < {}; neuron++) {{\n        \
                 spikes[neuron] = potentials[neuron] > 0;\n    }}\n",
                size[1]
            ),
        };
    }
    text
}
