//! Random small machines with random networks, and what is done with them. A seed fixes everything.

use apical_chip::organisation::{
    Dataflow, DenseUpdateReads, Feedback, FrontEndOrganisation, LayerOrganisation, MemoryOrder, Organisation,
    Ports, WordShape,
};
use apical_core::front_end::{Code, FrontEnd, Levels, Retina, RetinaInput};
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
    /// The case of a seed, without a front end.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut random = SplitMix64::new(seed.wrapping_mul(0x9E37_79B9) ^ 0x5EED);
        let inputs = inputs(&mut random);
        Self::behind(FrontEnd::THRESHOLD, inputs, seed, &mut random)
    }

    /// The case of a seed, with a front end.
    #[must_use]
    pub fn with_front_end(seed: u64) -> Self {
        let mut random = SplitMix64::new(seed.wrapping_mul(0x9E37_79B9) ^ 0xF407);
        let front_end = front_end(&mut random);
        let inputs = front_end.bits().map_or_else(|| inputs(&mut random), |bits| bits as u32);
        Self::behind(front_end, inputs, seed, &mut random)
    }

    fn behind(front_end: FrontEnd, inputs: u32, seed: u64, random: &mut SplitMix64) -> Self {
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
                layer(random, pair[0], pair[1], most, format)
            })
            .collect();
        let units = FrontEndOrganisation::new(&front_end, inputs, 1 + random.below(12), 1 + random.below(6));
        let organisation = Organisation {
            front_end: units,
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
            front_end,
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
        fill(&mut state, random);
        let name = format!(
            "seed {seed}: {}, {:?} in {format}, {}, {} values and {pixels_per_cycle} pixels a cycle, banks {:?}",
            config.front_end.to_string().chars().take(90).collect::<String>(),
            config.layers,
            config.order,
            organisation.values_per_cycle(),
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

/// Inputs without a front end. Numbers that are hit often are those at the edges of words and groups.
fn inputs(random: &mut SplitMix64) -> u32 {
    match random.below(4) {
        0 => [1, 5, 64, 65, 70, 128][random.below(6) as usize],
        _ => 1 + random.below(40),
    }
}

/// Most bits of a random front end: each is a row of memories that is read over the bus.
const MOST_BITS: usize = 400;

/// A front end that does something, of any kind.
fn front_end(random: &mut SplitMix64) -> FrontEnd {
    loop {
        let kind = random.below(8);
        let retina = (kind > 3).then(|| retina(random));
        let values = retina
            .as_ref()
            .map_or_else(|| 1 + random.below(80) as usize, |retina| retina.width * retina.height);
        let levels = (1..6).contains(&kind).then(|| levels(random, values));
        let inverted = kind == 0 || random.below(2) == 0;
        let front_end = FrontEnd { inverted, levels, retina };
        if front_end.validate().is_ok() && front_end.bits().is_none_or(|bits| bits <= MOST_BITS) {
            return front_end;
        }
    }
}

fn levels(random: &mut SplitMix64, inputs: usize) -> Levels {
    let levels = 1 + random.below(9) as usize;
    let rows = if random.below(2) == 0 { inputs } else { 1 };
    let mut thresholds = Vec::new();
    for _ in 0..rows {
        let mut own: Vec<u8> = (0..levels).map(|_| random.below(256) as u8).collect();
        own.sort_unstable();
        thresholds.extend(own);
    }
    let code = if random.below(2) == 0 { Code::Highest } else { Code::Thermometer };
    Levels { inputs, levels, code, thresholds }
}

fn retina(random: &mut SplitMix64) -> Retina {
    let kernel = [3, 3, 5, 7, 9][random.below(5) as usize];
    let spikes = random.below(2) == 0;
    let greatest = kernel as u32 * if spikes { 2 } else { 160 };
    let mut threshold = || 1 + random.below(greatest) as u16;
    let [edge_threshold, bar_threshold] = [threshold(), threshold()];
    Retina {
        width: kernel + random.below(12) as usize,
        height: kernel + random.below(12) as usize,
        kernel,
        angles: [2, 3, 4, 6, 8, 12][random.below(6) as usize],
        stride: 1 + random.below(4) as usize,
        pool: 1 + random.below(8) as usize,
        input: if spikes { RetinaInput::Spikes(random.below(256) as u8) } else { RetinaInput::Grey },
        edge_threshold,
        bar_threshold,
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
    let inputs = config.raw_inputs();
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
