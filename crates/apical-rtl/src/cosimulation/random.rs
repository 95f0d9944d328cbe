//! Random small machines with random networks, and what is done with them. A seed fixes everything.

use apical_chip::organisation::{
    Dataflow, DenseUpdateReads, Feedback, LayerOrganisation, MemoryOrder, Organisation, Ports, WordShape,
};
use apical_core::random::SplitMix64;
use apical_core::{Config, Format, Order, State, StepRate};

use super::{Cosimulation, CosimulationError, Counts, protocol_errors};
use crate::{HostPolicy, Libraries, RtlProcessor, package};

/// A machine in a state.
#[derive(Debug, Clone)]
pub struct RandomCase {
    /// What it is, for reports.
    pub name: String,
    /// The machine.
    pub organisation: Organisation,
    /// What it holds at first.
    pub state: State,
    /// What all is drawn from.
    pub seed: u64,
}

impl RandomCase {
    /// The case of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = SplitMix64::new(seed.wrapping_mul(0x9E37_79B9) ^ 0x5EED);
        // Numbers that are hit often are those at the edges of words and groups.
        let inputs = match random.below(4) {
            0 => [1, 5, 64, 65, 70, 128][random.below(6) as usize],
            _ => 1 + random.below(40),
        };
        let mut sizes = vec![inputs];
        for _ in 0..1 + random.below(3) {
            sizes.push(1 + random.below(14));
        }
        sizes.push(2 + random.below(11));
        let weight_bits = 2 + random.below(7);
        let accumulator_bits = 4 + random.below(5);
        let format = Format::new(weight_bits, accumulator_bits).unwrap_or_default();
        let pixels_per_cycle = 1 << random.below(7);
        let layers: Vec<LayerOrganisation> = sizes
            .windows(2)
            .enumerate()
            .map(|(index, pair)| {
                let most = if index == 0 { pixels_per_cycle } else { 16 };
                layer(&mut random, pair[0], pair[1], most, format)
            })
            .collect();
        let organisation = Organisation {
            front_end: None,
            dataflow: Dataflow::Event,
            pixels_per_cycle,
            queue_words: 2 + random.below(4),
            search_neurons_per_cycle: 1 + random.below(6),
            feedback: Feedback::Spikes,
            dense_update_reads: DenseUpdateReads::Changing,
            format,
            layers,
        };
        let config = Config {
            front_end: apical_core::front_end::FrontEnd::THRESHOLD,
            layers: sizes.iter().map(|&size| size as usize).collect(),
            format,
            order: if random.below(4) == 0 { Order::Sequential } else { Order::Pipelined },
            window: (0..sizes.len() - 2).map(|_| [1, 4, 16, 300, 65_535][random.below(5) as usize]).collect(),
            margin_bits: random.below(9) as u8,
            drop_shift: 1 + random.below(8) as u8,
            initial_range: 500,
            feedback_sharing: 1,
        };
        let mut state = config.initial_state(seed);
        fill(&mut state, &mut random);
        let name = format!(
            "seed {seed}: {:?} in {format}, {}, {pixels_per_cycle} pixels a cycle, banks {:?}",
            config.layers,
            config.order,
            organisation.layers.iter().map(|layer| layer.inputs_per_cycle).collect::<Vec<_>>()
        );
        Self { name, organisation, state, seed }
    }

    /// The package of the machine.
    ///
    /// # Errors
    /// Never for a case of [`new`](Self::new).
    pub fn package(&self) -> Result<String, crate::RtlError> {
        package::of_organisation(&self.organisation, "Random machine")
    }

    /// Compiles the machine and runs it beside the model: learning with drains, loads and a reset in between, streams of
    /// inferences, late pixels, results that are not taken; then a host that makes [protocol errors](protocol_errors).
    ///
    /// # Errors
    /// The first difference, or that the RTL failed.
    pub fn run(&self, libraries: &Libraries, images: usize) -> Result<Counts, CosimulationError> {
        let library = libraries.library(&self.package()?, None)?;
        let rtl = RtlProcessor::new(&library, &self.organisation, &self.state)?;
        let mut both = Cosimulation::new(rtl)?;
        let mut random = SplitMix64::new(!self.seed);
        both.compare_memories()?;
        exercise(&mut both, &self.state.config, &mut random, images)?;
        let mut counts = both.counts();
        let rtl = RtlProcessor::new(&library, &self.organisation, &self.state)?;
        counts += protocol_errors(rtl, self.seed, images)?;
        Ok(counts)
    }
}

fn layer(
    random: &mut SplitMix64,
    inputs: u32,
    neurons: u32,
    most_banks: u32,
    format: Format,
) -> LayerOrganisation {
    let mut shape = |order, limit: u32, most: u32, bits: u32, ports| {
        let synapses = 1 + random.below(limit.min(most));
        // Words have bits that no synapse uses now and then.
        let spare = random.below(3) * random.below(4);
        WordShape { order, synapses, bits: synapses * bits + spare, ports }
    };
    let weights = shape(MemoryOrder::Input, neurons, 12, format.weight_bits(), Ports::One);
    let by_input = shape(MemoryOrder::Input, neurons, 6, format.accumulator_bits(), Ports::One);
    let by_neuron = shape(MemoryOrder::Neuron, inputs, 6, format.accumulator_bits(), Ports::One);
    let ports = if random.below(3) == 0 { Ports::Two } else { Ports::One };
    let accumulators = if random.below(4) == 0 { by_input } else { by_neuron };
    LayerOrganisation {
        inputs,
        neurons,
        inputs_per_cycle: (1 << random.below(5)).min(most_banks),
        weights,
        accumulators: Some(WordShape { ports, ..accumulators }),
    }
}

/// Memories often at the limits, so that carries and saturation are frequent.
fn fill(state: &mut State, random: &mut SplitMix64) {
    let format = state.config.format;
    let kind = random.below(3);
    let mut value = |minimum: i32, maximum: i32| match kind {
        0 => [minimum, minimum + 1, -1, 0, maximum - 1, maximum][random.below(6) as usize] as i8,
        _ => (minimum + random.below((maximum - minimum + 1) as u32) as i32) as i8,
    };
    for layer in &mut state.network.layers {
        let weights = (format.weight_minimum(), format.weight_maximum());
        let accumulators = (format.accumulator_minimum(), format.accumulator_maximum());
        layer.weights.fill_with(|| value(weights.0, weights.1));
        layer.accumulators.fill_with(|| value(accumulators.0, accumulators.1));
        layer.bias_weights.fill_with(|| value(-20, 20));
        layer.bias_accumulators.fill_with(|| value(accumulators.0, accumulators.1));
    }
}

/// An image between empty and full, or around what decides between spike and none.
fn image(random: &mut SplitMix64, inputs: usize) -> Vec<u8> {
    let density = random.below(6);
    let pixel = |_| {
        let grey = random.below(256) as u8;
        match density {
            4 => 127 + grey % 2,
            5 => grey,
            _ if u32::from(grey) < density * 85 => 255 - grey % 32,
            _ => 0,
        }
    };
    (0..inputs).map(pixel).collect()
}

/// What is done with a machine; `images` are learned.
fn exercise(
    both: &mut Cosimulation,
    config: &Config,
    random: &mut SplitMix64,
    images: usize,
) -> Result<(), CosimulationError> {
    let inputs = config.inputs();
    let highest = (config.format.accumulator_maximum() as u32) << 8;
    both.activity(&image(random, inputs))?;
    for number in 0..images {
        if number % 4 == 0 {
            let value = if number % 8 == 0 { highest } else { random.below(highest + 1) };
            if let Ok(rate) = StepRate::new(value, config.format) {
                both.set_step_rate(rate);
            }
            // A punctual host, and worse and worse ones.
            let late = (number as u8).wrapping_mul(12) % 200;
            both.set_policy(HostPolicy { late_pixels: late, late_results: late, seed: number as u64 });
        }
        let label = random.below(config.classes() as u32) as u8;
        let pixels = image(random, inputs);
        if number % 7 == 5 {
            let cycles = u64::from(random.below(6 + 3 * inputs as u32));
            both.reset_within(&pixels, label, cycles)?;
        }
        both.learn(&pixels, label)?;
        match number % 6 {
            1 => {
                both.drain_one()?;
            }
            2 => both.compare_memories()?,
            3 => both.reload()?,
            4 => {
                both.drain()?;
                both.activity(&image(random, inputs))?;
            }
            _ => {}
        }
    }
    both.drain()?;
    both.compare_memories()?;
    let pictures: Vec<Vec<u8>> = (0..images).map(|_| image(random, inputs)).collect();
    let pictures: Vec<&[u8]> = pictures.iter().map(Vec::as_slice).collect();
    both.infer(pictures.iter().copied(), |_| ())?;
    both.set_policy(HostPolicy::default());
    both.infer_in_one_go(&pictures)?;
    both.set_policy(HostPolicy { late_pixels: 128, late_results: 200, seed: 1 });
    both.infer_in_one_go(&pictures)?;
    both.compare_memories()
}
