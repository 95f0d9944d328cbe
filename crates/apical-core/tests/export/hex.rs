//! Memory images: their layout, and that they read back.

use apical_core::Config;
use apical_core::export::{ExportError, hex, hex_read};
use apical_core::random::SplitMix64;

use super::{any, front_ends};

type Files = Vec<(String, Vec<u8>)>;

fn text<'a>(files: &'a Files, name: &str) -> &'a str {
    let (_, content) = files.iter().find(|(file, _)| file == name).unwrap();
    std::str::from_utf8(content).unwrap()
}

fn replace(files: &mut Files, name: &str, from: &str, to: &str) {
    let changed = text(files, name).replacen(from, to, 1);
    assert_ne!(changed, text(files, name), "{from:?} is not in {name}");
    files.iter_mut().find(|(file, _)| file == name).unwrap().1 = changed.into_bytes();
}

#[test]
fn every_memory_reads_back_as_written() {
    for (layers, format) in any::CASES {
        let state = any::state(layers, format);
        let files = hex(&state).unwrap();
        assert_eq!(hex_read(&files).unwrap(), state, "{layers:?} {format}");
        assert_eq!(files.len(), 1 + 4 * (layers.len() - 1) + layers.len() - 2 + 1);
    }
    for any::Case { name, state, .. } in front_ends::cases() {
        assert_eq!(hex_read(&hex(&state).unwrap()).as_ref(), Ok(&state), "{name}");
    }
}

#[test]
fn words_are_laid_out_as_documented() {
    let mut state = any::state(&[2, 3, 2], "w4g8");
    let layer = &mut state.network.layers[0];
    layer.weights = vec![1, -1, 2, 3, 4, -8];
    layer.accumulators = vec![0, 1, -1, -128, 127, 16];
    layer.bias_weights = vec![-128, 127, 1];
    state.network.feedback[0].positive = vec![true, false, false, true, true, true];
    state.random.lanes[0] = 0x1234_5678;
    state.random.control = 0xABCD;
    let files = hex(&state).unwrap();
    assert_eq!(
        text(&files, "layer1_weight.hex"),
        "// Apical specification version 1, format w4g8: layer 1 weight\n\
         // 2 words of 12 bits, the address is the input\n\
         // neuron I of 0 to 2 at bits 4*I+3:4*I, two's complement\n\
         2f1\n843\n"
    );
    assert!(text(&files, "layer1_accumulator.hex").ends_with("complement\nff0100\n107f80\n"));
    assert!(
        text(&files, "layer1_bias_weight.hex")
            .ends_with("\n// neuron I of 0 to 2 at bits 8*I+7:8*I, two's complement\n017f80\n")
    );
    // A word a class: neurons 0 and 2 for class 0, 1 and 2 for class 1.
    assert!(text(&files, "layer1_feedback.hex").ends_with("at bit I, 1 is +1, 0 is -1\n5\n6\n"));
    let random: Vec<&str> = text(&files, "random.hex").lines().skip(3).collect();
    assert_eq!((random.len(), random[0], random[16]), (17, "12345678", "0000abcd"));
}

/// 18 bits of levels and 32 of a retina, whose first filters anyone would draw.
const FRONT_END: &str =
    "inverted+thermometer(9;1,255)+retina(3x3;kernel=3,angles=2,stride=1,pool=2,input=7,edge=258,bar=2)";

fn with_front_end() -> Files {
    let config = Config { front_end: FRONT_END.parse().unwrap(), ..Config::new(vec![50, 5, 3]).unwrap() };
    hex(&config.initial_state(1)).unwrap()
}

#[test]
fn tables_of_a_front_end_are_laid_out_as_documented() {
    let files = with_front_end();
    assert_eq!(
        text(&files, "front_end_levels.hex"),
        "// Apical specification version 2, format w4g8: thresholds of levels, lowest first\n\
         // 1 words of 16 bits\n\
         // level I of 0 to 1 at bits 8*I+7:8*I, unsigned\n\
         ff01\n"
    );
    // Coefficients of a horizontal edge are -1 -1 -1 0 0 0 1 1 1, of a bar -1 -1 -1 2 2 2 -1 -1 -1.
    let filters = text(&files, "front_end_filters.hex");
    assert!(
        filters.contains("4 words of 27 bits, the address is the filter\n// coefficient I of 0 to 8 at bits 3*I+2:3*I, two's complement\n12401ff\n7fd25ff\n"),
        "{filters}"
    );
    let thresholds = text(&files, "front_end_thresholds.hex");
    assert!(thresholds.ends_with("byte I of 0 to 1 at bits 8*I+7:8*I, unsigned\n0102\n0002\n0102\n0002\n"));
    let manifest: serde_json::Value = serde_json::from_str(text(&files, "manifest.json")).unwrap();
    assert_eq!(
        manifest["front_end"],
        serde_json::json!({
            "text": FRONT_END, "raw_values": 9, "inverted": true,
            "levels": { "levels": 2, "thermometer": true, "shared": true },
            "retina": {
                "height": 3, "width": 3, "kernel": 3, "angles": 2, "stride": 1, "pool": 2, "spikes": 7,
                "edge": 258, "bar": 2,
            },
        })
    );
    assert_eq!(manifest["banks"][1]["file"], "front_end_filters.hex");
    assert_eq!(manifest["banks"][1]["layer"], 0);
}

#[test]
fn tables_that_contradict_the_front_end_are_named() {
    let message = |name: &str, from: &str, to: &str| {
        let mut files = with_front_end();
        replace(&mut files, name, from, to);
        hex_read(&files).unwrap_err().to_string()
    };
    assert_eq!(
        message("front_end_filters.hex", "7fd25ff", "7fd25fe"),
        "front_end_filters.hex: word 1 is not what the front end in manifest.json has"
    );
    assert_eq!(
        message("front_end_levels.hex", "ff01", "ff02"),
        "front_end_levels.hex: word 0 is not what the front end in manifest.json has"
    );
    assert_eq!(
        message("front_end_thresholds.hex", "0002", "0003"),
        "front_end_thresholds.hex: word 1 is not what the front end in manifest.json has"
    );
    let manifest = |from: &str, to: &str| message("manifest.json", from, to);
    assert_eq!(
        manifest("\"pool\": 2", "\"pool\": 3"),
        "manifest.json: front_end: its numbers are not those of its text"
    );
    assert_eq!(
        manifest("\"specification_version\": 2", "\"specification_version\": 1"),
        "manifest.json: this network is not one of specification version 1"
    );
    assert!(manifest("edge=258", "edge=0").contains("edge: 0 is out of range"));
    assert!(manifest("pool=2,", "pool=1,").contains("the first size is 50, but the front end makes 90 bits"));
}

#[test]
fn images_in_flight_are_left_out() {
    use apical_core::Processor;
    use apical_core::reference::ReferenceProcessor;
    let mut processor = ReferenceProcessor::new(any::state(&[4, 3, 2], "w4g8")).unwrap();
    processor.learn(&[9, 200, 3, 255], 1).unwrap();
    let mut state = processor.state();
    assert_eq!(state.in_flight.len(), 1);
    let read = hex_read(&hex(&state).unwrap()).unwrap();
    state.in_flight.clear();
    assert_eq!(read, state);
}

#[test]
fn what_does_not_fit_is_named() {
    let files = hex(&any::state(&[6, 5, 3], "w4g8")).unwrap();
    let message = |change: &dyn Fn(&mut Files)| {
        let mut files = files.clone();
        change(&mut files);
        hex_read(&files).unwrap_err().to_string()
    };
    let manifest =
        |from: &'static str, to: &'static str| message(&|files| replace(files, "manifest.json", from, to));
    assert_eq!(
        message(&|files| files.retain(|(name, _)| name != "layer2_weight.hex")),
        "layer2_weight.hex is missing"
    );
    assert_eq!(message(&Vec::clear), "manifest.json is missing");
    assert_eq!(
        manifest("\"specification_version\": 1", "\"specification_version\": 3"),
        "manifest.json: specification version 3: this software implements versions 1 and 2"
    );
    assert_eq!(
        manifest("\"specification_version\": 1", "\"specification_version\": 2"),
        "manifest.json: this network is not one of specification version 2"
    );
    assert_eq!(manifest("apical-hex", "other"), "manifest.json: kind must be \"apical-hex\"");
    assert_eq!(
        manifest("    6,", "    16385,"),
        "manifest.json: layers: size 16385 at position 0 is out of range: 1 to 16384"
    );
    assert_eq!(
        manifest("    6,", "    7,"),
        "manifest.json: the banks are not those that the layers and the format call for"
    );
    assert!(manifest("\"banks\"", "\"bank\"").starts_with("manifest.json: unknown field `bank`"));
    let weights = "layer1_weight.hex";
    let add = |line: &'static str| {
        message(&|files| {
            let file = files.iter_mut().find(|(name, _)| name == weights).unwrap();
            file.1.extend(line.bytes());
        })
    };
    assert_eq!(add("00000\n"), "layer1_weight.hex: 7 words, 6 expected");
    assert_eq!(add("0000\n"), "layer1_weight.hex: line 10 is not a hexadecimal number of 20 bits (5 digits)");
    assert_eq!(add("0000g"), "layer1_weight.hex: line 10 is not a hexadecimal number of 20 bits (5 digits)");
    let zero = message(&|files| {
        let file = files.iter_mut().find(|(name, _)| name == "random.hex").unwrap();
        file.1 = "00000000\n".repeat(17).into_bytes();
    });
    assert!(zero.starts_with("random generator 0 "), "{zero}");
}

#[test]
fn damaged_files_never_panic() {
    let originals = [hex(&any::state(&[6, 5, 3], "w4g8")).unwrap(), with_front_end()];
    let mut random = SplitMix64::new(8);
    let (mut refused, mut read) = (0, 0);
    for _ in 0..5000 {
        let files = &originals[random.below(2) as usize];
        let mut damaged = files.clone();
        let (_, content) = &mut damaged[random.below(files.len() as u32) as usize];
        let index = random.below(content.len() as u32) as usize;
        match random.below(3) {
            0 => content[index] ^= 1 << random.below(8),
            1 => content.truncate(index),
            _ => content[index] = random.below(256) as u8,
        }
        match hex_read(&damaged) {
            Ok(state) => {
                read += 1;
                state.validate().unwrap();
            }
            Err(ExportError::Archive { message }) => panic!("reading builds no archive: {message}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 1000 && read > 100, "{refused} refused, {read} read");
}
