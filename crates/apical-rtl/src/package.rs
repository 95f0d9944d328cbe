//! The SystemVerilog package with the parameters of a machine, which the RTL is compiled with.

use std::fmt::Write as _;

use apical_chip::organisation::{
    Dataflow, Feedback, FrontEndOrganisation, LayerOrganisation, LevelUnits, MemoryOrder, Organisation,
    Ports, RetinaUnits, WordShape,
};
use apical_chip::preset::Preset;
use apical_core::front_end::{Code, FrontEnd, Levels, Retina, RetinaInput};
use apical_core::{Config, ConfigError};

use crate::RtlError;

/// The package of a preset: what `rtl/generated/apical_package.sv` holds for the preset `apical`.
///
/// # Errors
/// If the RTL describes no such machine.
pub fn of_preset(preset: &Preset) -> Result<String, RtlError> {
    of_organisation(&preset.organisation, &format!("Preset `{}`", preset.name))
}

/// The package of an organisation, with a name for its head: a line without a full stop.
///
/// # Errors
/// If the organisation is impossible, or the RTL describes no such machine.
pub fn of_organisation(organisation: &Organisation, name: &str) -> Result<String, RtlError> {
    check(organisation)?;
    // Writing to a String cannot fail.
    let mut text = String::new();
    let _ = write(&mut text, organisation, name);
    Ok(text)
}

/// The organisation that the RTL has for a network: that of the preset `apical`, or another one, sized for it.
///
/// # Errors
/// If no such organisation is possible, or the RTL describes no such machine.
pub fn sized_for(like: &Organisation, config: &Config) -> Result<Organisation, RtlError> {
    let organisation = like.sized_for(config);
    check(&organisation)?;
    Ok(organisation)
}

/// Whether two packages describe the same machine: comments do not matter.
#[must_use]
pub fn equal(a: &str, b: &str) -> bool {
    let lines = |text: &str| -> Vec<String> {
        let code = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        code.map(str::to_owned).collect()
    };
    lines(a) == lines(b)
}

/// Checks that the RTL describes a machine of the kind.
///
/// # Errors
/// The first field that has another value than the RTL's.
pub fn check(organisation: &Organisation) -> Result<(), RtlError> {
    organisation.validate()?;
    let unsupported =
        |field: &str, message: &str| RtlError::Unsupported { field: field.into(), message: message.into() };
    if organisation.dataflow != Dataflow::Event {
        return Err(unsupported("dataflow.kind", "it is event-driven"));
    }
    if organisation.feedback != Feedback::Spikes {
        return Err(unsupported("dataflow.feedback", "its feedback is spikes"));
    }
    for (index, layer) in organisation.layers.iter().enumerate() {
        if layer.accumulators.is_none() {
            let field = format!("layers.{index}.accumulators");
            return Err(unsupported(&field, "accumulators have memories of their own"));
        }
        if layer.weights.ports != Ports::One {
            let field = format!("layers.{index}.weights.ports");
            return Err(unsupported(&field, "weight memories have one port"));
        }
    }
    Ok(())
}

fn write(text: &mut String, organisation: &Organisation, name: &str) -> std::fmt::Result {
    let layers = &organisation.layers;
    let inputs = layers.first().map(|layer| layer.inputs);
    let sizes = inputs.into_iter().chain(layers.iter().map(|layer| layer.neurons));
    let network = sizes.map(|size| size.to_string()).collect::<Vec<_>>().join("-");
    let format = organisation.format;
    writeln!(
        text,
        "// SPDX-License-Identifier: Apache-2.0\n//\n\
         // Parameters of the processor. Written by `cargo xtask rtl --generate`; do not edit.\n\
         // {name}: {network} in {format}.\n\npackage apical_package;"
    )?;
    let scalars = [
        ("Layers of neurons.", "LAYERS", layers.len() as u32),
        ("Bits of a weight.", "WEIGHT_BITS", format.weight_bits()),
        ("Bits of an accumulator.", "ACCUMULATOR_BITS", format.accumulator_bits()),
        (
            "Pixels, or bits of a front end, that the encoder takes a cycle.",
            "PIXELS_PER_CYCLE",
            organisation.pixels_per_cycle,
        ),
        ("Spike words in the event queue.", "QUEUE_WORDS", organisation.queue_words),
        (
            "Output neurons that the winner search compares a cycle.",
            "SEARCH_NEURONS",
            organisation.search_neurons_per_cycle,
        ),
    ];
    for (comment, parameter, value) in scalars.into_iter().chain(front_end(organisation)) {
        writeln!(text, "  // {comment}\n  localparam {parameter} = {value};")?;
    }
    writeln!(text, "\n  // One value of 32 bits a layer, layer 1 in the lowest bits.")?;
    for (comment, parameter, value) in vectors() {
        let values = layers.iter().rev().map(|layer| format!("32'd{}", value(layer)));
        let values = values.collect::<Vec<_>>().join(", ");
        writeln!(text, "  // {comment}\n  localparam [32*LAYERS-1:0] {parameter} = {{{values}}};")?;
    }
    writeln!(text, "endpackage")
}

/// Comment, name and value of the parameters of a front end; what describes levels and a retina is 0 where there is none.
fn front_end(organisation: &Organisation) -> [(&'static str, &'static str, u32); 14] {
    let units = organisation.front_end.as_ref();
    let makes_bits = organisation.makes_bits();
    let levels = |of: fn(&LevelUnits) -> u32| units.and_then(|units| units.levels.as_ref()).map_or(0, of);
    let retina = |of: fn(&RetinaUnits) -> u32| units.and_then(|units| units.retina.as_ref()).map_or(0, of);
    let inputs = organisation.layers.first().map_or(0, |layer| layer.inputs);
    let values = units.filter(|_| makes_bits).map_or(inputs, |units| units.values);
    [
        (
            "Version of the specification that the machine needs.",
            "SPECIFICATION_VERSION",
            organisation.specification_version(),
        ),
        (
            "Before the encoder: 0 nothing, 1 pixels can be inverted, 2 raw values become bits.",
            "FRONT_END",
            units.map_or(0, |_| 1 + u32::from(makes_bits)),
        ),
        ("Pixels or raw values of an image.", "VALUES", values),
        (
            "Pixels or raw values of a group of the pixel stream.",
            "VALUES_PER_CYCLE",
            organisation.values_per_cycle(),
        ),
        ("Levels of a raw value.", "LEVELS", levels(|units| units.levels)),
        ("Their thresholds: 0 the same for all values, 1 own ones of each.", "LEVELS_OWN", {
            levels(|units| units.own_thresholds.into())
        }),
        ("Columns of the retina's picture.", "RETINA_WIDTH", retina(|units| units.width)),
        ("Its rows.", "RETINA_HEIGHT", retina(|units| units.height)),
        ("Side of the filters.", "RETINA_KERNEL", retina(|units| units.kernel)),
        ("Angles of the filters.", "RETINA_ANGLES", retina(|units| units.angles)),
        ("Pixels from one position to the next.", "RETINA_STRIDE", retina(|units| units.stride)),
        ("Positions of a field in each direction.", "RETINA_POOL", retina(|units| units.pool)),
        ("Bits of a value that the filters see: 8, or 1 of spikes.", "RETINA_VALUE_BITS", {
            retina(|units| units.value_bits)
        }),
        ("Positions filtered a cycle.", "RETINA_POSITIONS", retina(|units| units.positions_per_cycle)),
    ]
}

/// Comment, name and value of a parameter of a layer.
type Vector = (&'static str, &'static str, fn(&LayerOrganisation) -> u32);

/// Parameters of which each layer has its own.
fn vectors() -> [Vector; 9] {
    [
        ("Inputs: neurons of the layer before, pixels for layer 1.", "INPUTS", |layer| layer.inputs),
        ("Neurons.", "NEURONS", |layer| layer.neurons),
        ("Row banks, which is inputs taken in a cycle.", "BANKS", |layer| layer.inputs_per_cycle),
        ("Neurons that share a weight word.", "WEIGHT_SYNAPSES", |layer| layer.weights.synapses),
        ("Bits of a weight word.", "WEIGHT_WORD_BITS", |layer| layer.weights.bits),
        (
            "Accumulator words hold: 0 neighbouring inputs of one neuron, 1 neighbouring neurons of one input.",
            "ACCUMULATOR_INPUT_ORDER",
            |layer| accumulators(layer, |shape| u32::from(shape.order == MemoryOrder::Input)),
        ),
        ("Synapses that share an accumulator word.", "ACCUMULATOR_SYNAPSES", |layer| {
            accumulators(layer, |shape| shape.synapses)
        }),
        ("Bits of an accumulator word.", "ACCUMULATOR_WORD_BITS", |layer| {
            accumulators(layer, |shape| shape.bits)
        }),
        (
            "Ports of the accumulator memories: 1, or 2 (one to read, one to write).",
            "ACCUMULATOR_PORTS",
            |layer| accumulators(layer, |shape| 1 + u32::from(shape.ports == Ports::Two)),
        ),
    ]
}

fn accumulators(layer: &LayerOrganisation, value: fn(&WordShape) -> u32) -> u32 {
    layer.accumulators.as_ref().map_or(0, value)
}

/// Parameters of the small machine of `rtl/generated/small`: a preset, but for its name.
const SMALL: &str = r#"
format_version = 1
name = "small"
summary = "for test benches"
technology = "65nm"
supply = "0.8 V"
clock = "20 MHz"
network = { layers = [16, 6, 4, 3], format = "w4g8" }
dataflow = { kind = "event", feedback = "spikes" }
encoder = { pixels_per_cycle = 4 }
queue = { words = 2 }
search = { neurons_per_cycle = 2 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 4, word_bits = 16, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 4, word_bits = 32, ports = 1 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 4, word_bits = 16, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 4, word_bits = 32, ports = 1 }

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 3, word_bits = 12, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 4, word_bits = 32, ports = 1 }
"#;

fn machine(preset: &str) -> Result<Organisation, RtlError> {
    Preset::parse(preset)
        .map(|preset| preset.organisation)
        .map_err(|error| RtlError::Answer(error.to_string()))
}

/// The machine that test benches of single blocks and of the bus run on.
///
/// # Errors
/// Never: it is a constant, and a test reads it.
pub fn small_machine() -> Result<Organisation, RtlError> {
    machine(SMALL)
}

/// The package of the small machine: what `rtl/generated/small/apical_package.sv` holds.
///
/// # Errors
/// Never, as [`small_machine`].
pub fn small() -> Result<String, RtlError> {
    of_organisation(&small_machine()?, "Small network for tests")
}

/// Levels with own thresholds and a retina of spikes, for pictures of 4 x 3: what stands in front of [`small_retina_machine`].
#[must_use]
pub fn small_front_end() -> FrontEnd {
    let retina = Retina {
        width: 4,
        height: 3,
        kernel: 3,
        angles: 2,
        stride: 1,
        pool: 3,
        input: RetinaInput::Spikes(9),
        edge_threshold: 2,
        bar_threshold: 2,
    };
    let thresholds = (0..12).map(|value| 80 + value).collect();
    let levels = Levels { inputs: 12, levels: 1, code: Code::Thermometer, thresholds };
    FrontEnd { inverted: false, levels: Some(levels), retina: Some(retina) }
}

/// The small machine behind it: for test benches of the bus, and for lint.
///
/// # Errors
/// Never, as [`small_machine`].
pub fn small_retina_machine() -> Result<Organisation, RtlError> {
    let front_end = small_front_end();
    let failed = |error: ConfigError| RtlError::Answer(error.to_string());
    let mut config = Config::new(vec![front_end.bits().unwrap_or(1), 6, 4, 3]).map_err(failed)?;
    config.front_end = front_end;
    let organisation = sized_for(&small_machine()?, &config)?;
    let units = FrontEndOrganisation::new(&config.front_end, 0, 2, 3);
    Ok(Organisation { front_end: units, ..organisation })
}

/// Its package: what `rtl/generated/small_retina/apical_package.sv` holds.
///
/// # Errors
/// Never, as [`small_machine`].
pub fn small_retina() -> Result<String, RtlError> {
    of_organisation(&small_retina_machine()?, "Small network behind levels and a retina, for tests")
}

/// The machine for boards with an ECP5-85F, from `rtl/fpga/ecp5.toml`.
///
/// # Errors
/// Never: it is a constant, and a test reads it.
pub fn ecp5_machine() -> Result<Organisation, RtlError> {
    machine(include_str!("../rtl/fpga/ecp5.toml"))
}

/// Its package: what `rtl/generated/ecp5/apical_package.sv` holds.
///
/// # Errors
/// Never, as [`ecp5_machine`].
pub fn ecp5() -> Result<String, RtlError> {
    of_organisation(&ecp5_machine()?, "Machine for an ECP5 with 84 k LUTs")
}
