//! What every rule must do: learn, count, repeat itself, and say no to what it cannot take.

use apical_baselines::run::{RunConfig, RunObserver, perform};
use apical_baselines::setting::Setting;
use apical_baselines::{Activation, Batch, Loss, RuleName, RuleSetting, RunPosition};
use apical_core::Processor;
use apical_core::fast::FastProcessor;
use apical_core::front_end::FrontEnd;
use apical_core::run::{Choices, ImageSize, Tested};
use apical_core::training::{Position, Trainer};
use apical_data::{DataIdentity, Dataset};

/// Three classes of 6 x 6 images, a bright band each, with noise from a small generator.
fn toy(images: usize, seed: u64) -> Dataset {
    let mut random = apical_core::random::SplitMix64::new(seed);
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for image in 0..images {
        let class = image % 3;
        for row in 0..6 {
            for _ in 0..6 {
                let noise = random.below(60) as u8;
                pixels.push(if row / 2 == class { 195 + noise } else { noise });
            }
        }
        labels.push(class as u8);
    }
    Dataset::new(6, 6, 3, pixels, labels).unwrap()
}

fn config(rule: RuleName, setting: Setting, epochs: u32, data: (&Dataset, &Dataset)) -> RunConfig {
    let identity = DataIdentity::of(data.0, data.1);
    let mut settings = rule.settings();
    // Larger steps: the set is a hundredth of what the rates are made for.
    if settings.batch > 8 {
        for text in ["*.batch=8", "*.optimiser=adam", "*.learning_rate=0.005", "*.learning_rate_end=0.001"] {
            text.parse::<RuleSetting>().unwrap().apply(rule, &mut settings).unwrap();
        }
    }
    RunConfig::new(rule, settings, &[36, 24, 20, 3], setting, epochs, 1, identity)
}

#[test]
fn every_rule_learns_a_separable_set_and_counts_what_it_does() {
    let (train, test) = (toy(600, 1), toy(90, 2));
    for rule in RuleName::ALL {
        let config = config(rule, Setting::Epochs, 10, (&train, &test));
        let result = perform(&config, &train, &test, RunObserver::nobody()).unwrap().unwrap();
        let last = result.curves[0].points.last().unwrap().1;
        assert!(last > 0.95, "{rule}: {last}");
        let taken = result.total();
        assert_eq!(taken.images, 600 * u64::from(config.epochs), "{rule}");
        assert_eq!(result.images, config.images(train.len()), "{rule}");
        assert!(taken.additions.total() > 0 && taken.weight_reads.total() > 0, "{rule}");
        assert!(taken.feedback_bits > 0, "{rule}");
        assert_eq!(result.alignment.len(), config.epochs as usize + 1, "{rule}");
        let own = rule.is_own();
        assert_eq!(result.seconds.len(), config.epochs as usize, "{rule}: a time for each epoch");
        assert!(result.images_per_second().all(|rate| rate.is_finite() && rate > 0.0), "{rule}");
        assert_eq!(taken.multiplications.total() == 0, own, "{rule}: only ours does not multiply");
        assert_eq!(taken.skipped_updates > 0, own, "{rule}: only ours skips");
        for angles in &result.alignment {
            assert_eq!(angles.len(), config.layers.len() - 1, "{rule}");
            assert!(angles.iter().all(|angle| (0.0..=180.0).contains(angle)), "{rule}: {angles:?}");
        }
        if matches!(rule, RuleName::Bp | RuleName::BpAdam | RuleName::BpBinary) {
            assert!(result.alignment.iter().flatten().all(|&angle| angle < 0.1), "{rule}");
        }
    }
}

#[test]
fn random_feedback_comes_to_point_down_the_gradient() {
    let (train, test) = (toy(600, 1), toy(90, 2));
    for rule in [RuleName::Fa, RuleName::Dfa] {
        let mut config = config(rule, Setting::Epochs, 6, (&train, &test));
        config.settings.activation = Activation::Relu;
        config.settings.loss = Loss::Softmax;
        let result = perform(&config, &train, &test, RunObserver::nobody()).unwrap().unwrap();
        let last = result.alignment.last().unwrap();
        assert!(last[..2].iter().all(|&angle| angle < 85.0), "{rule}: {last:?}");
        assert!(last[2] < 0.1, "{rule}: the output learns by its own gradient: {last:?}");
    }
}

#[test]
fn the_same_run_gives_the_same_result() {
    let (train, test) = (toy(120, 1), toy(30, 2));
    for rule in RuleName::ALL {
        let config = config(rule, Setting::Epochs, 2, (&train, &test));
        let run = || {
            let mut result = perform(&config, &train, &test, RunObserver::nobody()).unwrap().unwrap();
            result.seconds.clear();
            result
        };
        assert_eq!(run(), run(), "{rule}");
    }
}

#[test]
fn a_fork_goes_its_own_way_and_predictions_change_nothing() {
    let data = toy(60, 3);
    let batch = Batch::new(data.pixels(), data.labels());
    let position = RunPosition { image: 0, of: 1000 };
    for name in RuleName::ALL {
        let make = || name.make(&[36, 12, 3], 7, &name.settings()).unwrap();
        let (mut one, mut two) = (make(), make());
        one.learn(batch, position).unwrap();
        two.learn(batch, position).unwrap();
        one.predict(batch).unwrap();
        one.alignment(batch).unwrap();
        let mut fork = one.fork();
        fork.learn(batch, position).unwrap();
        for rule in [&mut one, &mut two] {
            rule.learn(batch, position).unwrap();
            rule.settle();
        }
        assert_eq!(one.operations(), two.operations(), "{name}");
        assert_eq!(one.predict(batch).unwrap(), two.predict(batch).unwrap(), "{name}");
        assert_eq!(one.alignment(batch).unwrap(), two.alignment(batch).unwrap(), "{name}");
    }
}

/// As `apical train` does: what its choices say is trained on the pixels, front end and all.
fn trained(choices: &str, train: &Dataset, test: &Dataset) -> (Vec<f64>, FastProcessor) {
    let size = ImageSize { height: train.height(), width: train.width() };
    let choices = Choices::parse(choices).unwrap().fitted(size, train.classes(), train).unwrap();
    let stage = choices.stage().unwrap();
    let config = choices.config(&stage, size, train.classes()).unwrap();
    let mut processor = FastProcessor::new(&config.initial_state(stage.recipe.seed)).unwrap();
    let mut trainer = Trainer::new(stage.recipe, Position::default());
    let mut accuracies = Vec::new();
    for _ in 0..stage.target {
        trainer.epoch(&mut processor, train, |_| std::ops::ControlFlow::Continue(())).unwrap();
        let Tested { tested, correct } = Tested::of(&mut processor, test).unwrap();
        accuracies.push(correct as f64 / tested as f64);
    }
    (accuracies, processor)
}

#[test]
fn the_projects_own_rule_is_the_one_that_apical_trains() {
    let (train, test) = (toy(300, 1), toy(90, 2));
    for (front_end, bits) in [
        ("threshold", 36),
        ("inverted+threshold", 36),
        ("thermometer(36;60,120,180)", 108),
        ("retina(6x6;kernel=3,angles=2,stride=1,pool=2,input=grey,edge=60,bar=90)", 36 * 2),
    ] {
        let mut config = config(RuleName::DsfW4G8, Setting::Epochs, 3, (&train, &test));
        let parsed: FrontEnd = front_end.parse().unwrap();
        config.settings = config.rule.settings_behind(&parsed);
        config = config.behind(&parsed);
        config.layers[0] = parsed.bits().unwrap_or(36);
        assert_eq!(config.layers[0], bits);
        let result = perform(&config, &train, &test, RunObserver::nobody()).unwrap().unwrap();
        let text = format!("front_end = \"{front_end}\"\nlayers = [{bits}, 24, 20, 3]\nepochs = 3");
        let (accuracies, processor) = trained(&text, &train, &test);
        let found: Vec<f64> = result.curves[0].points.iter().map(|point| point.1).collect();
        assert_eq!(found, accuracies, "{front_end}");
        let counters = processor.counters();
        let taken = result.total();
        assert_eq!(taken.skipped_updates, counters.learned - counters.updates, "{front_end}");
        let forward: u64 =
            counters.spikes.iter().zip([24, 20, 3]).map(|(spikes, neurons)| spikes * neurons).sum();
        assert!(taken.weight_reads.0[&4] >= forward, "{front_end}: reads of weights, and those of carries");
    }
}

#[test]
fn all_settings_can_be_played() {
    let (train, test) = (toy(300, 1), toy(60, 2));
    for setting in Setting::ALL {
        for rule in [RuleName::BpAdam, RuleName::DsfW4G8] {
            let config = config(rule, setting, 3, (&train, &test));
            let counted = std::cell::Cell::new(0);
            let learned = |images: u64| counted.set(counted.get() + images);
            let observer = RunObserver { learned: &learned, stop: &|| false };
            let result = perform(&config, &train, &test, observer).unwrap().unwrap();
            assert_eq!(counted.get(), result.images, "{setting} {rule}");
            assert!((0.0..=1.0).contains(&result.accuracy), "{setting} {rule}");
            assert!(!result.curves.is_empty());
            let shares = result.curves.iter().flat_map(|curve| &curve.points).map(|point| point.1);
            assert!(shares.chain(result.measures.values().copied()).all(|y| (-1.0..=1.0).contains(&y)));
            if setting == Setting::FaultyBits {
                let measure = |name: &str| result.measures[name];
                assert!(measure("before") > 0.9, "{rule}: {:?}", result.measures);
                assert!(measure("flips 0.05 struck") <= measure("before"));
                assert!(measure("flips 0.05 recovered") > 0.9, "{rule}: {:?}", result.measures);
            }
            if setting == Setting::FewSamples {
                assert_eq!(result.curves[0].points.len(), 3);
            }
        }
    }
}

#[test]
fn a_run_stops_when_it_is_asked_to() {
    let data = toy(90, 1);
    let config = config(RuleName::Bp, Setting::Epochs, 5, (&data, &data));
    let observer = RunObserver { learned: &|_| (), stop: &|| true };
    assert!(perform(&config, &data, &data, observer).unwrap().is_none());
}

#[test]
fn sizes_that_a_rule_cannot_take_are_refused_with_the_reason() {
    for (rule, layers, reason) in [
        (RuleName::Dfa, vec![36, 3], "hidden layer"),
        (RuleName::SdRate, vec![36, 3], "hidden"),
        (RuleName::DsfW4G8, vec![36, 3], "2 to 8 layers"),
        (RuleName::DsfW4G8, vec![36, 4001, 3], "4001"),
        (RuleName::Bp, vec![36], "at least one layer"),
        (RuleName::Bp, vec![36, 0, 3], "each size"),
        (RuleName::Bp, vec![36, 5, 1], "number of classes"),
    ] {
        let message = rule.make(&layers, 1, &rule.settings()).err().unwrap().to_string();
        assert!(message.contains(reason) && message.contains(rule.name()), "{message}");
    }
    assert!(RuleName::Bp.make(&[36, 3], 1, &RuleName::Bp.settings()).is_ok());
    let data = toy(30, 1);
    let mut wrong = config(RuleName::Bp, Setting::Epochs, 1, (&data, &data));
    wrong.layers = vec![49, 8, 3];
    let message = perform(&wrong, &data, &data, RunObserver::nobody()).unwrap_err().to_string();
    assert!(message.contains("36"), "{message}");
    wrong.layers = vec![36, 8, 2];
    assert!(perform(&wrong, &data, &data, RunObserver::nobody()).unwrap_err().to_string().contains('3'));
    let mut rule = RuleName::Bp.make(&[36, 3], 1, &RuleName::Bp.settings()).unwrap();
    assert!(rule.learn(Batch::new(&[0; 35], &[0]), RunPosition { image: 0, of: 1 }).is_err());
    assert!(rule.predict(Batch::new(&[0; 36], &[3])).is_err());
}
