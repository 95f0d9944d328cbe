//! Networks that see through a front end.

use std::ops::ControlFlow;

use crate::common::{Client, DIGIT_SIDE, Running, again, behind, digit};
use crate::sessions::teaches_and_takes_back;
use apical_core::fast::FastProcessor;
use apical_core::front_end::FrontEnd;
use apical_core::run::{Choices, ImageSize, Run, Source, Stage, Start};
use apical_core::snapshot::{DataHash, DataRecord, Snapshot};
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_core::{Config, Processor, State};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

fn train(front_end: &str) -> Value {
    json!({"type": "train", "data": "builtin", "epochs": 1, "seed": 5, "fresh": true, "front_end": front_end,
        "images_per_second": null, "learning_rate": {"from": 6, "to": 0.5}})
}

fn numbers(list: &Value) -> Vec<usize> {
    list.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as usize).collect()
}

/// Whatever it sees through, a network is served, and answers as the software does.
#[tokio::test(flavor = "multi_thread")]
async fn a_model_of_any_front_end_is_served_and_recognises() {
    for (front_end, preset) in [
        ("retina", "retina"),
        ("levels:3", "retina"),
        ("inverted+thermometer:2", "retina"),
        ("retina+thermometer:2", "retina"),
        ("inverted+threshold", "apical"),
    ] {
        let (run, state) = behind(front_end);
        let server = Running::serving((run, state.clone())).await;
        let mut page = server.client().await;
        let model = page.until("model").await;
        assert_eq!(model["front_end"]["name"], front_end);
        assert_eq!(model["front_end"]["inverted"], front_end.starts_with("inverted"));
        let processor = page.until("processor").await;
        assert_eq!(processor["preset"], preset, "{front_end}");
        assert!(processor["inference"]["nanojoules"].as_f64().unwrap() > 0.0, "{front_end}");
        let (pixels, _) = digit(3);
        page.draw(DIGIT_SIDE, &pixels).await;
        let answer = page.until("recognition").await;
        // A drawing is bright ink, whatever the ground of the images that were learned.
        let ink = BASE64_STANDARD.decode(answer["pixels"].as_str().unwrap()).unwrap();
        assert!(ink[0] == 0 && ink.iter().any(|&value| value > 200), "{front_end}");
        let sees = &state.config.front_end;
        let raw: Vec<u8> = ink.iter().map(|&value| sees.seen(value)).collect();
        let set = |(index, &bit): (usize, &bool)| bit.then_some(index);
        let bits: Vec<usize> = sees.encode(&raw).iter().enumerate().filter_map(set).collect();
        assert_eq!(numbers(&answer["input"]), bits, "{front_end}");
        let mut fast = FastProcessor::new(&state).unwrap();
        assert_eq!(answer["winner"], fast.infer(&raw).unwrap(), "{front_end}");
        let split = apical_data::builtin::default_split();
        let right =
            |index: &usize| fast.infer(split.test.image(*index)).unwrap() == split.test.labels()[*index];
        let correct = (0..split.test.len()).filter(right).count();
        page.send(json!({"type": "preset", "name": "park2019"})).await;
        let other = page.until("recognition").await;
        assert_eq!((&other["layers"], &other["input"]), (&answer["layers"], &answer["input"]));
        page.send(json!({"type": "supply", "volts": 1.0})).await;
        assert_eq!(page.until("recognition").await["layers"], answer["layers"]);
        page.send(json!({"type": "reset"})).await;
        assert_eq!(page.until("accuracy").await["correct"], correct, "{front_end}");
        let file = Snapshot::from_bytes(&page.download().await).unwrap();
        assert!(file.state == state, "{front_end}: another network is in the file");
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn test_images_are_shown_as_ink_and_learned_as_they_are() {
    let (run, state) = behind("inverted+levels:2");
    let server = Running::serving((run, state.clone())).await;
    let mut page = server.client().await;
    page.send(json!({"type": "sample", "mistake": false})).await;
    let shown = page.until("recognition").await;
    let ink = BASE64_STANDARD.decode(shown["pixels"].as_str().unwrap()).unwrap();
    let split = apical_data::builtin::default_split();
    let raw: Vec<u8> = ink.iter().map(|value| 255 - value).collect();
    let index = (0..split.test.len()).find(|&index| split.test.image(index) == raw).expect("a test image");
    assert_eq!(shown["truth"], split.test.labels()[index]);
    page.send(json!({"type": "keep", "class": 4})).await;
    page.send(json!({"type": "practise", "rounds": 1, "learning_rate": 6})).await;
    page.until("taught").await;
    let taught = Snapshot::from_bytes(&page.download().await).unwrap().state;
    let mut fast = FastProcessor::new(&state).unwrap();
    let rate = LearningRate::new(6 * 256, 6 * 256).unwrap();
    fast.set_step_rate(rate.step_rate(0, 1, state.config.format).unwrap());
    fast.learn(&raw, 4).unwrap();
    while fast.drain_one().is_some() {}
    assert!(fast.state() == taught, "another image was learned");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lessons_through_a_retina_are_taken_back_and_done_again_alike() {
    for front_end in ["retina+levels:2", "inverted+retina"] {
        teaches_and_takes_back(Running::serving(behind(front_end)).await).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_with_a_front_end_is_that_of_the_trainer_bit_for_bit() {
    let split = apical_data::builtin::default_split();
    let server = Running::serving(behind("thermometer:2")).await;
    let mut page = server.client().await;
    let hello = page.until("hello").await;
    page.until("accuracy").await;
    let offered = hello["front_ends"].as_array().unwrap().clone();
    let offered: Vec<&str> = offered.iter().map(|name| name.as_str().unwrap()).collect();
    // Each of them begins; how it goes on is compared for some.
    for front_end in offered {
        let mut slow = train(front_end);
        slow["images_per_second"] = json!(1);
        page.send(slow).await;
        let expected = if front_end == "auto" { "retina" } else { front_end };
        while page.until("model").await["front_end"]["name"] != expected {}
        page.send(json!({"type": "stop"})).await;
        while page.until("training").await["state"] != "stopped" {}
        page.until("accuracy").await;
    }
    for front_end in ["threshold", "levels:7", "retina+thermometer:3", "inverted+retina:pool=3,quantile=90"] {
        page.send(train(front_end)).await;
        let (pixels, _) = digit(0);
        page.draw(DIGIT_SIDE, &pixels).await;
        while page.until("training").await["state"] != "finished" {}
        let preset = page.until("processor").await["preset"].clone();
        let found = Snapshot::from_bytes(&page.download().await).unwrap();
        // What `apical train` makes of the same words.
        let text = format!(
            "front_end = \"{front_end}\"\nlayers = [784, 40, 30, 10]\nepochs = 1\nseed = 5\nlearning_rate = \"6:0.5\""
        );
        let size = ImageSize { height: 28, width: 28 };
        let choices = Choices::parse(&text).unwrap().fitted(size, 10, &split.train).unwrap();
        let stage = choices.stage().unwrap();
        let config = choices.config(&stage, size, 10).unwrap();
        let mut fast = FastProcessor::new(&config.initial_state(5)).unwrap();
        let mut trainer = Trainer::new(stage.recipe, Position::default());
        trainer.epoch(&mut fast, &split.train, |_| ControlFlow::Continue(())).unwrap();
        assert!(found.state == fast.state(), "{front_end}: the session learned something else");
        assert!(
            again(&found.run.config_text) == found,
            "{front_end}: the run does not come out of its configuration"
        );
        assert_eq!(preset, if config.front_end.is_threshold() { "apical" } else { "retina" });
    }
    server.stop().await;
}

/// Of what a run is asked to see through; nothing is changed by it.
#[tokio::test(flavor = "multi_thread")]
async fn front_ends_that_are_none_or_too_wide_are_refused() {
    let server = Running::serving(behind("retina")).await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    let begun = page.download().await;
    let long = "retina+".repeat(100_000);
    let many = format!("thermometer(784;{})", "1,".repeat(64) + "2");
    for (front_end, says) in [
        ("", "is not understood"),
        ("retinas", "\"retinas\" is not understood"),
        ("retina+retina", "is not understood"),
        (&long, "is not understood"),
        ("levels:0", "is not understood"),
        ("levels:64", "50176 input bits are too many: at most 16384"),
        ("retina:pool=1", "18816 input bits are too many"),
        ("retina:kernel=4", "kernel: 4 is none of 3, 5, 7, 9, 11"),
        ("retina:stride=0", "stride: 0 is out of range: 1 to 8"),
        ("retina:pool=18446744073709551615", "pool: "),
        ("retina:pool=18446744073709551616", "is not understood"),
        (&many, "levels: 65 is out of range: 1 to 64"),
        ("levels(783;128)", "it takes 783 values, but the images have 28 x 28"),
        ("retina(4000x4000;kernel=7,angles=6,stride=1,pool=64,input=grey,edge=1,bar=1)", "front_end: "),
    ] {
        let shown: String = front_end.chars().take(40).collect();
        page.send(train(front_end)).await;
        let error = page.until("error").await;
        let message = error["message"].as_str().unwrap();
        assert_eq!(error["about"], "train", "{shown}");
        assert!(message.contains("front_end") && message.contains(says), "{shown}: {message}");
        assert!(message.len() < 400, "{shown}: {} bytes of message", message.len());
    }
    let mut on = train("retina");
    on["fresh"] = json!(false);
    page.send(on).await;
    let message = page.until("error").await["message"].clone();
    assert!(message.as_str().unwrap().contains("needs an untrained network"), "{message}");
    assert_eq!(page.download().await, begun);
    // Without a choice it stays the network's own.
    let mut own = train("");
    own["front_end"] = Value::Null;
    page.send(own).await;
    while page.until("training").await["state"] != "finished" {}
    assert_eq!(page.until("model").await["front_end"]["name"], "retina");
    server.stop().await;
}

async fn upload(page: &mut Client, (run, state): (Run, State)) -> Value {
    let file = run.snapshot(&FastProcessor::new(&state).unwrap()).to_bytes().unwrap();
    page.send_bytes(3, &file).await;
    page.until("processor").await["preset"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_processor_follows_the_front_end_until_one_is_chosen() {
    let server = Running::start().await;
    let mut page = server.client().await;
    assert_eq!(page.until("processor").await["preset"], "apical");
    page.until("accuracy").await;
    let (pixels, _) = digit(5);
    page.draw(DIGIT_SIDE, &pixels).await;
    let drawn = page.until("recognition").await["pixels"].clone();
    assert_eq!(upload(&mut page, behind("inverted+retina")).await, "retina");
    // The drawing stays what it was, with ink of 255.
    let answer = page.until("recognition").await;
    assert_eq!(answer["pixels"], drawn);
    page.until("accuracy").await;
    page.send(json!({"type": "undo"})).await;
    assert_eq!(page.until("processor").await["preset"], "apical");
    page.send(json!({"type": "preset", "name": "park2019"})).await;
    assert_eq!(page.until("processor").await["preset"], "park2019");
    assert_eq!(upload(&mut page, behind("levels:2")).await, "park2019");
    server.stop().await;
}

/// A small model file can ask for large pictures, and a small network for a large one behind a front end.
#[tokio::test(flavor = "multi_thread")]
async fn what_would_take_much_memory_is_refused() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    let wide = "retina(4000x4000;kernel=3,angles=2,stride=8,pool=64,input=grey,edge=9,bar=9)";
    let wide: FrontEnd = wide.parse().unwrap();
    let mut config = Config::new(vec![wide.bits().unwrap(), 4, 10]).unwrap();
    config.front_end = wide;
    let number = page.send_bytes(3, &untrained(&config, 4000)).await;
    let error = page.until("error").await;
    assert_eq!(error["request"], number);
    assert!(error["message"].as_str().unwrap().contains("16000000 values"), "{error}");

    let config = Config::new(vec![784, 900, 10]).unwrap();
    page.send_bytes(3, &untrained(&config, 28)).await;
    assert_eq!(page.until("model").await["layers"], json!([784, 900, 10]));
    page.send(train("levels:20")).await;
    let message = page.until("error").await["message"].clone();
    assert!(message.as_str().unwrap().contains("15680 inputs make 14121000 synapses"), "{message}");
    page.send(train("levels:1")).await;
    assert_eq!(page.until("training").await["state"], "running");
    server.stop().await;
}

fn untrained(config: &Config, side: usize) -> Vec<u8> {
    let hash = || DataHash::from([0; 32]);
    let recipe = Recipe { seed: 1, epochs: 1, learning_rate: LearningRate::DEFAULT, shift: 0 };
    let start = Start {
        stage: Stage::new(Source::named("gone.csv"), recipe),
        data: DataRecord { name: "gone.csv".into(), train_hash: hash(), test_hash: hash() },
        size: ImageSize { height: side, width: side },
        class_names: Vec::new(),
    };
    let processor = FastProcessor::new(&config.initial_state(1)).unwrap();
    Run::begin(config, start).snapshot(&processor).to_bytes().unwrap()
}
