//! What files of earlier programs do not tell, from what they do.
//!
//! They hold one recipe without stages, cuts or tested epochs. A file says so by having no record of the data in its
//! configuration. Where what is missing follows from the counts it is filled in; where it does not, the run cannot be done again.

use super::{Cut, Pipeline, Run, SplitRule};
use crate::State;

pub(super) fn infer(run: &mut Run, state: &State) {
    let recipe = run.record.recipe;
    run.source.split = SplitRule::Ordered;
    // Their texts have the span of the curve under `epochs`, also where more were added.
    let position = run.record.position;
    let reached = position.epoch.saturating_add(u32::from(position.image > 0));
    run.extend(recipe.epochs.max(reached).max(1));
    infer_tests(run);
    infer_cut(run, state);
    let software = run.record.software.clone();
    if software.contains(", live page, going on from another run") {
        run.make_irreproducible("it went on from another run's network, which its file does not have");
    } else if let Some((_, taught)) = software.split_once(", live page, with ") {
        run.make_irreproducible(taught);
    } else if software.starts_with("apical-python") {
        run.make_irreproducible("an earlier version kept no note of the arrays that each epoch learned from");
    }
}

/// The epochs after which there was a test: all, those from one on, or none.
fn infer_tests(run: &mut Run) {
    let history = &run.record.history;
    let untested = history.iter().take_while(|epoch| epoch.tested == 0).count();
    let regular = history[untested..].iter().all(|epoch| epoch.tested > 0);
    let known = history.len() as u64 == u64::from(run.record.position.epoch);
    if history.is_empty() && known {
        return;
    }
    if untested == history.len() {
        run.first_test = 0;
    } else {
        run.first_test = u32::try_from(untested + 1).unwrap_or(u32::MAX);
    }
    if !regular || !known {
        run.make_irreproducible("its history does not tell after which epochs the test images were tried");
    }
}

/// A network that stands within an epoch with nothing in its pipeline was cut there.
fn infer_cut(run: &mut Run, state: &State) {
    let position = run.record.position;
    let depth = State::in_flight_limit(&state.config) as u64;
    if position.image == 0 || depth == 0 || !state.in_flight.is_empty() {
        return;
    }
    let (entered, learned) = (u64::from(position.image), run.record.current.learned);
    let pipeline = match entered.checked_sub(learned) {
        Some(0) => Pipeline::Learned,
        Some(lost) if lost <= depth => Pipeline::Dropped,
        _ => return run.make_irreproducible("its counts do not tell how it was interrupted"),
    };
    run.cuts = alloc::vec![Cut { position, pipeline }];
    run.cuts_made = 1;
}
