//! Reading, refusing and replaying vectors.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use super::*;
use crate::Processor;
use crate::conformance::{FirstDifference, Quantity};
use crate::random::SplitMix64;
use crate::reference::ReferenceProcessor;

fn small() -> Vector {
    let case = golden_cases().into_iter().find(|case| case.name() == "w4g8_pipelined").unwrap();
    case.vector()
}

fn smallest() -> String {
    let case = golden_cases().into_iter().find(|case| case.name() == "inputs_5").unwrap();
    case.write()
}

fn replayed(vector: &Vector) -> Result<(), FirstDifference> {
    replay(vector, &mut ReferenceProcessor::new(vector.start.clone()).unwrap())
}

#[test]
fn golden_files_are_few_small_and_named_apart() {
    let files = all();
    assert_eq!(files.len(), 40, "a case with an invalid configuration is left out");
    assert_eq!(front_ends().len(), 12, "a case with an invalid configuration is left out");
    assert!(files.windows(2).all(|pair| pair[0].0 < pair[1].0));
    let bytes: usize = files.iter().map(|(_, content)| content.len()).sum();
    assert!(bytes < 4_000_000, "{bytes} bytes");
    assert!(files.iter().all(|(_, content)| content.is_ascii() && content.ends_with("done\n")));
}

#[test]
fn lines_are_keywords_and_single_spaced_fields() {
    for line in smallest().lines() {
        let mut fields = line.split(' ');
        let keyword = fields.next().unwrap();
        assert!(keyword.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
        assert!(fields.all(|field| !field.is_empty()), "{line}");
    }
}

/// The text with one line replaced.
fn with_line(text: &str, number: usize, line: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines[number - 1] = line;
    lines.join("\n")
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let text = smallest();
    let message = |number, line| parse(&with_line(&text, number, line)).unwrap_err().to_string();
    let number = |record: &str| text.lines().position(|line| line.starts_with(record)).unwrap() + 1;
    assert_eq!(message(1, "apical_vectors 2"), "line 1: format version 2, this program reads version 1");
    assert_eq!(
        message(2, "specification 99"),
        "line 2: specification version 99, this program reads version 2"
    );
    assert_eq!(message(3, "nam x"), "line 3: expected the record name, found \"nam\"");
    assert!(message(3, "name ../x").starts_with("line 3: name \"../x\""));
    assert_eq!(message(4, "seed 1"), "line 4: seed: field 1 is \"1\", expected a hexadecimal number");
    assert_eq!(message(5, "prepared 2"), "line 5: prepared: field 1 is 2, out of range: 0 to 1");
    assert_eq!(message(6, "layers 3 5 1"), "line 6: layers: field 4 is missing");
    assert_eq!(message(6, "layers 3 5 1 2 7"), "line 6: unexpected \"7\" after layers");
    assert_eq!(
        message(6, "layers 3 5 0 2"),
        "line 13: layers: size 0 at position 1 is out of range: 1 to 4000"
    );
    assert_eq!(message(7, "format 9 8"), "line 7: format: weight width 9 is out of range: 2 to 8 bits");
    assert_eq!(message(7, "format 4  8"), "line 7: format: field 2 is \"\", expected a decimal number");
    assert_eq!(
        message(10, "margin_bits +5"),
        "line 10: margin_bits: field 1 is \"+5\", expected a decimal number"
    );
    assert_eq!(message(15, "weights 1 0 1 8"), "line 15: weights: field 4 is 8, out of range: -8 to 7");
    assert_eq!(message(15, "weights 1 0 2 8 8"), "line 15: weights: field 3 is 2, out of range: 1 to 1");
    let control = number("control");
    assert_eq!(
        message(control, "control 00000000"),
        format!(
            "line {control}: random generator 16 (16 is the control generator): state 0 is out of range: 1 to \
             4294967295"
        )
    );
    let rate = number("rate");
    assert!(
        message(rate, "rate 32513").starts_with(&format!("line {rate}: learning rate: register value 32513"))
    );
    // The first image cannot leave before it has passed the hidden layer, but a file may say so; one that never
    // entered cannot.
    let leaves = number("leaves 1");
    assert_eq!(
        message(leaves, "leaves 2"),
        format!("line {leaves}: leaves: field 1 is 2, out of range: 0 to 1")
    );
    let long = "x".repeat(1000);
    assert!(message(1, &long).len() < 120);
}

#[test]
fn final_memories_must_be_what_the_steps_leave_behind() {
    let text = smallest();
    let number = text.lines().count() - 4;
    let line = text.lines().nth(number - 1).unwrap();
    assert!(line.starts_with("bias_weights 2 0 2 "), "{line}");
    let error = parse(&with_line(&text, number, "bias_weights 2 0 2 99 99")).unwrap_err();
    assert_eq!(error, VectorError::Final { line: number, record: "bias_weights" });
    let images = parse(&text.replace("\nleaves 1\n", "\nleaves 0\n")).unwrap_err();
    assert!(matches!(images, VectorError::Record { .. }), "{images}");
}

#[test]
fn a_file_that_ends_anywhere_is_refused() {
    let text = smallest();
    let lines: Vec<&str> = text.lines().collect();
    for end in 0..lines.len() {
        let error = parse(&lines[..end].join("\n")).unwrap_err();
        let expected_line = end + 1;
        assert!(
            matches!(error, VectorError::End { line, .. } if line == expected_line),
            "cut before line {expected_line}: {error}"
        );
    }
    for end in (0..text.len() - 1).step_by(7) {
        assert!(parse(&text[..end]).is_err(), "cut after byte {end}");
    }
    assert!(matches!(parse(&(text + "\n")), Err(VectorError::Surplus { record: "done", .. })));
}

#[test]
fn promised_sizes_take_no_memory() {
    let text = smallest();
    let huge = with_line(&text, 6, "layers 9 4000 4000 4000 4000 4000 4000 4000 4000 256");
    let huge = with_line(&huge, 9, "window 7 1 1 1 1 1 1 1");
    let huge = with_line(&huge, 14, "rows 64016");
    assert!(matches!(parse(&huge), Err(VectorError::Range { line: 15, .. })));
    let steps = text.lines().position(|line| line.starts_with("steps")).unwrap() + 1;
    assert!(parse(&with_line(&text, steps, "steps 4294967295")).is_err());
}

#[test]
fn damaged_files_are_refused_or_replayed_but_never_panic() {
    let text = smallest();
    let mut random = SplitMix64::new(11);
    let (mut refused, mut differing) = (0, 0);
    for _ in 0..3000 {
        let mut bytes = text.clone().into_bytes();
        for _ in 0..=random.below(2) {
            let index = random.below(bytes.len() as u32) as usize;
            bytes[index] = b"0123456789 -\nabcdefxyz"[random.below(22) as usize];
        }
        let damaged = String::from_utf8(bytes).unwrap();
        match parse(&damaged) {
            Ok(vector) => differing += usize::from(replayed(&vector).is_err()),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 1000 && differing > 50, "{refused} refused, {differing} differing");
}

#[test]
fn a_vector_reads_back_as_written() {
    for case in golden_cases() {
        let vector = case.vector();
        assert_eq!(parse(&vector.write()).as_ref(), Ok(&vector), "{}", case.name());
    }
}

#[test]
fn the_definition_replays_its_own_vectors() {
    for case in golden_cases() {
        let vector = case.vector();
        replayed(&vector).unwrap_or_else(|difference| panic!("{difference}"));
    }
}

/// What a replay of the vector reports once `change` has made it wrong: image, quantity, layer and neuron.
fn reported(change: impl FnOnce(&mut Vector)) -> (Option<u64>, Quantity, Option<usize>, Option<usize>) {
    let mut vector = small();
    change(&mut vector);
    let difference = replayed(&vector).expect_err("the change was not noticed");
    let inner = difference.difference;
    (difference.image, inner.quantity, inner.layer, inner.neuron)
}

fn departure(vector: &mut Vector, image: u32) -> &mut Departure {
    let departures = vector.steps.iter_mut().filter_map(|step| step.departure.as_mut());
    departures.into_iter().find(|departure| departure.image == image).unwrap()
}

#[test]
fn a_replay_reports_image_layer_neuron_and_quantity() {
    let winner = |vector: &mut Vector| departure(vector, 5).outcome.winner ^= 1;
    assert_eq!(reported(winner), (Some(5), Quantity::Winner, None, None));
    let spike = |vector: &mut Vector| departure(vector, 5).spikes[1][3] ^= true;
    assert_eq!(reported(spike), (Some(5), Quantity::Spike, Some(2), Some(3)));
    let window = |vector: &mut Vector| departure(vector, 7).windows[0][4] ^= true;
    assert_eq!(reported(window), (Some(7), Quantity::WindowBit, Some(1), Some(4)));
    let pixel = |vector: &mut Vector| vector.steps[6].entry.as_mut().unwrap().spikes[2] ^= true;
    assert_eq!(reported(pixel), (Some(6), Quantity::Spike, Some(0), Some(2)));
    let lane = |vector: &mut Vector| vector.steps[3].random.lanes[2] ^= 1;
    assert_eq!(reported(lane), (Some(1), Quantity::Lane { lane: 2 }, None, None));
    let control = |vector: &mut Vector| vector.steps[3].random.control ^= 1;
    assert_eq!(reported(control), (Some(1), Quantity::ControlGenerator, None, None));
    let potential = |vector: &mut Vector| vector.inferences[1].activity.layers[2].potentials[6] += 1;
    assert_eq!(reported(potential), (None, Quantity::Potential, Some(3), Some(6)));
}

#[test]
fn a_replay_reports_the_synapse_of_a_wrong_memory_word() {
    let mut vector = small();
    let step = vector.steps.iter_mut().find(|step| step.rows.len() > 3).unwrap();
    let image = step.departure.as_ref().map(|departure| u64::from(departure.image));
    let row = step.rows.iter_mut().find(|row| row.bank == Bank::Accumulators).unwrap();
    row.values[8] ^= 1;
    let expected = (row.layer, row.input);
    let difference = replayed(&vector).unwrap_err();
    let inner = &difference.difference;
    assert_eq!(inner.quantity, Quantity::Accumulator);
    assert_eq!((inner.layer.unwrap(), inner.input.unwrap()), expected);
    assert_eq!((inner.neuron, difference.image), (Some(8), image));
    assert!(
        difference.to_string().contains("the golden vector w4g8_pipelined, learn (step "),
        "{difference}"
    );
}

#[test]
fn wrong_potentials_and_deltas_of_learned_images_are_found_by_the_definition() {
    let good = small();
    assert_eq!(good.regenerate().as_ref(), Ok(&good));
    let changes: [fn(&mut Vector); 2] = [
        |vector| departure(vector, 4).potentials[0][3] += 1,
        |vector| departure(vector, 4).deltas[1][3] = 1 - departure(vector, 4).deltas[1][3].abs(),
    ];
    for change in changes {
        let mut vector = good.clone();
        change(&mut vector);
        assert_ne!(vector, good);
        assert_ne!(vector.regenerate().as_ref(), Ok(&vector));
    }
}

#[test]
fn a_vector_that_fits_no_processor_is_a_difference() {
    let mut vector = small();
    vector.start.network.layers[0].weights.clear();
    vector.steps[2].rows = vec![MemoryRow { bank: Bank::Weights, layer: 99, input: 0, values: vec![] }];
    let mut processor = ReferenceProcessor::new(small().start).unwrap();
    let difference = replay(&vector, &mut processor).unwrap_err();
    assert_eq!(difference.difference.quantity, Quantity::Answer);
    assert_eq!(processor.state(), small().start);
}
