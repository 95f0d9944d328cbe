//! Whatever was done to a network: its own configuration makes it again, bit for bit.

use apical_core::front_end::FrontEnd;
use apical_core::run::{Choices, Run};
use apical_core::training::{LearningRate, Position, Recipe};
use apical_core::{Config, Format, Order};
use proptest::prelude::*;

use super::world::{IMAGES, Step, World};

fn recipe() -> impl Strategy<Value = Recipe> {
    (any::<u64>(), 1_u32..4, 0_u16..1500, 0_u16..1500, 0_u8..3).prop_map(
        |(seed, epochs, start, end, shift)| Recipe {
            seed,
            epochs,
            learning_rate: LearningRate::new(start, end).unwrap(),
            shift,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let data = || prop::sample::select(vec!["a", "b", "c"]).prop_map(str::to_owned);
    prop_oneof![
        5 => (1..3 * IMAGES).prop_map(Step::Learn),
        2 => Just(Step::Resume),
        1 => Just(Step::TakeOver),
        1 => (1_u32..3).prop_map(Step::Extend),
        1 => Just(Step::Stop),
        1 => Just(Step::EndEpoch),
        2 => (data(), recipe()).prop_map(|(data, recipe)| Step::GoOn(data, recipe)),
        1 => (data(), recipe()).prop_map(|(data, recipe)| Step::Fresh(data, recipe)),
    ]
}

fn config() -> impl Strategy<Value = Config> {
    let front_end = prop::sample::select(vec![
        "threshold",
        "inverted+threshold",
        "levels(25;100,200)",
        "inverted+thermometer(25;50,100,150)",
        "retina(5x5;kernel=3,angles=2,stride=1,pool=2,input=grey,edge=90,bar=120)",
        "levels(25;128)+retina(5x5;kernel=3,angles=4,stride=2,pool=1,input=128,edge=1,bar=2)",
    ]);
    let front_end = front_end.prop_map(|text| text.parse::<FrontEnd>().unwrap());
    (front_end, any::<bool>(), 2_u32..=8, 4_u32..=8, 1_u16..40, 0_u8..=8, 1_u8..=8, 0_u16..2000, 1_u16..20)
        .prop_map(
            |(
                front_end,
                sequential,
                weight,
                accumulator,
                window,
                margin_bits,
                drop_shift,
                initial_range,
                feedback_sharing,
            )| {
                let config = Config {
                    order: if sequential { Order::Sequential } else { Order::Pipelined },
                    format: Format::new(weight, accumulator).unwrap(),
                    window: vec![window, window + 1],
                    margin_bits,
                    drop_shift,
                    initial_range,
                    feedback_sharing,
                    ..Config::new(vec![front_end.bits().unwrap_or(25), 9, 6, 4]).unwrap()
                };
                Config { front_end, ..config }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_sequence_of_what_programs_do_comes_out_of_its_own_configuration(
        config in config(),
        recipe in recipe(),
        first_test in 0_u32..4,
        steps in prop::collection::vec(step(), 0..10),
    ) {
        let mut world = World::new(&config, "a", recipe, first_test);
        for step in &steps {
            world.step(step);
            let made = world.snapshot();
            let again = World::again(&made.run.config_text);
            prop_assert!(again.state == made.state, "the state differs after {:?}:\n{}", step, made.run.config_text);
            prop_assert_eq!(&again.run, &made.run);
            prop_assert_eq!(again.to_bytes().unwrap(), made.to_bytes().unwrap());
        }
    }
}

fn example(steps: &[Step]) -> World {
    let recipe = Recipe { seed: 3, epochs: 2, learning_rate: LearningRate::DEFAULT, shift: 1 };
    let mut world = World::new(&Config::new(vec![25, 9, 6, 4]).unwrap(), "a", recipe, 1);
    steps.iter().for_each(|step| world.step(step));
    world
}

/// The test above is one only if what a configuration says makes a difference.
#[test]
fn without_any_part_of_the_configuration_the_network_is_another() {
    let other = Recipe { seed: 8, epochs: 2, learning_rate: LearningRate::new(900, 30).unwrap(), shift: 0 };
    let world = example(&[
        Step::Learn(30),
        Step::Stop,
        Step::Learn(12),
        Step::TakeOver,
        Step::Extend(1),
        Step::Learn(15),
        Step::EndEpoch,
        Step::GoOn("b".into(), other),
        Step::Learn(7),
    ]);
    let made = world.snapshot();
    let choices = Choices::parse(&made.run.config_text).unwrap();
    assert!(World::again(&choices.to_toml()).state == made.state);
    type Change = fn(&mut Choices);
    let changes: [(&str, Change); 9] = [
        ("cuts", |choices| choices.cuts.clear()),
        ("one cut", |choices| {
            choices.cuts.remove(1);
        }),
        ("span of the curve", |choices| choices.learning_rate_epochs = None),
        ("shift", |choices| choices.shift = None),
        ("seed", |choices| choices.seed = None),
        ("window", |choices| choices.window = Some(apical_core::run::OneOrMany::One(15))),
        ("end of the first stage", |choices| choices.stop_after = Some(0)),
        ("end of the last stage", |choices| {
            (choices.stage[0].stop_after, choices.stage[0].stop_image) = (None, None);
        }),
        ("data of the last stage", |choices| choices.stage[0].data = choices.data.clone()),
    ];
    for (what, change) in changes {
        let mut changed = choices.clone();
        change(&mut changed);
        assert_ne!(changed, choices, "{what} was not in the configuration:\n{}", choices.to_toml());
        assert!(World::again(&changed.to_toml()).state != made.state, "{what} makes no difference");
    }
}

#[test]
fn a_run_in_parts_has_the_configuration_of_the_run_in_one() {
    let whole = example(&[Step::Learn(1000)]);
    let parts = example(&[Step::Learn(9), Step::Resume, Step::Learn(20), Step::Resume, Step::Learn(1000)]);
    assert_eq!(whole.snapshot(), parts.snapshot());
    let text = whole.snapshot().run.config_text;
    for absent in ["stop_after", "cuts", "stage", "learning_rate_epochs", "first_test"] {
        assert!(!text.contains(absent), "{text}");
    }
    let extended = example(&[Step::Learn(1000), Step::Extend(2), Step::Resume, Step::Learn(1000)]).snapshot();
    assert!(extended.run.config_text.contains("epochs = 4\n"), "{}", extended.run.config_text);
    assert!(extended.run.config_text.contains("learning_rate_epochs = 2"), "{}", extended.run.config_text);
}

#[test]
fn what_cannot_be_made_again_says_so_for_good() {
    let mut world = example(&[Step::Learn(10), Step::Stop]);
    world.run.make_irreproducible("3 images were taught\nby hand");
    world.run.make_irreproducible("another reason");
    let recipe = *world.run.recipe();
    for step in
        [Step::Resume, Step::GoOn("b".into(), recipe), Step::Learn(40), Step::TakeOver, Step::Extend(1)]
    {
        world.step(&step);
        assert_eq!(world.run.irreproducible(), Some("3 images were taught?by hand"));
    }
    let text = world.snapshot().run.config_text;
    assert!(text.contains("irreproducible = \"3 images were taught?by hand\""), "{text}");
    world.step(&Step::Fresh("a".into(), recipe));
    assert_eq!(world.run.irreproducible(), None, "an untrained network has nothing of it");
}

#[test]
fn what_would_not_fit_into_a_file_is_given_up_and_said() {
    let recipe = Recipe { seed: 3, epochs: 1, learning_rate: LearningRate::DEFAULT, shift: 0 };
    let mut world = example(&[]);
    for _ in 0..101 {
        world.step(&Step::GoOn("b".into(), recipe));
    }
    assert!(world.run.irreproducible().is_some_and(|reason| reason.contains("100 stages")));
    world.snapshot().to_bytes().unwrap();
    let mut world = example(&[Step::Extend(2000)]);
    for _ in 0..1001 {
        world.step(&Step::Learn(1));
        world.step(&Step::EndEpoch);
    }
    assert!(world.run.irreproducible().is_some_and(|reason| reason.contains("1000 times")));
    world.snapshot().to_bytes().unwrap();
    let mut world = example(&[]);
    world.run.set_class_names(vec!["x".repeat(190_000); 4]);
    world.snapshot().to_bytes().unwrap();
    for _ in 0..90 {
        world.step(&Step::GoOn("b".repeat(4000), recipe));
    }
    let bytes = world.snapshot().to_bytes().unwrap();
    let (run, _) = Run::resume(apical_core::snapshot::Snapshot::from_bytes(&bytes).unwrap());
    assert!(run.irreproducible().is_some_and(|reason| reason.contains("room for")));
    assert_eq!((run.source(), run.recipe()), (world.run.source(), &recipe));
}

/// A checkpoint is of what was done, not of what was still to come.
#[test]
fn what_is_resumed_ends_at_its_target() {
    let mut world = example(&[Step::Extend(3), Step::Learn(30), Step::Resume]);
    assert_eq!((world.run.target(), world.run.end()), (5, Position { epoch: 5, image: 0 }));
    world.run.stop_at(Position { epoch: 2, image: 0 });
    world.step(&Step::Learn(1000));
    assert_eq!(world.run.position(), Position { epoch: 2, image: 0 });
    let (run, _) = Run::resume(world.snapshot());
    assert_eq!(run.end(), Position { epoch: 5, image: 0 });
}
