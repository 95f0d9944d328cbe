//! A processor.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apical_chip::design::Design;
use apical_chip::organisation::{
    Dataflow, Feedback, LayerOrganisation, MemoryArray, MemoryOrder, Ports, WordShape,
};
use apical_report::{Align, Table};
use serde::Serialize;

use crate::output::FORMAT_VERSION;

/// What `preset show PRESET --json` prints. Area and leakage are modelled.
#[derive(Serialize)]
pub(super) struct ProcessorReport {
    format_version: u32,
    kind: &'static str,
    name: String,
    summary: String,
    technology: String,
    supply_v: f64,
    clock_mhz: f64,
    /// Sizes: inputs, then neurons of each layer.
    network: Vec<u32>,
    format: String,
    dataflow: &'static str,
    feedback: &'static str,
    pixels_per_cycle: u32,
    /// Null without a queue.
    queue_words: Option<u32>,
    search_neurons_per_cycle: u32,
    layers: Vec<Layer>,
    memory_bits: u64,
    gate_equivalents: f64,
    area_mm2: f64,
    area_mm2_breakdown: BTreeMap<&'static str, f64>,
    /// At the preset's supply.
    leakage_mw: f64,
    /// Blocks in the order of reports.
    #[serde(skip)]
    blocks: Vec<(&'static str, f64)>,
}

#[derive(Serialize)]
struct Layer {
    inputs: u32,
    neurons: u32,
    inputs_per_cycle: u32,
    weights: Memories,
    /// Null where a weight word holds them too.
    accumulators: Option<Memories>,
}

#[derive(Serialize)]
struct Memories {
    memories: u32,
    words: u32,
    word_bits: u32,
    synapses_per_word: u32,
    /// Whose synapses share a word: those of one `input`, or of one `neuron`.
    order: &'static str,
    ports: u32,
    total_bits: u64,
}

impl Memories {
    fn new(shape: WordShape, array: MemoryArray) -> Self {
        Self {
            memories: array.memories,
            words: array.words,
            word_bits: array.bits,
            synapses_per_word: shape.synapses,
            order: match shape.order {
                MemoryOrder::Input => "input",
                MemoryOrder::Neuron => "neuron",
            },
            ports: match shape.ports {
                Ports::One => 1,
                Ports::Two => 2,
            },
            total_bits: array.total_bits(),
        }
    }
}

impl Layer {
    fn new(layer: &LayerOrganisation) -> Self {
        let accumulators = layer.accumulators.zip(layer.accumulator_array());
        Self {
            inputs: layer.inputs,
            neurons: layer.neurons,
            inputs_per_cycle: layer.inputs_per_cycle,
            weights: Memories::new(layer.weights, layer.weight_array()),
            accumulators: accumulators.map(|(shape, array)| Memories::new(shape, array)),
        }
    }
}

impl ProcessorReport {
    pub(super) fn new(design: &Design) -> Self {
        let (preset, area) = (design.preset(), design.area());
        let organisation = &preset.organisation;
        let layers = &organisation.layers;
        let blocks: Vec<_> = area.blocks.iter().map(|(block, area)| (block.name(), area.value())).collect();
        let inputs = layers.first().map(|layer| layer.inputs);
        Self {
            format_version: FORMAT_VERSION,
            kind: "preset",
            name: preset.name.clone(),
            summary: preset.summary.clone(),
            technology: preset.technology.clone(),
            supply_v: preset.supply.value(),
            clock_mhz: preset.clock.megahertz(),
            network: inputs.into_iter().chain(layers.iter().map(|layer| layer.neurons)).collect(),
            format: organisation.format.to_string(),
            dataflow: match organisation.dataflow {
                Dataflow::Dense => "dense",
                Dataflow::Event => "event",
            },
            feedback: match organisation.feedback {
                Feedback::Spikes => "spikes",
                Feedback::Backpropagation => "backpropagation",
            },
            pixels_per_cycle: organisation.pixels_per_cycle,
            queue_words: (organisation.dataflow == Dataflow::Event).then_some(organisation.queue_words),
            search_neurons_per_cycle: organisation.search_neurons_per_cycle,
            layers: layers.iter().map(Layer::new).collect(),
            memory_bits: area.memory_bits,
            gate_equivalents: area.gate_equivalents,
            area_mm2: area.total().value(),
            area_mm2_breakdown: blocks.iter().copied().collect(),
            leakage_mw: design.energy().leakage().milliwatts(),
            blocks,
        }
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.summary(&mut text);
        let _ = write!(text, "\n{}\n{}", self.memories(), self.areas());
        text + "\nArea and leakage are modelled. The file itself: --toml.\n"
    }

    fn summary(&self, text: &mut String) -> std::fmt::Result {
        let sizes: Vec<String> = self.network.iter().map(ToString::to_string).collect();
        writeln!(text, "{}: {}\n", self.name, self.summary)?;
        writeln!(text, "network     {}, {}", sizes.join("-"), self.format)?;
        writeln!(
            text,
            "operates at {:.2} V, {:.2} MHz; technology {}",
            self.supply_v, self.clock_mhz, self.technology
        )?;
        writeln!(text, "dataflow    {}; feedback by {}", self.dataflow, self.feedback)?;
        let queue = match self.queue_words {
            Some(words) => format!("; queue of {words} words"),
            None => String::new(),
        };
        writeln!(
            text,
            "a cycle     {} pixels encoded{queue}; {} output neurons compared",
            self.pixels_per_cycle, self.search_neurons_per_cycle
        )?;
        let inputs: Vec<String> =
            self.layers.iter().map(|layer| layer.inputs_per_cycle.to_string()).collect();
        writeln!(text, "            {} inputs taken in, layer by layer", inputs.join(", "))?;
        writeln!(
            text,
            "logic       {:.0} k gate equivalents; leakage {:.3} mW at {:.2} V",
            self.gate_equivalents / 1000.0,
            self.leakage_mw,
            self.supply_v
        )
    }

    fn memories(&self) -> Table {
        let mut table = Table::new(&[
            ("layer", Align::Right),
            ("memory", Align::Left),
            ("number", Align::Right),
            ("words", Align::Right),
            ("bits", Align::Right),
            ("ports", Align::Right),
            ("a word holds synapses of", Align::Left),
            ("KiB in all", Align::Right),
        ]);
        let kibibytes = |bits: u64| format!("{:.1}", bits as f64 / 8192.0);
        for (index, layer) in self.layers.iter().enumerate() {
            let weights = if layer.accumulators.is_some() { "weights" } else { "weights, accumulators" };
            let both = [(weights, Some(&layer.weights)), ("accumulators", layer.accumulators.as_ref())];
            for (name, memory) in both {
                let Some(memory) = memory else { continue };
                let many = if memory.order == "input" { "neurons" } else { "inputs" };
                table.row([
                    (index + 1).to_string(),
                    name.to_owned(),
                    memory.memories.to_string(),
                    memory.words.to_string(),
                    memory.word_bits.to_string(),
                    memory.ports.to_string(),
                    format!("1 {}, {} {many}", memory.order, memory.synapses_per_word),
                    kibibytes(memory.total_bits),
                ]);
            }
        }
        let mut total = vec![String::new(); 7];
        total[1] = "total".to_owned();
        total.push(kibibytes(self.memory_bits));
        table.row(total);
        table
    }

    fn areas(&self) -> Table {
        let mut table = Table::new(&[("area by block", Align::Left), ("mm²", Align::Right)]);
        for (block, area) in &self.blocks {
            table.row([(*block).to_owned(), format!("{area:.3}")]);
        }
        table.row(["total".to_owned(), format!("{:.3}", self.area_mm2)]);
        table
    }
}
