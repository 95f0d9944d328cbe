//! A network as one Rust source file.

mod contract;
mod front_end;
mod network;

use alloc::format;
use alloc::string::String;

use super::ExportError;
use super::contract::Contract;
use super::source::{Input, Stored, is_packed, numbers};
use super::tables::{Tables, shortened, stack};
use crate::{Config, State};
use contract::contract;
use front_end::front_end;
use network::{inference, layer_function};

/// A Rust module without dependencies, for `no_std` too: sizes, biases, weights (two a byte if they have up to 4
/// bits), `potentials` and `infer`. For `mod model;` or `include!`.
///
/// # Errors
/// If the state is not valid.
pub fn rust_source(state: &State) -> Result<String, ExportError> {
    rust_source_with(state, &Contract::default())
}

/// [`rust_source`] with names of the classes and a function, `prepare_features` or `prepare_pixels`, that makes the raw values of what
/// was measured.
///
/// # Errors
/// If the state is not valid, or the contract is not one of such a network.
pub fn rust_source_with(state: &State, contract: &Contract) -> Result<String, ExportError> {
    state.validate()?;
    contract.check(&state.config)?;
    let config = &state.config;
    let mut text = preamble(config);
    text += &self::contract(contract);
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
    let input = Input::of(config);
    if input == Input::Bits {
        text += &front_end(&Tables::new(config));
    }
    text += &layer_function(config.format, input);
    text += &inference(config, input);
    Ok(text)
}

fn preamble(config: &Config) -> String {
    let layout = if is_packed(config.format) {
        "a row for each input, in a row a 4-bit number for each neuron, two a\n\
         // byte, the even neuron in the lower half; each row starts a byte"
    } else {
        "a row for each input, in a row a byte for each neuron"
    };
    let version = config.specification_version();
    let (described, values, sizes) = match Input::of(config) {
        Input::Pixels => (String::new(), "Pixels", String::new()),
        Input::Bits => (
            format!(
                "// Front end: {}. On the stack: {} bytes of arrays.\n",
                shortened(config),
                stack(config)
            ),
            "Raw values",
            format!(
                "/// Bytes of the input bits that the front end makes of them.\n\
                 pub const BIT_BYTES: usize = {};\n",
                config.inputs().div_ceil(8),
            ),
        ),
    };
    format!(
        "// A network trained with Apical (apical-core {}), specification version {version}.\n\
         // Layers {:?}, format {}.\n\
         {described}\
         // Weights: {layout}.\n\n\
         /// Version of the specification that the numbers follow.\n\
         pub const SPECIFICATION_VERSION: u32 = {version};\n\
         /// {values} of an image.\n\
         pub const INPUTS: usize = {};\n\
         {sizes}\
         /// Number of classes.\n\
         pub const CLASSES: usize = {};\n\n",
        env!("CARGO_PKG_VERSION"),
        config.layers,
        config.format,
        config.raw_inputs(),
        config.classes(),
    )
}
