//! A network as one C99 header.

mod contract;
mod front_end;
mod network;

use alloc::format;
use alloc::string::String;

use super::ExportError;
use super::contract::Contract;
use super::source::{Input, Stored, identifier, is_packed, numbers};
use super::tables::{Tables, bit_bytes, shortened, stack};
use crate::{Config, State};
use contract::contract;
use front_end::front_end;
use network::{inference, layer_function};

/// A self-contained C99 header: sizes, biases, weights (two a byte if they have up to 4 bits) and
/// `uint8_t NAME_infer(const uint8_t *values)`, which takes raw values and has the front end in it. Every name in it begins with `name`; characters that C does not
/// allow become underscores, and `model_` is put before a name that does not begin with a letter or had such
/// characters.
///
/// # Errors
/// If the state is not valid.
pub fn c_header(state: &State, name: &str) -> Result<String, ExportError> {
    c_header_with(state, name, &Contract::default())
}

/// [`c_header`] with names of the classes and a function, `NAME_prepare_features` or `NAME_prepare_pixels`, that makes the raw values of
/// what was measured.
///
/// # Errors
/// If the state is not valid, or the contract is not one of such a network.
pub fn c_header_with(state: &State, name: &str, contract: &Contract) -> Result<String, ExportError> {
    state.validate()?;
    contract.check(&state.config)?;
    let name = identifier(name);
    let capital = name.to_ascii_uppercase();
    let mut text = preamble(&state.config, &name, &capital);
    text += &self::contract(contract, &name, &capital);
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
    let input = Input::of(&state.config);
    if input == Input::Bits {
        text += &front_end(&Tables::new(&state.config), &name, &capital);
    }
    text += &layer_function(&name, state.config.format, input);
    text += &inference(&state.config, &name, &capital, input);
    Ok(text)
}

fn preamble(config: &Config, name: &str, capital: &str) -> String {
    let widest = config.layers[1..].iter().max().copied().unwrap_or(0);
    let layout = if is_packed(config.format) {
        "a row for each input, in a row a 4-bit number for each neuron, two a byte,\n * \
         the even neuron in the lower half; each row starts a byte"
    } else {
        "a row for each input, in a row a byte for each neuron"
    };
    let version = config.specification_version();
    let (described, sizes) = match Input::of(config) {
        Input::Pixels => (String::new(), String::new()),
        Input::Bits => (
            format!(
                " * Front end: {}. On the stack: {} bytes of arrays.\n",
                shortened(config),
                stack(config)
            ),
            format!(
                "#define {capital}_BITS {}\n#define {capital}_BIT_BYTES {}\n#define {capital}_BUFFER_BYTES {}\n",
                config.inputs(),
                config.inputs().div_ceil(8),
                bit_bytes(config),
            ),
        ),
    };
    format!(
        "/* {name}: a network trained with Apical (apical-core {}), specification version {version}.\n \
         * Layers {:?}, format {}.\n\
         {described} \
         * Weights: {layout}.\n \
         */\n\
         #ifndef {capital}_H\n#define {capital}_H\n\n#include <stdint.h>\n\n\
         #define {capital}_SPECIFICATION_VERSION {version}\n\
         #define {capital}_INPUTS {}\n\
         {sizes}\
         #define {capital}_CLASSES {}\n\
         #define {capital}_WIDEST_LAYER {widest}\n\n\
         /* Define it before this file is included to place the arrays in a section of your own. */\n\
         #ifndef {capital}_MEMORY\n#define {capital}_MEMORY static const\n#endif\n\n",
        env!("CARGO_PKG_VERSION"),
        config.layers,
        config.format,
        config.raw_inputs(),
        config.classes(),
    )
}
