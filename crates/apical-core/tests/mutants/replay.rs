//! A vector against the machine: whatever the file says is compared.

use apical_core::Network;
use apical_core::vectors::{Bank, MemoryRow, Vector};

use super::fault::Fault;
use super::machine::{Machine, Memories};

/// Whether the machine does what the vector says; if not, what differs first.
pub(super) fn agrees(vector: &Vector, fault: Option<Fault>) -> Result<(), String> {
    let mut machine = Machine::new(vector.start.config.clone(), fault);
    machine.seed_generators(vector.seed);
    machine.seed_signs(vector.seed);
    let mut expected = memories(&vector.start.network);
    if vector.prepared {
        machine.layers.clone_from(&expected);
    } else {
        machine.seed_memories(vector.seed);
    }
    same("initial memories", &machine.layers, &expected)?;
    same("initial lanes", machine.lanes, vector.start.random.lanes)?;
    same("initial control", machine.control, vector.start.random.control)?;
    same("signs", &machine.signs, &signs(&vector.start.network, vector.start.config.classes()))?;
    for (number, step) in vector.steps.iter().enumerate() {
        let at = |what: &str| format!("step {number}: {what}");
        machine.rate = u32::from(step.rate.value());
        let left = match &step.entry {
            Some(entry) => machine.learn(&entry.pixels, entry.label.into()),
            None => machine.drain(),
        };
        if let Some(entry) = &step.entry {
            let newest = machine.in_flight.first().map(|image| &image.spikes[0]);
            // In sequential order it has left already.
            let drawn = newest.or(left.as_ref().map(|left| &left.image.spikes[0]));
            same(&at("input spikes"), drawn, Some(&entry.spikes))?;
        }
        same(&at("lanes"), machine.lanes, step.random.lanes)?;
        same(&at("control"), machine.control, step.random.control)?;
        same(&at("an image leaves"), left.is_some(), step.departure.is_some())?;
        if let (Some(left), Some(expected)) = (left, &step.departure) {
            let outcome = expected.outcome;
            same(&at("label"), left.image.label, outcome.label.into())?;
            same(&at("potentials"), &left.image.potentials, &expected.potentials)?;
            same(&at("spikes"), &left.image.spikes[1..], &expected.spikes[..])?;
            same(&at("window bits"), &left.image.windows, &expected.windows)?;
            same(&at("margin"), left.margin, outcome.margin.into())?;
            same(&at("winner"), left.winner, outcome.winner.into())?;
            same(&at("correct"), left.correct, outcome.correct)?;
            same(&at("step"), left.step, outcome.step.into())?;
            let wide = |deltas: &Vec<i8>| deltas.iter().map(|&delta| i32::from(delta)).collect::<Vec<_>>();
            same(&at("deltas"), left.deltas, expected.deltas.iter().map(wide).collect())?;
        }
        step.rows.iter().for_each(|row| put(&mut expected, row));
        same(&at("memories"), &machine.layers, &expected)?;
    }
    for (number, inference) in vector.inferences.iter().enumerate() {
        let at = |what: &str| format!("inference {number}: {what}");
        let (spikes, potentials, winner) = machine.infer(&inference.pixels);
        let activity = &inference.activity;
        same(&at("input"), &spikes[0], &activity.input)?;
        same(&at("winner"), winner, activity.winner.into())?;
        for (layer, expected) in activity.layers.iter().enumerate() {
            same(&at("potentials"), &potentials[layer], &expected.potentials)?;
            same(&at("spikes"), &spikes[layer + 1], &expected.spikes)?;
        }
    }
    let last = vector.steps.last().map_or(vector.start.random, |step| step.random);
    same("lanes after the inferences", machine.lanes, last.lanes)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:.0?}, {expected:.0?} expected")) }
}

fn wide(values: &[i8]) -> Vec<i32> {
    values.iter().map(|&value| value.into()).collect()
}

fn memories(network: &Network) -> Vec<Memories> {
    let of = |layer: &apical_core::Layer| Memories {
        weights: layer.weights.chunks(layer.neurons).map(wide).collect(),
        accumulators: layer.accumulators.chunks(layer.neurons).map(wide).collect(),
        bias_weights: wide(&layer.bias_weights),
        bias_accumulators: wide(&layer.bias_accumulators),
    };
    network.layers.iter().map(of).collect()
}

fn signs(network: &Network, classes: usize) -> Vec<Vec<Vec<i32>>> {
    let of = |bits: &[bool]| bits.iter().map(|&bit| if bit { 1 } else { -1 }).collect();
    network.feedback.iter().map(|signs| signs.positive.chunks(classes).map(of).collect()).collect()
}

fn put(layers: &mut [Memories], row: &MemoryRow) {
    let (memories, values) = (&mut layers[row.layer - 1], wide(&row.values));
    match row.bank {
        Bank::Weights => memories.weights[row.input] = values,
        Bank::Accumulators => memories.accumulators[row.input] = values,
        Bank::BiasWeights => memories.bias_weights = values,
        Bank::BiasAccumulators => memories.bias_accumulators = values,
    }
}
