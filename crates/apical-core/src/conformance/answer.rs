//! What calls return, and where two returns differ.

use alloc::string::ToString;

use super::difference::{Difference, Quantity, Value};
use crate::{Activity, Outcome, ProcessorError};

/// What an action returned.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Of a call that returns nothing else.
    Done(Result<(), ProcessorError>),
    /// Of an image that was put into the pipeline, or of a drain.
    Learned(Result<Option<Outcome>, ProcessorError>),
    /// Of an image that was inferred twice.
    Inferred {
        /// With potentials and spikes.
        activity: Result<Activity, ProcessorError>,
        /// Without.
        winner: Result<u8, ProcessorError>,
    },
}

impl Answer {
    pub(super) fn is_refusal(&self) -> bool {
        match self {
            Self::Done(result) => result.is_err(),
            Self::Learned(result) => result.is_err(),
            Self::Inferred { activity, .. } => activity.is_err(),
        }
    }
}

/// The first value in which two answers to the same call differ. For layers, the output is the last.
pub(crate) fn first_answer_difference(expected: &Answer, found: &Answer) -> Option<Difference> {
    match (expected, found) {
        (Answer::Done(expected), Answer::Done(found)) => of_results(expected, found, |(), ()| None),
        (Answer::Learned(expected), Answer::Learned(found)) => of_results(expected, found, of_departures),
        (
            Answer::Inferred { activity: expected, winner: expected_winner },
            Answer::Inferred { activity: found, winner: found_winner },
        ) => of_results(expected, found, of_activities).or_else(|| {
            of_results(expected_winner, found_winner, |&expected, &found| {
                Difference::of_numbers(Quantity::Winner, expected, found)
            })
        }),
        _ => None,
    }
}

fn of_results<T>(
    expected: &Result<T, ProcessorError>,
    found: &Result<T, ProcessorError>,
    of_values: impl Fn(&T, &T) -> Option<Difference>,
) -> Option<Difference> {
    let text = |result: &Result<T, ProcessorError>| {
        Value::Text(match result {
            Ok(_) => "accepted".into(),
            Err(error) => alloc::format!("refused ({error})"),
        })
    };
    match (expected, found) {
        (Ok(expected), Ok(found)) => of_values(expected, found),
        (Err(a), Err(b)) if a == b => None,
        _ => Some(Difference::new(Quantity::Answer, text(expected), text(found))),
    }
}

fn of_departures(expected: &Option<Outcome>, found: &Option<Outcome>) -> Option<Difference> {
    match (expected, found) {
        (Some(expected), Some(found)) => of_outcomes(expected, found),
        (None, None) => None,
        _ => {
            let text = |outcome: &Option<Outcome>| {
                Value::Text(if outcome.is_some() { "an image left" } else { "no image left" }.to_string())
            };
            Some(Difference::new(Quantity::Answer, text(expected), text(found)))
        }
    }
}

/// The first field in which two outcomes differ, in the order in which they are computed.
fn of_outcomes(expected: &Outcome, found: &Outcome) -> Option<Difference> {
    [
        (Quantity::Label, i64::from(expected.label), i64::from(found.label)),
        (Quantity::Correct, expected.correct.into(), found.correct.into()),
        (Quantity::Margin, expected.margin.into(), found.margin.into()),
        (Quantity::Winner, expected.winner.into(), found.winner.into()),
        (Quantity::Step, expected.step.into(), found.step.into()),
    ]
    .into_iter()
    .find_map(|(quantity, expected, found)| Difference::of_numbers(quantity, expected, found))
}

/// The first potential or spike in which two activities differ, layer by layer.
fn of_activities(expected: &Activity, found: &Activity) -> Option<Difference> {
    let input = Difference::of_lists(Quantity::Spike, &expected.input, &found.input);
    let layers = || {
        expected.layers.iter().zip(&found.layers).enumerate().find_map(|(index, (expected, found))| {
            Difference::of_lists(Quantity::Potential, &expected.potentials, &found.potentials)
                .or_else(|| Difference::of_lists(Quantity::Spike, &expected.spikes, &found.spikes))
                .map(|difference| difference.in_layer(index + 1))
        })
    };
    let count = |activity: &Activity| activity.layers.len() as i64;
    input
        .map(|difference| difference.in_layer(0))
        .or_else(layers)
        .or_else(|| Difference::of_numbers(Quantity::Size, count(expected), count(found)))
        .or_else(|| Difference::of_numbers(Quantity::Winner, expected.winner, found.winner))
}
