//! A network as one C99 header.

use alloc::format;
use alloc::string::String;

use super::ExportError;
use super::source::{Stored, identifier, is_packed, numbers};
use crate::{Format, SPECIFICATION_VERSION, State};

/// A self-contained C99 header: sizes, biases, weights (two a byte if they have up to 4 bits) and
/// `uint8_t NAME_infer(const uint8_t *pixels)`. Every name in it begins with `name`; characters that C does not
/// allow become underscores, and `model_` is put before a name that does not begin with a letter or had such
/// characters.
///
/// # Errors
/// If the state is not valid.
pub fn c_header(state: &State, name: &str) -> Result<String, ExportError> {
    super::error::check(state)?;
    let name = identifier(name);
    let capital = name.to_ascii_uppercase();
    let mut text = preamble(state, &name, &capital);
    for (index, layer) in state.network.layers.iter().enumerate() {
        let number = index + 1;
        let weights = Stored::new(layer, state.config.format);
        let stored = if is_packed(state.config.format) { "uint8_t" } else { "int8_t" };
        text += &format!(
            "/* Layer {number}: {} inputs, {} neurons. */\n\
             {capital}_MEMORY int8_t {name}_layer{number}_bias[{}] = {{\n{}}};\n\
             {capital}_MEMORY {stored} {name}_layer{number}_weight[{}] = {{\n{}}};\n\n",
            layer.inputs,
            layer.neurons,
            layer.neurons,
            numbers(&layer.bias_weights),
            weights.len(),
            weights.numbers(),
        );
    }
    text += &layer_function(&name, state.config.format);
    text += &inference(state, &name, &capital);
    Ok(text)
}

fn preamble(state: &State, name: &str, capital: &str) -> String {
    let config = &state.config;
    let widest = config.layers[1..].iter().max().copied().unwrap_or(0);
    let layout = if is_packed(config.format) {
        "a row for each input, in a row a 4-bit number for each neuron, two a byte,\n * \
         the even neuron in the lower half; each row starts a byte"
    } else {
        "a row for each input, in a row a byte for each neuron"
    };
    format!(
        "/* {name}: a network trained with Apical (apical-core {}), specification version {SPECIFICATION_VERSION}.\n \
         * Layers {:?}, format {}.\n \
         * Weights: {layout}.\n \
         */\n\
         #ifndef {capital}_H\n#define {capital}_H\n\n#include <stdint.h>\n\n\
         #define {capital}_SPECIFICATION_VERSION {SPECIFICATION_VERSION}\n\
         #define {capital}_INPUTS {}\n\
         #define {capital}_CLASSES {}\n\
         #define {capital}_WIDEST_LAYER {widest}\n\n\
         /* Define it before this file is included to place the arrays in a section of your own. */\n\
         #ifndef {capital}_MEMORY\n#define {capital}_MEMORY static const\n#endif\n\n",
        env!("CARGO_PKG_VERSION"),
        config.layers,
        config.format,
        config.inputs(),
        config.classes(),
    )
}

fn layer_function(name: &str, format: Format) -> String {
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
    format!(
        "/* Potential of every neuron: its bias plus the weights of the inputs of at least `threshold`. */\n\
         static inline void {name}_layer(const {stored} *weights, const int8_t *bias, const uint8_t *inputs,\n    \
         uint8_t threshold, uint32_t input_count, uint32_t neurons, int32_t *potentials)\n\
         {{\n    \
         for (uint32_t neuron = 0; neuron < neurons; neuron++) {{\n        \
         potentials[neuron] = bias[neuron];\n    }}\n    \
         for (uint32_t input = 0; input < input_count; input++, weights += {step}) {{\n        \
         if (inputs[input] < threshold) {{\n            continue;\n        }}\n        \
         for (uint32_t neuron = 0; neuron < neurons; neuron++) {{\n            \
         {read}\n        }}\n    }}\n}}\n\n",
    )
}

fn inference(state: &State, name: &str, capital: &str) -> String {
    let sizes = &state.config.layers;
    let mut layers = String::new();
    for (index, size) in sizes.windows(2).enumerate() {
        let number = index + 1;
        // A pixel spikes from 128 on; of a hidden neuron 1 is stored if it spikes.
        let (inputs, threshold) = if index == 0 { ("pixels", 128) } else { ("spikes", 1) };
        let output = if number == state.config.layer_count() { "output" } else { "potentials" };
        layers += &format!(
            "    {name}_layer({name}_layer{number}_weight, {name}_layer{number}_bias, {inputs}, {threshold}, \
             {}, {}, {output});\n",
            size[0], size[1]
        );
        if output == "potentials" {
            layers += &format!(
                "    for (uint32_t neuron = 0; neuron < {}; neuron++) {{\n        \
                 spikes[neuron] = potentials[neuron] > 0;\n    }}\n",
                size[1]
            );
        }
    }
    format!(
        "/* Potentials of the {capital}_CLASSES output neurons for {capital}_INPUTS pixels. */\n\
         static inline void {name}_potentials(const uint8_t *pixels, int32_t *output)\n{{\n    \
         int32_t potentials[{capital}_WIDEST_LAYER];\n    \
         uint8_t spikes[{capital}_WIDEST_LAYER];\n{layers}}}\n\n\
         /* Class of an image of {capital}_INPUTS pixels, 0 background to 255 ink: the output neuron of highest\n   \
         potential, of several the first. */\n\
         static inline uint8_t {name}_infer(const uint8_t *pixels)\n{{\n    \
         int32_t output[{capital}_CLASSES];\n    uint32_t winner = 0;\n    \
         {name}_potentials(pixels, output);\n    \
         for (uint32_t neuron = 1; neuron < {capital}_CLASSES; neuron++) {{\n        \
         if (output[neuron] > output[winner]) {{\n            winner = neuron;\n        }}\n    }}\n    \
         return (uint8_t)winner;\n}}\n\n#endif\n",
    )
}
