//! Each choice that the specification makes appears in a golden vector. The committed files are read and looked
//! through for the event; nothing here calls the code that wrote them.

use std::fs;
use std::path::PathBuf;

use apical_core::random::xorshift32;
use apical_core::vectors::{self, Bank, Departure, Step, Vector};
use apical_core::{Layer, Network, Order};

fn vectors() -> Vec<Vector> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testcases");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("there is a folder testcases")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "vec"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| vectors::parse(&fs::read_to_string(path).expect("a vector is text")))
        .collect::<Result<_, _>>()
        .expect("the committed files are valid")
}

fn vector(name: &str) -> Vector {
    vectors().into_iter().find(|vector| vector.name == name).expect("there is such a vector")
}

fn put(network: &mut Network, step: &Step) {
    for row in &step.rows {
        let layer = &mut network.layers[row.layer - 1];
        let bank = match row.bank {
            Bank::Weights => &mut layer.weights,
            Bank::Accumulators => &mut layer.accumulators,
            Bank::BiasWeights => &mut layer.bias_weights,
            Bank::BiasAccumulators => &mut layer.bias_accumulators,
        };
        let start = row.input * row.values.len();
        bank[start..start + row.values.len()].copy_from_slice(&row.values);
    }
}

/// Memories before the first step and after each.
fn memories(vector: &Vector) -> Vec<Network> {
    let mut network = vector.start.network.clone();
    let mut all = vec![network.clone()];
    for step in &vector.steps {
        put(&mut network, step);
        all.push(network.clone());
    }
    all
}

fn departures(vector: &Vector) -> impl Iterator<Item = &Departure> {
    vector.steps.iter().filter_map(|step| step.departure.as_ref())
}

/// How often an addition did what to a weight and its accumulator.
#[derive(Debug, Default)]
struct Carries {
    none: usize,
    up: usize,
    down: usize,
    stopped_at_top: usize,
    stopped_at_bottom: usize,
}

impl Carries {
    /// Checks one addition, in arithmetic of its own: on the latent value `2^g W + G`, which stops at the ends of
    /// its range.
    fn see(
        &mut self,
        (w, g): (i8, i8),
        (new_w, new_g): (i8, i8),
        amount: i32,
        bits: u32,
        (low, high): (i32, i32),
    ) {
        let latent = |w: i8, g: i8| (i32::from(w) << bits) + i32::from(g);
        let half = 1 << (bits - 1);
        let (bottom, top) = ((low << bits) - half, (high << bits) + half - 1);
        let sum = latent(w, g) + amount;
        assert_eq!(latent(new_w, new_g), sum.clamp(bottom, top));
        assert!((-half..half).contains(&i32::from(new_g)));
        match () {
            () if sum > top => self.stopped_at_top += 1,
            () if sum < bottom => self.stopped_at_bottom += 1,
            () if new_w > w => self.up += 1,
            () if new_w < w => self.down += 1,
            () => self.none += 1,
        }
    }

    fn is_complete(&self) -> bool {
        [self.none, self.up, self.down, self.stopped_at_top, self.stopped_at_bottom]
            .iter()
            .all(|&count| count > 0)
    }
}

#[test]
fn carries_and_saturation_of_weights_and_biases_go_both_ways() {
    for vector in vectors() {
        let (mut synapses, mut biases) = (Carries::default(), Carries::default());
        let config = &vector.start.config;
        let bits = config.format.accumulator_bits();
        let limits = (config.format.weight_minimum(), config.format.weight_maximum());
        let memories = memories(&vector);
        let entries: Vec<_> = vector.steps.iter().filter_map(|step| step.entry.as_ref()).collect();
        for (number, departure) in
            vector.steps.iter().enumerate().filter_map(|(n, s)| Some((n, s.departure.as_ref()?)))
        {
            let (before, after) = (&memories[number], &memories[number + 1]);
            for (index, deltas) in departure.deltas.iter().enumerate() {
                let input = match index {
                    0 => &entries[departure.image as usize].spikes,
                    _ => &departure.spikes[index - 1],
                };
                let (old, new) = (&before.layers[index], &after.layers[index]);
                for (neuron, &delta) in deltas.iter().enumerate() {
                    let amount = i32::from(delta) * i32::from(departure.outcome.step);
                    let pair = |layer: &Layer| (layer.bias_weights[neuron], layer.bias_accumulators[neuron]);
                    if amount == 0 {
                        assert_eq!(pair(old), pair(new), "{}", vector.name);
                    } else {
                        biases.see(pair(old), pair(new), amount, bits, (-128, 127));
                    }
                    for (source, &spike) in input.iter().enumerate() {
                        let synapse = source * old.neurons + neuron;
                        let pair = |layer: &Layer| (layer.weights[synapse], layer.accumulators[synapse]);
                        if amount == 0 || !spike {
                            assert_eq!(pair(old), pair(new), "{}", vector.name);
                        } else {
                            synapses.see(pair(old), pair(new), amount, bits, limits);
                        }
                    }
                }
            }
        }
        if vector.name.starts_with("limits") {
            assert!(synapses.is_complete(), "{}: {synapses:?}", vector.name);
            assert!(biases.is_complete(), "{}: {biases:?}", vector.name);
        }
    }
}

#[test]
fn a_bias_is_8_bits_wide_whatever_the_weights_are() {
    let vector = vector("limits_w2g4");
    let beyond = |network: &Network| {
        network.layers.iter().flat_map(|layer| &layer.bias_weights).any(|bias| !(-2..=1).contains(bias))
    };
    assert!(memories(&vector).iter().all(beyond));
    // Their accumulators are as wide as those of the synapses.
    let narrow = |network: &Network| {
        network.layers.iter().flat_map(|layer| &layer.bias_accumulators).all(|value| (-8..8).contains(value))
    };
    assert!(memories(&vector).iter().all(narrow));
}

/// Potentials by plain sums, from a layer's memories.
fn potentials(layer: &Layer, input: &[bool]) -> Vec<i32> {
    let weight = |neuron: usize, source: usize| i32::from(layer.weights[source * layer.neurons + neuron]);
    let spiking =
        |neuron| (0..layer.inputs).filter(|&j| input[j]).map(move |j| weight(neuron, j)).sum::<i32>();
    (0..layer.neurons).map(|neuron| i32::from(layer.bias_weights[neuron]) + spiking(neuron)).collect()
}

#[test]
fn a_layer_first_sees_an_update_with_the_image_that_the_specification_says() {
    // Without drains midway, image n enters with step n and leaves with step n + delay.
    let drained_midway = |vector: &Vector| {
        vector.steps.windows(2).any(|pair| pair[0].entry.is_none() && pair[1].entry.is_some())
    };
    let streams = vectors().into_iter().filter(|vector| !drained_midway(vector));
    for vector in streams {
        let config = &vector.start.config;
        let layers = config.layer_count();
        let pipelined = config.order == Order::Pipelined;
        let memories = memories(&vector);
        let delay = if pipelined { layers - 1 } else { 0 };
        let entries: Vec<_> = vector.steps.iter().filter_map(|step| step.entry.as_ref()).collect();
        for departure in departures(&vector) {
            let image = departure.image as usize;
            for layer in 1..=layers {
                // The last image whose update the layer sees: n + 1 + (L - l) <= image.
                let behind = if pipelined { 1 + layers - layer } else { 1 };
                // The memories after image n's update are those after step n + delay.
                let seen = (image + 1).checked_sub(behind).map_or(0, |updates| match updates {
                    0 => 0,
                    _ => updates + delay,
                });
                let input = if layer == 1 { &entries[image].spikes } else { &departure.spikes[layer - 2] };
                let expected = potentials(&memories[seen].layers[layer - 1], input);
                assert_eq!(
                    departure.potentials[layer - 1],
                    expected,
                    "{}, image {image}, layer {layer}",
                    vector.name
                );
            }
        }
    }
}

#[test]
fn inferences_see_the_final_memories_and_the_threshold() {
    for vector in vectors() {
        let memories = memories(&vector);
        let last = memories.last().expect("there are memories");
        for inference in &vector.inferences {
            let bright: Vec<bool> = inference.pixels.iter().map(|&pixel| pixel >= 128).collect();
            assert_eq!(inference.activity.input, bright);
            let mut input = &inference.activity.input;
            for (layer, activity) in last.layers.iter().zip(&inference.activity.layers) {
                assert_eq!(activity.potentials, potentials(layer, input), "{}", vector.name);
                input = &activity.spikes;
            }
        }
    }
    let greys =
        vectors().into_iter().flat_map(|vector| vector.inferences).flat_map(|inference| inference.pixels);
    let greys: Vec<u8> = greys.collect();
    assert!(greys.contains(&127) && greys.contains(&128));
}

#[test]
fn spikes_windows_and_winners_show_their_boundaries() {
    let (mut zero, mut inside, mut outside, mut tied, mut tied_with_label) = (0, 0, 0, 0, 0);
    for vector in vectors() {
        let config = &vector.start.config;
        for departure in departures(&vector) {
            for (index, windows) in departure.windows.iter().enumerate() {
                let theta = i32::from(config.window[index]);
                for (neuron, &potential) in departure.potentials[index].iter().enumerate() {
                    assert_eq!(departure.spikes[index][neuron], potential > 0);
                    assert_eq!(windows[neuron], potential.abs() < theta);
                    zero += usize::from(potential == 0);
                    inside += usize::from(potential.abs() == theta - 1);
                    outside += usize::from(potential.abs() == theta);
                }
            }
            let outcome = departure.outcome;
            let mut lowered = departure.potentials[config.hidden_count()].clone();
            lowered[usize::from(outcome.label)] -= i32::from(outcome.margin);
            let most = *lowered.iter().max().expect("there are classes");
            let equals: Vec<usize> = (0..lowered.len()).filter(|&class| lowered[class] == most).collect();
            assert_eq!(equals[0], usize::from(outcome.winner), "{}", vector.name);
            tied += usize::from(equals.len() > 1);
            tied_with_label += usize::from(equals[1..].contains(&usize::from(outcome.label)));
        }
    }
    for count in [zero, inside, outside, tied, tied_with_label] {
        assert!(count > 0, "{:?}", (zero, inside, outside, tied, tied_with_label));
    }
}

#[test]
fn the_margin_turns_a_narrow_win_into_an_update_and_a_clear_win_changes_nothing() {
    let all: Vec<Vector> = vectors();
    let outcomes = |name: &str| {
        let vector = all.iter().find(|vector| vector.name == name).expect("there is such a vector");
        departures(vector).map(|departure| departure.outcome).collect::<Vec<_>>()
    };
    let narrow = |name| outcomes(name).iter().any(|outcome| outcome.correct && outcome.disagrees());
    assert!(narrow("margin_8_drop_1"));
    assert!(!narrow("no_margin_no_drop"));
    assert!(outcomes("no_margin_no_drop").iter().all(|outcome| outcome.margin == 0));
    assert!(outcomes("margin_8_drop_1").iter().any(|outcome| outcome.margin > 31));
    let mut skipped = 0;
    for step in all.iter().flat_map(|vector| &vector.steps) {
        let agreed = step.departure.as_ref().is_none_or(|departure| !departure.outcome.disagrees());
        if agreed {
            assert!(step.rows.is_empty());
            skipped += usize::from(step.departure.is_some());
        }
    }
    assert!(skipped > 20);
}

#[test]
fn a_step_of_zero_skips_the_update_and_a_step_of_one_does_not() {
    let vector = vector("steps_of_0");
    let step = |wanted: u8| {
        move |step: &&Step| {
            step.departure.as_ref().is_some_and(|d| d.outcome.disagrees() && d.outcome.step == wanted)
        }
    };
    let zero: Vec<&Step> = vector.steps.iter().filter(step(0)).collect();
    assert!(zero.len() > 5 && zero.iter().all(|step| step.rows.is_empty()));
    // The register is not 0 in all of them: the byte decides.
    assert!(zero.iter().any(|step| step.rate.value() > 0));
    assert!(vector.steps.iter().filter(step(1)).any(|step| !step.rows.is_empty()));
}

#[test]
fn generators_step_for_entries_and_departures_only_and_for_each_64_pixels() {
    for vector in vectors() {
        let mut random = vector.start.random;
        for step in &vector.steps {
            let groups = step.entry.as_ref().map_or(0, |entry| entry.pixels.len().div_ceil(64));
            let mut bytes = Vec::new();
            for _ in 0..groups {
                random.lanes = random.lanes.map(xorshift32);
                bytes.extend(random.lanes.iter().flat_map(|lane| lane.to_le_bytes()));
            }
            if let Some(entry) = &step.entry {
                let shift = vector.start.config.drop_shift;
                let spike = |(&pixel, &byte): (&u8, &u8)| {
                    i32::from(pixel) - (i32::from(pixel) >> shift) > i32::from(byte)
                };
                let spikes: Vec<bool> = entry.pixels.iter().zip(&bytes).map(spike).collect();
                assert_eq!(entry.spikes, spikes, "{}", vector.name);
            }
            if let Some(departure) = &step.departure {
                random.control = xorshift32(random.control);
                let mask = (1 << vector.start.config.margin_bits) - 1;
                assert_eq!(u32::from(departure.outcome.margin), random.control & mask, "{}", vector.name);
                let byte = (random.control >> 8) & 0xFF;
                let drawn = (u32::from(step.rate.value()) + byte) >> 8;
                let expected = if departure.outcome.disagrees() { drawn } else { 0 };
                assert_eq!(u32::from(departure.outcome.step), expected, "{}", vector.name);
            }
            assert_eq!(step.random, random, "{}", vector.name);
        }
    }
    assert_eq!(vector("inputs_70").start.config.inputs().div_ceil(64), 2);
    assert_eq!(vector("inputs_5").start.config.inputs(), 5);
}

#[test]
fn a_zero_seed_is_replaced() {
    assert_eq!(vector("zero_lane").start.random.lanes[5], 0x9E37_79B9);
    assert_eq!(vector("zero_control").start.random.control, 0x9E37_79B9);
}

#[test]
fn any_number_of_classes_and_labels_above_127() {
    let counts: Vec<usize> = vectors().iter().map(|vector| vector.start.config.classes()).collect();
    for classes in [2, 3, 10, 17, 256] {
        assert!(counts.contains(&classes), "{classes}");
    }
    let vector = vector("classes_256");
    assert!(departures(&vector).any(|departure| departure.outcome.label > 127 && departure.outcome.step > 0));
}

#[test]
fn neighbours_share_signs_and_the_last_group_may_be_smaller() {
    let vector = vector("classes_17_sharing_4");
    assert_eq!(vector.start.config.feedback_sharing, 4);
    let signs = &vector.start.network.feedback[0].positive;
    let row = |neuron: usize| &signs[neuron * 17..][..17];
    for neuron in 0..10 {
        assert_eq!(row(neuron), row(neuron / 4 * 4));
    }
    assert!(row(0) != row(4) && row(4) != row(8));
}

#[test]
fn deltas_are_half_the_difference_of_two_signs_inside_the_window() {
    let mut seen = [0; 3];
    for vector in vectors() {
        let classes = vector.start.config.classes();
        for departure in departures(&vector) {
            let outcome = departure.outcome;
            let (label, winner) = (usize::from(outcome.label), usize::from(outcome.winner));
            for (index, deltas) in departure.deltas.iter().enumerate() {
                for (neuron, &delta) in deltas.iter().enumerate() {
                    let expected = match vector.start.network.feedback.get(index) {
                        _ if outcome.step == 0 => 0,
                        Some(signs) => {
                            let sign = |class| i8::from(signs.positive[neuron * classes + class]) * 2 - 1;
                            let open = i8::from(departure.windows[index][neuron]);
                            (sign(label) - sign(winner)) / 2 * open
                        }
                        None => i8::from(neuron == label) - i8::from(neuron == winner),
                    };
                    assert_eq!(delta, expected, "{}", vector.name);
                    seen[(delta + 1) as usize] += 1;
                }
            }
        }
    }
    assert!(seen.iter().all(|&count| count > 500), "{seen:?}");
}

#[test]
fn initial_values_beyond_the_weights_stop_at_both_limits() {
    let vector = vector("clipped_start");
    let pairs = |wanted: (i8, i8)| {
        let layers = &vector.start.network.layers;
        layers
            .iter()
            .flat_map(|layer| layer.weights.iter().zip(&layer.accumulators))
            .any(|(&w, &g)| (w, g) == wanted)
    };
    assert!(pairs((1, 127)) && pairs((-2, -128)));
    assert!(vector.start.network.layers.iter().all(|layer| layer.bias_weights.iter().all(|&bias| bias == 0)));
}

#[test]
fn a_drain_midway_leaves_gaps_that_later_images_do_not_fill() {
    let vector = vector("four_layers_drained_midway");
    let is_drain = |step: &&Step| step.entry.is_none();
    let first = vector.steps.iter().position(|step| step.entry.is_none()).expect("there are drains");
    let (before, after) = vector.steps.split_at(first);
    // Once the pipeline is full an image leaves with each that enters, until a drain.
    assert!(before[3..].iter().all(|step| step.departure.is_some()));
    assert!(after.iter().any(|step| step.entry.is_some() && step.departure.is_none()));
    assert!(vector.steps.iter().filter(is_drain).all(|step| step.departure.is_some()));
}

#[test]
fn a_silent_neuron_learns_inside_the_window() {
    let vector = vector("ties");
    let silent = departures(&vector).flat_map(|departure| {
        let spikes = departure.spikes[0].iter().zip(&departure.deltas[0]);
        spikes.filter(|&(&spike, &delta)| !spike && delta != 0)
    });
    assert!(silent.count() > 0);
}

#[test]
fn the_greatest_step_is_that_of_the_accumulator_and_the_register_is_read_at_departure() {
    for (name, greatest) in [("limits_w2g4", 7), ("limits_w4g8", 127), ("limits_w8g8", 127)] {
        assert!(departures(&vector(name)).any(|departure| departure.outcome.step == greatest), "{name}");
    }
    // The rate differs from step to step, and the byte drawn decides between the step of this rate and that of the
    // rate at entry, two steps earlier.
    let vector = vector("w4g8_pipelined");
    let told_apart = vector.steps.windows(3).any(|steps| {
        let byte = (steps[2].random.control >> 8) & 0xFF;
        let drawn = |step: &Step| (u32::from(step.rate.value()) + byte) >> 8;
        let updates = steps[2].departure.as_ref().is_some_and(|departure| departure.outcome.step > 0);
        updates && steps[2].entry.is_some() && drawn(&steps[0]) != drawn(&steps[2])
    });
    assert!(told_apart);
}
