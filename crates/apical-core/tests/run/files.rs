//! Files of earlier programs and of other ones.

use apical_core::run::{Run, Source, SplitRule};
use apical_core::snapshot::{RunRecord, Snapshot};
use apical_core::training::{LearningRate, Recipe};
use apical_core::{Config, Processor};

use super::world::{Step, World};

/// What an earlier program wrote: the text without what it did not know of.
fn earlier(world: &World, text: &str) -> Snapshot {
    let mut snapshot = world.snapshot();
    snapshot.run.config_text = text.to_owned();
    snapshot
}

fn world(first_test: u32, steps: &[Step]) -> World {
    let recipe = Recipe { seed: 3, epochs: 2, learning_rate: LearningRate::DEFAULT, shift: 0 };
    let mut world = World::new(&Config::new(vec![25, 9, 6, 4]).unwrap(), "a", recipe, first_test);
    steps.iter().for_each(|step| world.step(step));
    world
}

const TEXT: &str =
    "data = \"a\"\nclass_names = [\"a\", \"b\", \"c\", \"d \\\"e\\\"\"]\nepochs = 2\nseed = 3\n";

#[test]
fn earlier_files_are_made_again_as_far_as_they_tell() {
    for (first_test, steps) in [
        (1, vec![Step::Learn(1000)]),
        (1, vec![Step::Learn(40)]),
        (2, vec![Step::Learn(1000)]),
        (0, vec![Step::Learn(1000)]),
        // `--resume` with more epochs, of which there was no note.
        (1, vec![Step::Learn(1000), Step::Extend(2), Step::Learn(1000)]),
        (2, vec![Step::Learn(1000), Step::Extend(1), Step::Learn(30)]),
        // A page's run that was stopped, and one that was taken over.
        (1, vec![Step::Learn(30), Step::Stop]),
        (1, vec![Step::Learn(30), Step::TakeOver]),
    ] {
        let made = world(first_test, &steps);
        let (run, state) = Run::resume(earlier(&made, TEXT));
        assert_eq!(run.irreproducible(), None, "{steps:?}");
        // What was held out then is what it was.
        assert_eq!(run.source(), &Source { split: SplitRule::Ordered, ..Source::named("a") });
        let text = run.choices(&state.config).to_toml();
        let again = World::again(&text);
        assert!(again.state == state, "{steps:?}\n{text}");
        assert_eq!(again.run.history, made.snapshot().run.history, "{steps:?}\n{text}");
        assert_eq!(again.run.current, made.snapshot().run.current, "{steps:?}\n{text}");
        assert_eq!(again.run.position, made.run.position());
    }
}

#[test]
fn earlier_files_that_do_not_tell_say_so() {
    let reason = |software: &str, change: fn(&mut RunRecord)| {
        let mut snapshot = earlier(&world(1, &[Step::Learn(1000)]), TEXT);
        snapshot.run.software = software.to_owned();
        change(&mut snapshot.run);
        let bytes = snapshot.to_bytes().unwrap();
        let (run, _) = Run::resume(Snapshot::from_bytes(&bytes).unwrap());
        run.irreproducible().unwrap_or("none").to_owned()
    };
    assert_eq!(reason("apical 0.1.0", |_| {}), "none");
    let taught = reason("apical 0.1.0, live page, with 3 images taught by hand", |_| {});
    assert_eq!(taught, "3 images taught by hand");
    assert!(reason("apical 0.1.0, live page, going on from another run", |_| {}).contains("another run"));
    assert!(reason("apical-python 0.1.0", |_| {}).contains("arrays"));
    assert!(
        reason("apical 0.1.0", |run| (run.history[1].tested, run.history[1].correct) = (0, 0))
            .contains("epochs the test images")
    );
    assert!(reason("apical 0.1.0", |run| drop(run.history.remove(0))).contains("epochs the test images"));
    let foreign = reason("apical 0.1.0", |run| run.config_text = "{\"no\": \"TOML\"}".into());
    assert!(foreign.contains("cannot be read"), "{foreign}");
    let later = reason("apical 0.1.0", |run| run.config_text = "front_end = \"none\"".into());
    assert!(later.contains("front_end"), "{later}");
}

#[test]
fn files_that_cannot_be_made_again_can_be_gone_on_with() {
    let made = world(1, &[Step::Learn(30)]);
    let (mut run, state) = Run::resume(earlier(&made, "no TOML"));
    let mut processor = apical_core::fast::FastProcessor::new(&state).unwrap();
    assert_eq!(run.target(), 2);
    let data = super::world::Images::named("a");
    let go_on = |_: &_| core::ops::ControlFlow::Continue(());
    run.learn(&mut processor, &data, go_on).unwrap();
    let whole = world(1, &[Step::Learn(1000)]);
    assert!(processor.state() == whole.processor.state());
}
