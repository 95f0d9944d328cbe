//! The formulas of `docs/microarchitecture.md`, section 16, against the machine.

use apical_chip::machine::ChipProcessor;
use apical_chip::organisation::{Dataflow, Feedback, LayerOrganisation, MemoryOrder, Organisation, Ports};
use apical_core::reference::{Completed, ReferenceProcessor, encode_inference, potentials, spikes};
use apical_core::{Order, Processor, State, StepRate};
use proptest::prelude::*;

use super::random::{Case, cases};

/// Spikes in the row bank that has most of them.
fn fullest_bank(spikes: &[bool], banks: usize) -> u64 {
    let count = |bank| spikes.iter().skip(bank).step_by(banks).filter(|&&spike| spike).count() as u64;
    (0..banks).map(count).max().unwrap_or(0)
}

/// Forward cycles of layer 1 of an event-driven machine, by when each word is encoded and when it is spent.
fn first_layer(organisation: &Organisation, input: &[bool]) -> u64 {
    let banks = organisation.layers[0].inputs_per_cycle as usize;
    let room = organisation.queue_words as usize;
    let (mut encoded, mut spent) = (0, Vec::<u64>::new());
    for word in input.chunks(organisation.pixels_per_cycle as usize) {
        encoded += 1;
        if let Some(oldest) = spent.len().checked_sub(room) {
            encoded = encoded.max(spent[oldest] + 1);
        }
        let cycles = fullest_bank(word, banks);
        if cycles > 0 {
            let before = spent.last().copied().unwrap_or(0);
            spent.push(before.max(encoded) + cycles);
        }
    }
    spent.last().copied().unwrap_or(0).max(encoded) + 1
}

/// Forward cycles of a layer.
fn forward(organisation: &Organisation, layer: usize, before: &[bool]) -> u64 {
    let per_cycle = organisation.layers[layer].inputs_per_cycle as usize;
    match organisation.dataflow {
        Dataflow::Dense => before.len().div_ceil(per_cycle) as u64,
        Dataflow::Event if layer == 0 => first_layer(organisation, before),
        Dataflow::Event => fullest_bank(before, per_cycle) + 1,
    }
}

/// A slot, given for each layer the spikes before it, or nothing if it has no image.
fn slot(organisation: &Organisation, before: &[Option<&[bool]>]) -> u64 {
    let last = organisation.layers.len() - 1;
    let classes = organisation.layers[last].neurons;
    let groups = u64::from(classes.div_ceil(organisation.search_neurons_per_cycle));
    let cycles = before.iter().enumerate().filter_map(|(layer, spikes)| {
        let searching = if layer == last { groups - 1 } else { 0 };
        spikes.map(|spikes| forward(organisation, layer, spikes) + searching)
    });
    cycles.max().unwrap_or(0) + 1
}

/// Spikes before each layer, in inference.
fn inference(state: &State, pixels: &[u8]) -> Vec<Vec<bool>> {
    let mut all = vec![encode_inference(pixels)];
    let hidden = state.network.layers.len() - 1;
    for layer in &state.network.layers[..hidden] {
        all.push(spikes(&potentials(layer, &all[all.len() - 1])));
    }
    all
}

/// Cycles of a layer's update, given the accumulators before it.
fn update(organisation: &Organisation, layer: usize, state: &State, done: &Completed) -> u64 {
    let shape = &organisation.layers[layer];
    let synapses = &state.network.layers[layer];
    let before = match layer {
        0 => &done.image.input,
        _ => &done.image.hidden[layer - 1].spikes,
    };
    let deltas = &done.deltas[layer];
    if deltas.iter().all(|&delta| delta == 0) {
        return 0;
    }
    let step = i32::from(done.outcome.step);
    let carries = |input: usize| {
        before[input]
            && deltas.iter().enumerate().any(|(neuron, &delta)| {
                let sum = i32::from(synapses.accumulators[input * synapses.neurons + neuron])
                    + step * i32::from(delta);
                !(-128..=127).contains(&sum)
            })
    };
    let separate = shape.accumulators.is_some();
    let word = shape.accumulators.unwrap_or(shape.weights);
    // Inputs with a carry, of each step.
    let steps: Vec<u64> = steps(organisation, shape, before)
        .map(|inputs| if separate { inputs.filter(|&input| carries(input)).count() as u64 } else { 0 })
        .collect();
    let cost = |(index, &carries): (usize, &u64)| {
        let overlaps = word.ports == Ports::Two && index + 1 < steps.len();
        match carries {
            0 if overlaps => 1,
            0 => 2,
            carries => 1 + 2 * carries,
        }
    };
    steps.iter().enumerate().map(cost).sum()
}

/// The inputs of each step.
fn steps<'a>(
    organisation: &'a Organisation,
    layer: &LayerOrganisation,
    before: &'a [bool],
) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    let word = layer.accumulators.unwrap_or(layer.weights);
    let inputs = match word.order {
        MemoryOrder::Input => 1,
        MemoryOrder::Neuron => word.synapses as usize,
    };
    let dense = organisation.dataflow == Dataflow::Dense;
    (0..before.len().div_ceil(inputs))
        .map(move |step| step * inputs..((step + 1) * inputs).min(before.len()))
        .filter(move |inputs| dense || before[inputs.clone()].contains(&true))
}

fn streams_take_what_the_formulas_say(case: &Case) {
    let Case { organisation, state, images } = case;
    let layers = organisation.layers.len();
    let activity: Vec<Vec<Vec<bool>>> = images.iter().map(|(pixels, _)| inference(state, pixels)).collect();
    let mut expected = 0;
    for time in 0..images.len() + layers - 1 {
        let image = |layer: usize| time.checked_sub(layer).and_then(|image| activity.get(image));
        let before: Vec<_> = (0..layers).map(|layer| image(layer).map(|all| all[layer].as_slice())).collect();
        expected += slot(organisation, &before);
    }
    let mut processor = ChipProcessor::new(organisation, state).unwrap();
    processor.infer_all(images.iter().map(|(pixels, _)| pixels.as_slice())).unwrap();
    assert_eq!(processor.cycles().count(), expected);
}

fn learning_takes_what_the_formulas_say(case: &Case) {
    let Case { organisation, state, images } = case;
    let rate = StepRate::new(20 * 256, state.config.format).unwrap();
    let mut processor = ChipProcessor::new(organisation, state).unwrap();
    let mut reference = ReferenceProcessor::new(state.clone()).unwrap();
    processor.set_step_rate(rate);
    reference.set_step_rate(rate);
    for (pixels, label) in images {
        let state = reference.state();
        let start = processor.machine_counters();
        let outcome = processor.learn(pixels, *label).unwrap();
        let done = reference.learn_completely(pixels, *label).unwrap().expect("sequential order completes");
        assert_eq!(outcome, Some(done.outcome));
        let taken = &processor.machine_counters() - &start;

        let before = |layer: usize| match layer {
            0 => done.image.input.as_slice(),
            _ => done.image.hidden[layer - 1].spikes.as_slice(),
        };
        let layers = organisation.layers.len();
        let forward: u64 = (0..layers)
            .map(|layer| {
                let mut all = vec![None; layers];
                all[layer] = Some(before(layer));
                slot(organisation, &all)
            })
            .sum();
        let updates = done.outcome.step > 0;
        let backward: u64 = match organisation.feedback {
            Feedback::Spikes => 0,
            // With one port the inputs of all layers but the first. With two the output layer's neurons, and those inside
            // the window of hidden layers but the first.
            Feedback::Backpropagation => (1..layers)
                .map(|layer| match done.image.hidden.get(layer) {
                    _ if organisation.layers[layer].weights.ports == Ports::One => {
                        u64::from(organisation.layers[layer].inputs)
                    }
                    Some(record) => record.window.iter().filter(|&&inside| inside).count() as u64,
                    None => u64::from(organisation.layers[layer].neurons),
                })
                .sum(),
        };
        let update = (0..layers).map(|layer| update(organisation, layer, &state, &done)).max().unwrap_or(0);
        let learning = if updates { 1 + backward + update } else { 0 };
        assert_eq!(taken.cycles(), forward + learning);
        assert_eq!(taken.shared.update_cycles, if updates { update } else { 0 });
    }
    assert_eq!(processor.state(), reference.state());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn streams(case in cases(Order::Pipelined)) {
        streams_take_what_the_formulas_say(&case);
    }

    #[test]
    fn learning(case in cases(Order::Sequential)) {
        learning_takes_what_the_formulas_say(&case);
    }
}
