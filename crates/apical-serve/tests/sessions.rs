//! What a page can do, end to end over a real connection.

use crate::common::{DIGIT_SIDE, Running, again, digit};
use apical_core::fast::FastProcessor;
use apical_core::run::Run;
use apical_core::snapshot::Snapshot;
use apical_core::training::{Position, Recipe, Trainer};
use apical_core::{Processor, training::LearningRate};
use serde_json::{Value, json};

fn numbers(value: &Value) -> Vec<u64> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_begins_with_a_trained_network() {
    let server = Running::alone().await;
    let mut page = server.client().await;
    let hello = page.until("hello").await;
    assert_eq!((&hello["protocol"], &hello["data"]), (&json!(1), &json!(["builtin"])));
    let model = page.until("model").await;
    assert_eq!(model["layers"], json!([784, 200, 200, 10]));
    assert_eq!(model["history"].as_array().unwrap().len(), 30);
    let processor = page.until("processor").await;
    assert_eq!((&processor["preset"], &processor["supply"]), (&json!("apical"), &json!(0.8)));
    let nanojoules = processor["inference"]["nanojoules"].as_f64().unwrap();
    assert!((10.0..25.0).contains(&nanojoules), "{nanojoules}");
    let accuracy = page.until("accuracy").await;
    let last = model["history"][29].clone();
    assert_eq!((&accuracy["correct"], &accuracy["tested"]), (&last["correct"], &last["tested"]));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drawing_is_recognised_as_the_fast_kernel_does() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    let file = page.download().await;
    let mut fast = FastProcessor::new(&Snapshot::from_bytes(&file).unwrap().state).unwrap();
    let mut right = 0;
    for index in 0..20 {
        let (pixels, class) = digit(index);
        let number = page.draw(DIGIT_SIDE, &pixels).await;
        let answer = page.until("recognition").await;
        assert_eq!(answer["request"], number);
        let image = apical_data::GreyImage::new(112, 112, pixels).unwrap();
        let seen = apical_data::normalise(&image, apical_data::ImageSize::MNIST).pixels;
        let activity = fast.activity(&seen).unwrap();
        assert_eq!(answer["winner"], activity.winner);
        for (told, layer) in answer["layers"].as_array().unwrap().iter().zip(&activity.layers) {
            assert_eq!(told["potentials"], json!(layer.potentials));
            let spikes = numbers(&told["spikes"]).len();
            assert_eq!(spikes, layer.spikes.iter().filter(|&&spike| spike).count());
        }
        let blocks: f64 = answer["cost"]["blocks"].as_array().unwrap().iter().map(energy).sum();
        assert!((blocks - energy(&answer["cost"])).abs() < 1e-9);
        right += u32::from(activity.winner == class);
    }
    assert!(right >= 16, "{right} of 20");
    server.stop().await;
}

fn energy(part: &Value) -> f64 {
    part["nanojoules"].as_f64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_whose_data_are_gone_is_not_measured_and_does_all_else() {
    let server = Running::without_data().await;
    let mut page = server.client().await;
    assert_eq!(page.until("model").await["measured_on"], Value::Null);
    let processor = page.until("processor").await;
    assert_eq!((&processor["preset"], &processor["curve"]), (&json!("apical"), &json!([])));
    for figure in ["inference", "learning", "overhead"] {
        assert_eq!(processor.get(figure), Some(&Value::Null), "{figure}");
    }
    page.send(json!({"type": "sample", "mistake": false})).await;
    assert_eq!(page.until("error").await["message"], "no test images of this size are at hand");
    let (pixels, _) = digit(0);
    page.draw(DIGIT_SIDE, &pixels).await;
    let answer = page.until("recognition").await;
    let class = 1 - answer["winner"].as_u64().unwrap();
    page.send(json!({"type": "teach", "class": class, "presentations": 32, "learning_rate": 6})).await;
    assert_eq!(page.until("taught").await["class"], class);
    // On images of another size, an untrained network of that size.
    page.send(json!({"type": "train", "data": "builtin", "epochs": 1, "seed": 1, "fresh": true,
        "images_per_second": null, "learning_rate": {"from": 6, "to": 6}}))
        .await;
    while page.until("training").await["state"] != "finished" {}
    assert_eq!(page.until("model").await["measured_on"], "builtin");
    assert!(page.until("processor").await["inference"].is_object());
    assert_eq!(page.until("accuracy").await["data"], "builtin");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_canvas_is_no_digit() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.draw(20, &[0; 400]).await;
    let answer = page.until("recognition").await;
    assert_eq!((&answer["blank"], answer.get("winner")), (&json!(true), None));
    page.send(json!({"type": "teach", "class": 1, "presentations": 1, "learning_rate": 6})).await;
    let error = page.until("error").await;
    assert_eq!(error["about"], "teach");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_learns_from_single_images_takes_that_back_and_does_it_again_alike() {
    teaches_and_takes_back(Running::start().await).await;
}

pub(crate) async fn teaches_and_takes_back(server: Running) {
    let mut page = server.client().await;
    page.until("accuracy").await;
    let begun = page.download().await;
    page.send(json!({"type": "sample", "mistake": true})).await;
    let wrong = page.until("recognition").await;
    assert_ne!(wrong["truth"], wrong["winner"]);
    let teach = json!({"type": "teach", "class": wrong["truth"], "presentations": 32, "learning_rate": 6});
    page.send(teach.clone()).await;
    let taught = page.until("taught").await;
    assert!(taught["updates"].as_u64().unwrap() > 0, "{taught}");
    assert_eq!(taught["feedback"]["label"], wrong["truth"]);
    let changed: Vec<u64> =
        taught["changes"].as_array().unwrap().iter().map(|l| l["accumulators"].as_u64().unwrap()).collect();
    assert!(changed.len() == 3 && changed.iter().all(|&count| count > 0), "{changed:?}");
    let right = page.until("recognition").await;
    assert_eq!(right["winner"], wrong["truth"], "after {} images", taught["images"]);
    let accuracy = page.until("accuracy").await;
    assert!(accuracy["before"].is_u64() && accuracy["correct"].is_u64());
    let file = page.download().await;
    let run = Snapshot::from_bytes(&file).unwrap().run;
    let reason = run.irreproducible.unwrap();
    assert!(reason.contains("taught by hand"), "{reason}");
    assert_eq!(run.calibration, None, "it was another network's");

    page.send(json!({"type": "undo"})).await;
    assert_eq!(page.until("recognition").await["winner"], wrong["winner"]);
    assert_eq!(page.download().await, begun);
    page.send(teach).await;
    let again = page.until("taught").await;
    assert_eq!((&again["steps"], &again["changes"]), (&taught["steps"], &taught["changes"]));
    page.send(json!({"type": "reset"})).await;
    page.until("accuracy").await;
    assert_eq!(page.download().await, begun);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_takes_on_a_symbol_of_ones_own() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    // A frame, which is no digit; three of them, shifted.
    let frame = |at: usize| {
        let on = |index: usize| {
            let (x, y) = (index % 60, index / 60);
            let edge = |v: usize| (at..at + 5).contains(&v) || (at + 35..at + 40).contains(&v);
            let inside = |v: usize| (at..at + 40).contains(&v);
            (edge(x) && inside(y)) || (edge(y) && inside(x))
        };
        (0..3600).map(|index| if on(index) { 255 } else { 0 }).collect::<Vec<u8>>()
    };
    for at in [8, 10, 12] {
        page.draw(60, &frame(at)).await;
        page.until("recognition").await;
        page.send(json!({"type": "keep", "class": 7})).await;
        page.until("examples").await;
    }
    page.send(json!({"type": "name", "class": 7, "name": "☐"})).await;
    assert_eq!(page.until("model").await["classes"][7], "☐");
    page.send(json!({"type": "practise", "rounds": 8, "learning_rate": 8})).await;
    let taught = page.until("taught").await;
    assert_eq!((&taught["images"], &taught["class"]), (&json!(24), &Value::Null));
    assert_eq!(page.until("recognition").await["winner"], 7);
    let file = page.download().await;
    assert!(Snapshot::from_bytes(&file).unwrap().run.config_text.contains('☐'));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_do_not_see_each_other() {
    let server = Running::start().await;
    let (mut one, mut other) = (server.client().await, server.client().await);
    one.until("accuracy").await;
    other.until("accuracy").await;
    let before = other.download().await;
    one.send(json!({"type": "sample", "mistake": true})).await;
    let wrong = one.until("recognition").await;
    one.send(json!({"type": "teach", "class": wrong["truth"], "presentations": 8, "learning_rate": 9})).await;
    one.until("taught").await;
    one.send(json!({"type": "preset", "name": "park2019"})).await;
    assert_eq!(one.until("processor").await["published"]["nanojoules"], 236.5);
    assert_eq!(other.download().await, before);
    assert_ne!(one.download().await, before);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn voltage_and_processor_change_what_an_image_takes_and_not_what_it_is() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    let (pixels, _) = digit(3);
    page.draw(DIGIT_SIDE, &pixels).await;
    let own = page.until("recognition").await;
    page.send(json!({"type": "supply", "volts": 1.0})).await;
    let processor = page.until("processor").await;
    assert!(processor["clock_mhz"].as_f64().unwrap() > 25.0);
    let faster = page.until("recognition").await;
    assert_eq!(faster["cost"]["cycles"], own["cost"]["cycles"]);
    assert!(energy(&faster["cost"]) > 1.3 * energy(&own["cost"]));
    page.send(json!({"type": "supply", "volts": 3.0})).await;
    let error = page.until("error").await;
    assert!(error["message"].as_str().unwrap().contains("out of range"), "{error}");
    page.send(json!({"type": "preset", "name": "park2019"})).await;
    let other = page.until("recognition").await;
    assert_eq!((&other["winner"], &other["layers"]), (&own["winner"], &own["layers"]));
    assert!(energy(&other["cost"]) > 5.0 * energy(&own["cost"]));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_run_is_that_of_the_trainer_bit_for_bit() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    page.send(json!({"type": "train", "data": "builtin", "epochs": 2, "seed": 5, "fresh": true,
        "images_per_second": null, "learning_rate": {"from": 6, "to": 0.5}}))
        .await;
    // Pausing, steps and drawing in between change nothing.
    page.send(json!({"type": "pause"})).await;
    page.send(json!({"type": "step", "images": 100})).await;
    let (pixels, _) = digit(0);
    page.draw(DIGIT_SIDE, &pixels).await;
    page.until("recognition").await;
    page.send(json!({"type": "resume"})).await;
    let mut points = Vec::new();
    loop {
        let training = page.until("training").await;
        points.extend(training["points"].as_array().unwrap().iter().map(|p| p["image"].as_u64().unwrap()));
        if training["state"] == "finished" {
            assert_eq!(training["history"].as_array().unwrap().len(), 2);
            assert!(training["history"][1]["nanojoules"].as_f64().unwrap() > 10.0);
            break;
        }
    }
    assert!(points.is_sorted() && points.last() == Some(&20_000), "{points:?}");
    let file = page.download().await;
    let found = Snapshot::from_bytes(&file).unwrap();

    let split = apical_data::builtin::default_split();
    let config = found.state.config.clone();
    let mut fast = FastProcessor::new(&config.initial_state(5)).unwrap();
    let rate = LearningRate::new(6 * 256, 128).unwrap();
    let recipe = Recipe { seed: 5, epochs: 2, learning_rate: rate, shift: 0 };
    let mut trainer = Trainer::new(recipe, Position::default());
    for _ in 0..2 {
        trainer.epoch(&mut fast, &split.train, |_| std::ops::ControlFlow::Continue(())).unwrap();
    }
    assert!(found.state == fast.state(), "the session learned something else");
    assert_eq!(found.run.recipe, recipe);
    let images = found.run.calibration.as_ref().map(apical_core::run::Calibration::images);
    assert_eq!(images, Some(split.test.len() as u64), "how sure the network is");
    assert!(again(&found.run.config_text) == found, "the run does not come out of its own configuration");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_can_be_taken_back() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    let begun = page.download().await;
    page.send(json!({"type": "train", "data": "builtin", "epochs": 1000, "seed": 1, "fresh": false,
        "images_per_second": 2000, "learning_rate": {"from": 6, "to": 6}}))
        .await;
    page.send(json!({"type": "undo"})).await;
    assert!(page.until("error").await["message"].as_str().unwrap().contains("under way"));
    while page.until("training").await["image"].as_u64().unwrap() < 200 {}
    // A file of a run under way is a checkpoint of it.
    let checkpoint = Snapshot::from_bytes(&page.download().await).unwrap();
    assert!(checkpoint.run.position.image >= 200 && checkpoint.run.recipe.epochs == 1000);
    let (run, _) = Run::resume(checkpoint.clone());
    assert_eq!((run.earlier().len(), run.irreproducible()), (1, None));
    assert!(again(&checkpoint.run.config_text) == checkpoint, "the checkpoint does not come out again");
    page.send(json!({"type": "stop"})).await;
    while page.until("training").await["state"] != "stopped" {}
    page.until("accuracy").await;
    let stopped = page.download().await;
    assert_ne!(stopped, begun);
    let stopped = Snapshot::from_bytes(&stopped).unwrap();
    assert!(stopped.state.in_flight.is_empty() && stopped.run.config_text.contains("cuts"));
    assert!(again(&stopped.run.config_text) == stopped, "what was stopped does not come out again");
    page.send(json!({"type": "undo"})).await;
    page.until("accuracy").await;
    assert_eq!(page.download().await, begun);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn model_files_are_taken_and_damaged_ones_change_nothing() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    let begun = page.download().await;
    for damaged in [&begun[..begun.len() / 2], b"no model", &[]] {
        let number = page.send_bytes(3, damaged).await;
        let error = page.until("error").await;
        assert_eq!((&error["request"], &error["about"]), (&json!(number), &json!("model")));
    }
    assert_eq!(page.download().await, begun);
    // A small network of another format: everything adapts.
    let config = apical_core::Config::new(vec![784, 30, 10]).unwrap();
    let mut small = Snapshot::from_bytes(&begun).unwrap();
    small.run.history.clear();
    small.run.current = apical_core::snapshot::EpochRecord::empty(2);
    small.run.config_text.clear();
    small.state = config.initial_state(1);
    page.send_bytes(3, &small.to_bytes().unwrap()).await;
    assert_eq!(page.until("model").await["layers"], json!([784, 30, 10]));
    assert_eq!(page.until("accuracy").await["tested"], 2000);
    page.send(json!({"type": "weights", "layer": 0, "first": 28, "count": 2})).await;
    let bytes = page.until_bytes().await;
    let weight = |neuron: usize, input: usize| small.state.network.layers[0].weights[input * 30 + neuron];
    assert_eq!(bytes.len(), 13 + 2 * 784);
    assert_eq!((bytes[13].cast_signed(), bytes[13 + 784 + 5].cast_signed()), (weight(28, 0), weight(29, 5)));
    for wrong in [(2, 0, 1), (0, 29, 2), (0, 0, 0), (0, u32::MAX, 1)] {
        let (layer, first, count) = wrong;
        page.send(json!({"type": "weights", "layer": layer, "first": first, "count": count})).await;
        page.until("error").await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn image_files_are_read_as_by_classify() {
    let server = Running::start().await;
    let mut page = server.client().await;
    let number = page.send_bytes(2, b"GIF89a").await;
    let error = page.until("error").await;
    assert_eq!((&error["request"], &error["about"]), (&json!(number), &json!("image")));
    let split = apical_data::builtin::default_split();
    let mut png = Vec::new();
    let mut writer = png::Encoder::new(&mut png, 28, 28).write_header().unwrap();
    writer.write_image_data(split.test.image(1)).unwrap();
    writer.finish().unwrap();
    page.send_bytes(2, &png).await;
    let answer = page.until("recognition").await;
    assert_eq!((&answer["origin"], &answer["inverted"]), (&json!("image"), &json!(false)));
    assert_eq!(answer["winner"], split.test.labels()[1]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_is_about_the_picture_before_it_whatever_is_drawn_after() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    // All of it waits while a dataset's worth of examples is practised.
    page.draw(DIGIT_SIDE, &digit(0).0).await;
    page.send(json!({"type": "keep", "class": 1})).await;
    page.send(json!({"type": "practise", "rounds": 32, "learning_rate": 1})).await;
    for index in 1..4 {
        page.draw(DIGIT_SIDE, &digit(index).0).await;
        page.send(json!({"type": "keep", "class": 2})).await;
        page.draw(DIGIT_SIDE, &[0; 112 * 112]).await;
    }
    // A blank picture cannot be kept: each of the three was the one that was drawn before.
    for kept in 1..=3 {
        let mut counts = page.until("examples").await["counts"].clone();
        while counts[2] == 0 {
            counts = page.until("examples").await["counts"].clone();
        }
        assert_eq!(counts[2], kept);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seeds_have_64_bits() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    let seed = json!(u64::MAX.to_string());
    page.send(json!({"type": "train", "data": "builtin", "epochs": 1, "seed": seed, "fresh": true,
        "images_per_second": 100, "learning_rate": {"from": 6, "to": 6}}))
        .await;
    page.send(json!({"type": "stop"})).await;
    while page.until("training").await["state"] != "stopped" {}
    assert_eq!(page.until("model").await["seed"], seed);
    let file = page.download().await;
    assert_eq!(Snapshot::from_bytes(&file).unwrap().run.recipe.seed, u64::MAX);
    server.stop().await;
}
