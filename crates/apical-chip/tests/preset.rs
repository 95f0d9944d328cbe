//! Presets that cannot be used, and what their reader says of them.

use std::collections::BTreeSet;
use std::error::Error;
use std::path::Path;

use apical_chip::machine::ChipProcessor;
use apical_chip::preset::{Preset, PresetError, Setting};
use apical_core::Config;
use apical_core::front_end::FrontEnd;

/// The error of a built-in preset with some values set otherwise.
#[track_caller]
fn refusal(name: &str, settings: &[&str]) -> String {
    match with(name, settings) {
        Ok(_) => panic!("{name} with {settings:?} was accepted"),
        Err(error) => error.to_string(),
    }
}

fn with(name: &str, settings: &[&str]) -> Result<Preset, PresetError> {
    let settings: Vec<Setting> = settings.iter().map(|setting| setting.parse().unwrap()).collect();
    Preset::named(name, &settings)
}

/// The error of a text in which something is replaced.
#[track_caller]
fn replaced(from: &str, to: &str) -> String {
    let text = Preset::builtin_text("apical").unwrap();
    assert!(text.contains(from), "{from}");
    match Preset::parse(&text.replacen(from, to, 1)) {
        Ok(_) => panic!("{to:?} was accepted"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn built_in_presets_hold_their_own_networks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<String> =
        files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(files, Preset::builtin_names().map(str::to_owned).collect(), "every file is built in");
    for name in Preset::builtin_names() {
        let preset = Preset::builtin(name).unwrap();
        assert_eq!(preset.name, name);
        let state = preset.config().unwrap().initial_state(1);
        assert!(ChipProcessor::new(&preset.organisation, &state).is_ok(), "{name}");
    }
}

#[test]
fn unknown_keys_are_named_with_those_that_there_are() {
    let error = replaced("clock = \"20 MHz\"", "clock = \"20 MHz\"\nclocks = 3");
    assert!(error.contains("line 8") && error.contains("unknown field `clocks`"), "{error}");
    assert!(error.contains("expected one of") && error.contains("`supply`"), "{error}");
    let error = replaced("pixels_per_cycle = 32", "pixels_per_cycle = 32\nwidth = 3");
    assert!(error.contains("unknown field `width`, expected `pixels_per_cycle`"), "{error}");
    let error = replaced("ports = 1 }", "ports = 1, colour = 3 }");
    assert!(error.contains("unknown field `colour`") && error.contains("`word_bits`"), "{error}");
    // By a setting there is no line to show.
    let error = refusal("apical", &["encoder.width=3"]);
    assert!(error.contains("unknown field `width`, expected `pixels_per_cycle`"), "{error}");
}

#[test]
fn missing_keys_and_wrong_types_are_named() {
    let error = replaced("words = 16\n", "");
    assert!(error.contains("missing field `words`"), "{error}");
    let error = replaced("pixels_per_cycle = 32", "pixels_per_cycle = \"32\"");
    assert!(
        error.contains("line 18") && error.contains("invalid type: string \"32\", expected u32"),
        "{error}"
    );
    let error = replaced("pixels_per_cycle = 32", "pixels_per_cycle = -1");
    assert!(
        error.contains("line 18") && error.contains("invalid value: integer `-1`, expected u32"),
        "{error}"
    );
    let error = replaced("kind = \"event\"", "kind = \"sparse\"");
    assert!(error.contains("unknown variant `sparse`, expected `dense` or `event`"), "{error}");
    let error = replaced("order = \"input\"", "order = \"column\"");
    assert!(error.contains("unknown variant `column`, expected `input` or `neuron`"), "{error}");
    assert_eq!(
        replaced("format_version = 1", "format_version = 9"),
        "format_version: 9 is not 1, which this program reads"
    );
}

#[test]
fn quantities_need_their_unit_and_range() {
    assert_eq!(
        refusal("apical", &["supply=20 MHz"]),
        "supply: unit \"MHz\" does not fit: expected V, or a multiple such as mV or uV"
    );
    assert_eq!(
        refusal("apical", &["clock=\"20\""]),
        "clock: unit \"\" does not fit: expected Hz, or a multiple such as mHz or uHz"
    );
    assert_eq!(
        refusal("apical", &["clock=fast"]),
        "clock: \"fast\" is no quantity: expected a number and a unit, such as \"0.8 Hz\""
    );
    assert_eq!(refusal("apical", &["supply=50 V"]), "supply: 50 V is out of range: 0.1 V to 5 V");
    assert_eq!(refusal("apical", &["supply=-0.8 V"]), "supply: -0.8 V is out of range: 0.1 V to 5 V");
    assert_eq!(refusal("apical", &["clock=0 Hz"]), "clock: 0 Hz is out of range: 1 Hz to 100 GHz");
    assert_eq!(refusal("apical", &["clock=900 GHz"]), "clock: 900 GHz is out of range: 1 Hz to 100 GHz");
    let error = refusal("apical", &["network.format=w9g8"]);
    assert!(error.starts_with("network.format: ") && error.contains("2 to 8"), "{error}");
    assert_eq!(
        refusal("apical", &["network.feedback_sharing=0"]),
        "network.feedback_sharing: 0 is out of range: 1 to 4000"
    );
}

#[test]
fn words_too_narrow_say_how_wide_they_must_be() {
    assert_eq!(
        refusal("apical", &["layers.0.weights.word_bits=39"]),
        "layers.0.weights.word_bits: a word of 39 bits is too narrow: 10 synapses of 4 bits need 40"
    );
    assert_eq!(
        refusal("apical", &["layers.2.accumulators.synapses_per_word=5"]),
        "layers.2.accumulators.word_bits: a word of 32 bits is too narrow: 5 synapses of 8 bits need 40"
    );
    // Weight and accumulator in one word.
    assert_eq!(
        refusal("park2019", &["layers.0.weights.word_bits=55"]),
        "layers.0.weights.word_bits: a word of 55 bits is too narrow: 4 synapses of 14 bits need 56"
    );
    assert_eq!(
        refusal("apical", &["network.format=w5g8"]),
        "layers.0.weights.word_bits: a word of 40 bits is too narrow: 10 synapses of 5 bits need 50"
    );
    // Products that no 32 bits hold are still right.
    let error = refusal("apical", &["layers.0.weights.synapses_per_word=4294967295"]);
    assert_eq!(error, "layers.0.weights.synapses_per_word: 4294967295 is out of range: 1 to 4000");
}

#[test]
fn numbers_out_of_range_name_field_and_limits() {
    let range = |field: &str, value: u64, limits: &str| {
        let setting = format!("{field}={value}");
        assert_eq!(refusal("apical", &[&setting]), format!("{field}: {value} is out of range: {limits}"));
    };
    range("encoder.pixels_per_cycle", 0, "1 to 64");
    range("encoder.pixels_per_cycle", 128, "1 to 64");
    range("queue.words", 1, "2 to 1024");
    range("queue.words", 1025, "2 to 1024");
    range("search.neurons_per_cycle", 0, "1 to 256");
    range("search.neurons_per_cycle", 257, "1 to 256");
    range("layers.1.inputs_per_cycle", 0, "1 to 16");
    range("layers.1.inputs_per_cycle", 32, "1 to 16");
    range("layers.1.weights.ports", 0, "1 to 2");
    range("layers.1.accumulators.ports", 3, "1 to 2");
    range("layers.1.weights.word_bits", 0, "1 to 4096");
    range("layers.1.weights.word_bits", 4097, "1 to 4096");
    range("layers.1.weights.synapses_per_word", 0, "1 to 4000");
    assert_eq!(
        refusal("apical", &["encoder.pixels_per_cycle=24"]),
        "encoder.pixels_per_cycle: 24 is no power of two"
    );
    assert_eq!(
        refusal("apical", &["layers.0.inputs_per_cycle=6"]),
        "layers.0.inputs_per_cycle: 6 is no power of two"
    );
}

#[test]
fn sizes_out_of_range_are_those_of_the_preset_file() {
    let error = refusal("apical", &["network.layers=[16385, 200, 200, 10]"]);
    assert_eq!(error, "network.layers.0: 16385 is out of range: 1 to 16384");
    let error = refusal("apical", &["network.layers=[784, 4001, 200, 10]"]);
    assert_eq!(error, "network.layers.1: 4001 is out of range: 1 to 4000");
    let error = refusal("apical", &["network.layers=[784, 200, 0, 10]"]);
    assert_eq!(error, "network.layers.2: 0 is out of range: 1 to 4000");
    assert_eq!(
        refusal("apical", &["network.layers=[784, 200, 10]"]),
        "network.layers: 3 sizes, which make 2 layers; there are 3 [[layers]] tables"
    );
    assert_eq!(
        refusal("apical", &["network.layers=[]"]),
        "network.layers: 0 sizes, which make 0 layers; there are 3 [[layers]] tables"
    );
    // Classes: what the rule allows, said before a run and not in its midst.
    let error = refusal("apical", &["network.layers=[784, 200, 200, 1]"]);
    assert_eq!(error, "network.layers.3: 1 is out of range: 2 to 256");
    let error = refusal("apical", &["network.layers=[784, 200, 200, 300]"]);
    assert_eq!(error, "network.layers.3: 300 is out of range: 2 to 256");
}

#[test]
fn contradictions_say_what_contradicts_what() {
    for (name, settings, says) in [
        (
            "apical",
            &["encoder.pixels_per_cycle=4"][..],
            "encoder.pixels_per_cycle: 4 pixels a cycle; needs at least the 8 inputs of layer 1 a cycle",
        ),
        (
            "park2019",
            &["encoder.pixels_per_cycle=8"],
            "encoder.pixels_per_cycle: 8 pixels a cycle; needs as many as the 4 inputs of layer 1 a cycle",
        ),
        (
            "apical",
            &["layers.1.weights.order=neuron"],
            "layers.1.weights.order: an event reads the weights of one input with all neurons: order input",
        ),
        (
            "park2019",
            &["layers.1.weights.order=input"],
            "layers.1.weights.order: a dense machine has one memory a neuron, which holds weights and accumulators",
        ),
        (
            "park2019",
            &["layers.1.inputs_per_cycle=2"],
            "layers.1.weights.synapses_per_word: a word of 1 synapses does not feed 2 inputs a cycle",
        ),
        (
            "retina",
            &["front_end.values_per_cycle=5"],
            "front_end.values_per_cycle: 5 values a cycle do not divide the 28 columns",
        ),
        ("retina", &["network.layers.0=784"], "network.layers.0: a front end of 1176 bits before 784 inputs"),
        (
            "retina",
            &["front_end.definition=levels(784;128)"],
            "network.layers.0: a front end of 784 bits before 1176 inputs",
        ),
        (
            "retina",
            &["front_end.positions_per_cycle=29"],
            "front_end.positions_per_cycle: 29 is out of range: 1 to 28",
        ),
        (
            "retina",
            &["front_end.values_per_cycle=0"],
            "front_end.values_per_cycle: 0 is out of range: 1 to 64",
        ),
    ] {
        assert_eq!(refusal(name, settings), says);
    }
    let text = Preset::builtin_text("apical").unwrap().replace("[queue]\nwords = 16\n", "");
    assert_eq!(
        Preset::parse(&text).unwrap_err().to_string(),
        "queue: an event-driven machine needs a queue: [queue] with words = 16"
    );
}

#[test]
fn networks_too_large_or_too_wide_name_the_limit() {
    let preset = Preset::builtin("apical").unwrap();
    let refuse = |layers: &[usize], format: &str| {
        let mut config = Config::new(layers.to_vec()).unwrap();
        config.format = format.parse().unwrap();
        match ChipProcessor::new(&preset.organisation, &config.initial_state(1)) {
            Ok(_) => panic!("{layers:?} was accepted"),
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(
        refuse(&[785, 200, 200, 10], "w4g8"),
        "layer 1: the network has 785 inputs, the processor holds 784"
    );
    assert_eq!(
        refuse(&[784, 200, 201, 10], "w4g8"),
        "layer 2: the network has 201 neurons, the processor holds 200"
    );
    assert_eq!(
        refuse(&[784, 200, 200, 11], "w4g8"),
        "layer 3: the network has 11 neurons, the processor holds 10"
    );
    assert_eq!(refuse(&[784, 200, 10], "w4g8"), "the network has 2 layers of neurons, the processor 3");
    assert_eq!(refuse(&[784, 200, 200, 10], "w6g8"), "the network's weights have 6 bits, the processor's 4");
}

#[test]
fn networks_of_another_front_end_say_what_differs() {
    let refuse = |preset: &str, front_end: &str| {
        let preset = Preset::builtin(preset).unwrap();
        let front_end: FrontEnd = front_end.parse().unwrap();
        let mut config = Config::new(vec![front_end.bits().unwrap_or(784), 200, 200, 10]).unwrap();
        config.front_end = front_end;
        match ChipProcessor::new(&preset.organisation, &config.initial_state(1)) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    };
    const RETINA: &str = "retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=1,bar=1)";
    assert_eq!(refuse("apical", RETINA), "front end: the network has a retina, the processor none");
    assert_eq!(refuse("apical", "levels(784;9)"), "front end: the network has levels, the processor none");
    assert_eq!(
        refuse("apical", "inverted+threshold"),
        "front end: the network has an inversion, the processor none"
    );
    assert_eq!(refuse("retina", "threshold"), "front end: the network has none, the processor a retina");
    assert_eq!(
        refuse("retina", &RETINA.replace("kernel=7", "kernel=5")),
        "front end: the network has kernel: 5, the processor 7"
    );
    assert_eq!(
        refuse("retina", &format!("levels(784;9)+{RETINA}")),
        "front end: the network has levels: 1, the processor 0"
    );
    // Thresholds and inversion are loaded.
    assert_eq!(refuse("retina", &format!("inverted+{}", RETINA.replace("edge=1", "edge=900"))), "");
}

#[test]
fn settings_that_lead_nowhere_say_what_is_there() {
    assert_eq!(
        "clock".parse::<Setting>().unwrap_err().to_string(),
        "setting \"clock\": expected PATH=VALUE, such as encoder.pixels_per_cycle=32"
    );
    assert_eq!(
        refusal("apical", &["encoders.pixels=3"]),
        "setting encoders.pixels: there is no \"encoders\" here; there are clock, dataflow, encoder, format_version, \
         layers, name, network, queue, search, summary, supply, technology"
    );
    assert_eq!(
        refusal("apical", &["layers.3.weights.ports=2"]),
        "setting layers.3.weights.ports: there is no \"3\" here; there are elements 0 to 2, or *"
    );
    assert_eq!(
        refusal("apical", &["network.layers.0.x=2"]),
        "setting network.layers.0.x: there is no \"x\" here; there are nothing further"
    );
}

#[test]
fn settings_change_what_they_name() {
    let preset =
        with("apical", &["clock=40MHz", "layers.*.weights.ports=2", "network.layers.0=700"]).unwrap();
    assert_eq!(preset.clock.megahertz(), 40.0);
    assert_eq!(preset.organisation.layers[0].inputs, 700);
    let one_port = Preset::builtin("apical").unwrap().organisation;
    for (changed, before) in preset.organisation.layers.iter().zip(&one_port.layers) {
        assert_ne!(changed.weights.ports, before.weights.ports);
        assert_eq!(changed.accumulators, before.accumulators);
    }
    // A value that is not TOML is a string; one that is TOML is what it says.
    assert_eq!(with("apical", &["summary=for fun"]).unwrap().summary, "for fun");
    assert_eq!(with("apical", &["summary=\"for fun\""]).unwrap().summary, "for fun");
}

/// As the program prints it: the file, then what is wrong in it. Causes that a text ends with are not repeated.
fn chain(error: &PresetError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.ends_with(&message) {
            text = format!("{text}: {message}");
        }
        cause = error.source();
    }
    text
}

#[test]
fn files_are_named_first() {
    let folder = std::env::temp_dir().join(format!("apical-preset-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("mine.toml");
    let name = path.display().to_string();
    let text = Preset::builtin_text("apical").unwrap();
    let find = |settings: &[&str]| {
        let settings: Vec<Setting> = settings.iter().map(|setting| setting.parse().unwrap()).collect();
        Preset::find(&name, &settings)
    };
    assert!(chain(&find(&[]).unwrap_err()).starts_with(&format!("cannot read {name}: ")));
    std::fs::write(&path, text.replacen("word_bits = 40", "word_bits = 30", 1)).unwrap();
    assert_eq!(
        chain(&find(&[]).unwrap_err()),
        format!(
            "{name}: layers.0.weights.word_bits: a word of 30 bits is too narrow: 10 synapses of 4 bits need 40"
        )
    );
    assert!(find(&["layers.0.weights.word_bits=40"]).is_ok(), "a setting can mend a file");
    std::fs::write(&path, text.replacen("0.8 V", "0.8 MHz", 1)).unwrap();
    assert_eq!(
        chain(&find(&[]).unwrap_err()),
        format!("{name}: supply: unit \"MHz\" does not fit: expected V, or a multiple such as mV or uV")
    );
    std::fs::write(&path, text.replacen("w4g8", "w1g8", 1)).unwrap();
    let error = chain(&find(&[]).unwrap_err());
    assert!(error.starts_with(&format!("{name}: network.format: ")), "{error}");
    assert_eq!(error.matches("2 to 8").count(), 1, "said once: {error}");
    std::fs::write(&path, "format_version = 1\nname = = 2\n").unwrap();
    let error = chain(&find(&[]).unwrap_err());
    assert!(error.starts_with(&format!("{name}: TOML parse error at line 2, column 8")), "{error}");
    assert_eq!(error.matches("TOML parse error").count(), 1, "said once: {error}");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(
        Preset::find("tpu", &[]).unwrap_err().to_string(),
        format!(
            "there is no preset \"tpu\"; there are {} (or give the path of a TOML file)",
            Preset::builtin_names().collect::<Vec<_>>().join(", ")
        )
    );
}
