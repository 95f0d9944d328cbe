//! Puts a back end through cases and compares it with the definition.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::answer::{Answer, first_answer_difference};
use super::case::{Action, Case, Make};
use super::difference::{Difference, FirstDifference, Quantity, Value};
use super::state::first_difference;
use crate::reference::ReferenceProcessor;
use crate::{Processor, State, StepRate};

/// What a back end was put through without a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConformanceReport {
    /// Cases.
    pub cases: u64,
    /// Images learned.
    pub learned: u64,
    /// Of those, images after which the synapses were changed.
    pub updates: u64,
    /// Images inferred, with every potential compared.
    pub inferred: u64,
    /// Calls that were refused as they must be.
    pub refusals: u64,
    /// Whole states compared.
    pub states: u64,
}

impl ConformanceReport {
    fn count(&mut self, answer: &Answer) {
        match answer {
            Answer::Learned(Ok(Some(outcome))) => {
                self.learned += 1;
                self.updates += u64::from(outcome.step != 0);
            }
            Answer::Inferred { activity: Ok(_), .. } => self.inferred += 1,
            _ => self.refusals += u64::from(answer.is_refusal()),
        }
    }
}

impl fmt::Display for ConformanceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cases, learned, updates, inferred, refusals, states } = self;
        write!(
            f,
            "{cases} cases: {learned} images learned ({updates} with an update), {inferred} inferred, \
             {refusals} calls refused, {states} states compared: equal to the definition"
        )
    }
}

/// Runs the back end that `make` makes through the cases, beside the definition.
///
/// Answers (outcomes, potentials, spikes, errors, counters) are compared call by call, whole states (every
/// weight, accumulator, bias, sign, generator and pipeline record) at each case's interval. Where something
/// differs, the case is repeated from the last equal state with every state compared, so that the report names
/// the first difference.
///
/// # Errors
/// The first difference.
pub fn check(make: &mut Make<'_>, cases: &[Case]) -> Result<ConformanceReport, FirstDifference> {
    let mut report = ConformanceReport::default();
    for case in cases {
        check_case(make, case, &mut report)?;
        report.cases += 1;
    }
    Ok(report)
}

fn check_case(
    make: &mut Make<'_>,
    case: &Case,
    report: &mut ConformanceReport,
) -> Result<(), FirstDifference> {
    let beginning = Checkpoint::beginning(case);
    let mut good = beginning.clone();
    let mut session = Session::resume(make, case, &good)?;
    let interval = case.interval.max(1);
    for (index, action) in case.actions.iter().enumerate() {
        // A load would wipe out what has gone wrong before it.
        let last = case.actions.get(index + 1).is_none_or(Action::loads);
        let due = (index + 1) % interval == 0 || last;
        if let Err(difference) = session.call(action, index, due, report) {
            return Err(locate(make, case, [&good, &beginning], index, difference));
        }
        if due {
            good = session.checkpoint(index + 1);
        }
    }
    Ok(())
}

/// Repeats a case up to call `last` with every state compared, from the last good state and then, for a fault
/// that depends on more than the state, from the beginning.
fn locate(
    make: &mut Make<'_>,
    case: &Case,
    starts: [&Checkpoint; 2],
    last: usize,
    difference: FirstDifference,
) -> FirstDifference {
    for start in starts {
        let repeated = Session::resume(make, case, start).and_then(|mut session| {
            let calls = case.actions.iter().enumerate().take(last + 1).skip(start.calls);
            for (index, action) in calls {
                session.call(action, index, true, &mut ConformanceReport::default())?;
            }
            Ok(())
        });
        if let Err(first) = repeated {
            return first;
        }
    }
    FirstDifference { certain: false, ..difference }
}

/// A point of a case at which both processors were equal.
#[derive(Debug, Clone)]
struct Checkpoint {
    /// Calls made so far.
    calls: usize,
    state: State,
    rate: StepRate,
    track: Track,
    saved: (State, Track),
}

impl Checkpoint {
    fn beginning(case: &Case) -> Self {
        let track = Track { entered: 0, in_flight: (0..case.start.in_flight.len()).map(|_| None).collect() };
        let saved = (case.start.clone(), track.clone());
        Self { calls: 0, state: case.start.clone(), rate: StepRate::ZERO, track, saved }
    }
}

/// Which images are in the pipeline.
#[derive(Debug, Clone)]
struct Track {
    /// Images that have entered.
    entered: u64,
    /// Numbers of the images in flight, newest first, where they are known.
    in_flight: Vec<Option<u64>>,
}

/// Both processors in the middle of a case.
struct Session<'a> {
    case: &'a Case,
    reference: ReferenceProcessor,
    found: Box<dyn Processor>,
    track: Track,
    saved: (State, Track),
}

impl<'a> Session<'a> {
    fn resume(make: &mut Make<'_>, case: &'a Case, start: &Checkpoint) -> Result<Self, FirstDifference> {
        let refused = |back_end: &str, error: String| FirstDifference {
            back_end: back_end.into(),
            case: case.name.clone(),
            action: format!("make it (call {})", start.calls),
            image: None,
            cycle: None,
            difference: Box::new(Difference::new(
                Quantity::Answer,
                Value::Text("taken".into()),
                Value::Text(format!("refused: {error}")),
            )),
            certain: true,
        };
        let mut reference = ReferenceProcessor::new(start.state.clone())
            .map_err(|error| refused("the reference itself", error.to_string()))?;
        let mut found = make(&start.state).map_err(|error| refused("the back end", error.to_string()))?;
        reference.set_step_rate(start.rate);
        found.set_step_rate(start.rate);
        let session = Self { case, reference, found, track: start.track.clone(), saved: start.saved.clone() };
        if let Some(difference) = session.compare_states(None) {
            return Err(session.report(difference, "make it", start.calls));
        }
        Ok(session)
    }

    fn checkpoint(&self, calls: usize) -> Checkpoint {
        Checkpoint {
            calls,
            state: self.reference.state(),
            rate: self.reference.step_rate(),
            track: self.track.clone(),
            saved: self.saved.clone(),
        }
    }

    /// Makes a call on both and compares.
    fn call(
        &mut self,
        action: &Action,
        index: usize,
        states: bool,
        report: &mut ConformanceReport,
    ) -> Result<(), FirstDifference> {
        let expected = perform(action, &mut self.reference, &self.saved.0);
        let found = perform(action, self.found.as_mut(), &self.saved.0);
        let left = self.follow(action, &expected);
        let refused = expected.is_refusal();
        report.count(&expected);
        report.states += u64::from(states || refused);
        let states = states || refused;
        first_answer_difference(&expected, &found)
            .or_else(|| self.registers())
            .map(|difference| (left, difference))
            .or_else(|| if states { self.compare_states(left) } else { None })
            .map_or(Ok(()), |difference| Err(self.report(difference, action.name(), index)))
    }

    /// Keeps account of the images in flight; returns the number of the image that left.
    fn follow(&mut self, action: &Action, answer: &Answer) -> Option<u64> {
        match (action, answer) {
            (Action::Learn { .. }, Answer::Learned(Ok(_))) => {
                self.track.in_flight.insert(0, Some(self.track.entered));
                self.track.entered += 1;
            }
            (Action::Save, _) => self.saved = (self.reference.state(), self.track.clone()),
            (Action::Restore, Answer::Done(Ok(()))) => {
                let entered = self.track.entered;
                self.track = Track { entered, ..self.saved.1.clone() };
            }
            (Action::Load(_), Answer::Done(Ok(()))) => {
                self.track.in_flight = self.reference.state().in_flight.iter().map(|_| None).collect();
            }
            _ => {}
        }
        let leaves = matches!(answer, Answer::Learned(Ok(Some(_))));
        if leaves { self.track.in_flight.pop().flatten() } else { None }
    }

    fn registers(&self) -> Option<Difference> {
        let rate = |processor: &dyn Processor| processor.step_rate().value();
        let (expected, found) = (self.reference.counters(), self.found.counters());
        let pairs = [
            ("images inferred", expected.inferred, found.inferred),
            ("images learned", expected.learned, found.learned),
            ("errors", expected.errors, found.errors),
            ("updates", expected.updates, found.updates),
            ("zero steps", expected.zero_steps, found.zero_steps),
        ];
        let counter = |(name, expected, found): (_, u64, u64)| {
            Difference::of_numbers(Quantity::Counter { name }, expected as i64, found as i64)
        };
        let spikes = || {
            let lists = expected.spikes.iter().zip(&found.spikes).enumerate();
            let mut layers = lists.map(|(layer, (&expected, &found))| {
                counter(("spikes", expected, found)).map(|difference| difference.in_layer(layer))
            });
            layers.find_map(|difference| difference).or_else(|| {
                let (expected, found) = (expected.spikes.len() as u64, found.spikes.len() as u64);
                counter(("layers with spikes", expected, found))
            })
        };
        Difference::of_numbers(Quantity::StepRate, rate(&self.reference), rate(self.found.as_ref()))
            .or_else(|| pairs.into_iter().find_map(counter))
            .or_else(spikes)
    }

    /// Compares whole states. The image of a difference is, for what the pipeline holds, the one it belongs to;
    /// for the encoder's lanes the one that entered last; else `left`, whose update it may be.
    fn compare_states(&self, left: Option<u64>) -> Option<(Option<u64>, Difference)> {
        let difference = first_difference(&self.reference.state(), &self.found.state())?;
        let image = match (difference.in_flight, difference.quantity) {
            (Some(index), _) => self.track.in_flight.get(index).copied().flatten(),
            (None, Quantity::Lane { .. }) => self.track.entered.checked_sub(1),
            _ => left,
        };
        Some((image, difference))
    }

    fn report(
        &self,
        (image, difference): (Option<u64>, Difference),
        action: &str,
        call: usize,
    ) -> FirstDifference {
        FirstDifference {
            back_end: self.found.name().to_string(),
            case: self.case.name.clone(),
            action: format!("{action} (call {call})"),
            image,
            cycle: self.found.cycle(),
            difference: Box::new(difference),
            certain: true,
        }
    }
}

/// Makes a call.
fn perform(action: &Action, processor: &mut dyn Processor, saved: &State) -> Answer {
    match action {
        Action::Rate(rate) => {
            processor.set_step_rate(*rate);
            Answer::Done(Ok(()))
        }
        Action::Learn { pixels, label } => Answer::Learned(processor.learn(pixels, *label)),
        Action::Drain => Answer::Learned(Ok(processor.drain_one())),
        Action::Infer { pixels } => {
            let activity = processor.activity(pixels);
            Answer::Inferred { activity, winner: processor.infer(pixels) }
        }
        Action::RoundTrip => {
            let state = processor.state();
            Answer::Done(processor.load(&state))
        }
        Action::Save => Answer::Done(Ok(())),
        Action::Restore => Answer::Done(processor.load(saved)),
        Action::Load(state) => Answer::Done(processor.load(state)),
    }
}
