//! What a processor is built of: memories, lanes, widths. Numbers of pieces, nothing about energy.

mod check;
mod front_end;
mod memory;
mod retina;
mod sums;

use apical_core::{Config, FRONT_END_VERSION, Format, MAXIMUM_NEURONS, SPECIFICATION_VERSION};
use serde::{Serialize, Serializer};

pub use check::OrganisationError;
pub use front_end::{FrontEndOrganisation, LevelUnits};
pub use memory::{MemoryArray, MemoryOrder, Ports, WordShape};
pub use retina::{Adders, RetinaUnits};
pub use sums::{SumPlan, Term};

/// A format such as `w4g8`.
fn as_text<S: Serializer>(format: &Format, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(format)
}

/// How inputs reach the neurons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Dataflow {
    /// A counter walks over all inputs, spiking or not.
    Dense,
    /// Spikes are addresses; silent inputs cost nothing.
    Event,
}

/// Where the deltas of a training image come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Feedback {
    /// The two output spikes, straight to every layer.
    Spikes,
    /// Errors multiplied back through the transposed weights. Cycles, accesses and multiplications are those of
    /// backpropagation; the numbers learned stay those of the rule.
    Backpropagation,
}

/// Which neurons' memories a dense update reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum DenseUpdateReads {
    /// Those of neurons that change.
    Changing,
    /// All, since they share one address counter; only those that change are written.
    All,
}

/// An organisation: capacities and widths of all blocks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Organisation {
    /// How inputs reach the neurons.
    pub dataflow: Dataflow,
    /// What makes bits of raw values; `None`: the encoder takes them as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub front_end: Option<FrontEndOrganisation>,
    /// Pixels, or bits of the front end, that the spike encoder takes a cycle: a power of two up to 64.
    pub pixels_per_cycle: u32,
    /// Spike words that the event queue holds; event-driven machines only.
    pub queue_words: u32,
    /// Output neurons that the winner search compares a cycle.
    pub search_neurons_per_cycle: u32,
    /// Where deltas come from.
    pub feedback: Feedback,
    /// Which memories a dense update reads.
    pub dense_update_reads: DenseUpdateReads,
    /// Widths that the lanes and memories are built for.
    #[serde(serialize_with = "as_text")]
    pub format: Format,
    /// Layers in order.
    pub layers: Vec<LayerOrganisation>,
}

/// One layer's part of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct LayerOrganisation {
    /// Inputs that there is memory for.
    pub inputs: u32,
    /// Neurons that there are.
    pub neurons: u32,
    /// Inputs taken in a cycle. Event-driven: as many row banks, by the lowest bits of the address; a power of two
    /// up to 16.
    pub inputs_per_cycle: u32,
    /// Words of the weight memories.
    pub weights: WordShape,
    /// Words of the accumulator memories. `None`: a weight word holds the accumulators too.
    pub accumulators: Option<WordShape>,
}

impl Organisation {
    /// Checks every number, on its own and against the others.
    ///
    /// # Errors
    /// The first limit that is exceeded, with its value.
    pub fn validate(&self) -> Result<(), OrganisationError> {
        check::organisation(self)
    }

    /// Checks that a network can run on it: as many layers, none larger than its memories, numbers no wider.
    ///
    /// # Errors
    /// The first limit that is exceeded, with its value.
    pub fn check_network(&self, config: &Config) -> Result<(), OrganisationError> {
        check::network(self, config)
    }

    /// The same kind of organisation for a network of other sizes and widths: as many inputs a cycle and synapses a
    /// word as there are, where the layer has them. Further layers are built like the last hidden one.
    #[must_use]
    pub fn sized_for(&self, config: &Config) -> Self {
        let last = self.layers.len() - 1;
        let count = config.layer_count();
        let layers = config.layers.windows(2).enumerate().map(|(index, sizes)| {
            let like = if index + 1 == count { last } else { index.min(last.saturating_sub(1)) };
            self.layers[like].sized_for(sizes[0] as u32, sizes[1] as u32, self.format, config.format)
        });
        let layers: Vec<_> = layers.collect();
        let pixels_per_cycle = match self.dataflow {
            Dataflow::Dense => layers[0].inputs_per_cycle,
            Dataflow::Event => self.pixels_per_cycle,
        };
        // Of a machine without a front end: as many values as pixels, as many positions as a row has.
        let (values, positions) = self.front_end.as_ref().map_or((pixels_per_cycle, u32::MAX), |units| {
            (units.values_per_cycle, units.retina.map_or(u32::MAX, |retina| retina.positions_per_cycle))
        });
        let inputs = config.inputs() as u32;
        let front_end = FrontEndOrganisation::new(&config.front_end, inputs, values, positions);
        Self { front_end, format: config.format, layers, pixels_per_cycle, ..self.clone() }
    }

    /// Bits of a potential of a layer, from 0. More inputs than specification 1 has need wider ones.
    #[must_use]
    pub fn potential_bits(&self, layer: usize) -> u32 {
        self.format.potential_bits_of(self.layers[layer].inputs as usize)
    }

    /// Whether there is a front end that does more than to invert pixels.
    #[must_use]
    pub fn makes_bits(&self) -> bool {
        self.front_end.as_ref().is_some_and(|units| units.bits().is_some())
    }

    /// Version of the specification that it needs, as its register `ID` says.
    #[must_use]
    pub fn specification_version(&self) -> u32 {
        let wide = self.layers[0].inputs as usize > MAXIMUM_NEURONS;
        if self.front_end.is_some() || wide { FRONT_END_VERSION } else { SPECIFICATION_VERSION }
    }

    /// Pixels or raw values that a host brings in a group.
    #[must_use]
    pub fn values_per_cycle(&self) -> u32 {
        let bits = self.front_end.as_ref().filter(|_| self.makes_bits());
        bits.map_or(self.pixels_per_cycle, |units| units.values_per_cycle)
    }
}

impl LayerOrganisation {
    /// The weight memories.
    #[must_use]
    pub fn weight_array(&self) -> MemoryArray {
        let banks = match self.weights.order {
            MemoryOrder::Input => self.inputs_per_cycle,
            MemoryOrder::Neuron => 1,
        };
        MemoryArray::new(self.weights, self.inputs, self.neurons, banks)
    }

    /// Weight memories that feed the same lanes: one of each row bank, or a neuron's own.
    #[must_use]
    pub fn weight_memories_of_lanes(&self) -> u32 {
        match self.weights.order {
            MemoryOrder::Input => self.inputs_per_cycle.min(self.inputs),
            MemoryOrder::Neuron => 1,
        }
    }

    /// The accumulator memories, if they are separate.
    #[must_use]
    pub fn accumulator_array(&self) -> Option<MemoryArray> {
        self.accumulators.map(|shape| MemoryArray::new(shape, self.inputs, self.neurons, 1))
    }

    fn sized_for(&self, inputs: u32, neurons: u32, from: Format, to: Format) -> Self {
        let (weight, accumulator) = (from.weight_bits(), from.accumulator_bits());
        let (new_weight, new_accumulator) = (to.weight_bits(), to.accumulator_bits());
        let word = |shape: WordShape, used: u32, needed: u32| {
            let limit = match shape.order {
                MemoryOrder::Input => neurons,
                MemoryOrder::Neuron => inputs,
            };
            let synapses = match (shape.order, self.accumulators) {
                // A dense machine takes in a word a cycle, and cycles divide the inputs evenly only so.
                (MemoryOrder::Neuron, None) => shape.synapses.min(1 << limit.ilog2()),
                _ => shape.synapses.min(limit),
            };
            // Bits that the rule does not use stay unused.
            let spare = (shape.bits / shape.synapses).saturating_sub(used);
            WordShape { synapses, bits: synapses * (needed + spare), ..shape }
        };
        let combined = self.accumulators.is_none();
        let both = |weight, accumulator| if combined { weight + accumulator } else { weight };
        let weights = word(self.weights, both(weight, accumulator), both(new_weight, new_accumulator));
        let per_cycle = match self.weights.order {
            // A word is what one cycle takes in.
            MemoryOrder::Neuron => weights.synapses,
            MemoryOrder::Input => self.inputs_per_cycle,
        };
        Self {
            inputs,
            neurons,
            inputs_per_cycle: per_cycle,
            weights,
            accumulators: self.accumulators.map(|shape| word(shape, accumulator, new_accumulator)),
        }
    }
}
