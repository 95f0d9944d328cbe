//! Puts a back end through a vector.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::memory::put_row;
use super::model::{Step, Vector};
use crate::conformance::{Answer, Difference, FirstDifference, first_answer_difference, first_difference};
use crate::{HiddenRecord, InFlight, Processor, State};

/// Loads the vector's start state into a back end, gives it the same images, and compares after each step what
/// became of the image that left and the whole state: every memory word, generator and pipeline record. The
/// images at the end are compared potential by potential.
///
/// Counters and what the back end held before do not matter.
///
/// # Errors
/// The first difference.
pub fn replay(vector: &Vector, processor: &mut dyn Processor) -> Result<(), FirstDifference> {
    let mut expectation = Expectation::new(vector);
    let loaded = Answer::Done(processor.load(&vector.start));
    let cursor = Cursor { vector, action: "load the start state".into(), left: None };
    cursor.check(processor, first_answer_difference(&Answer::Done(Ok(())), &loaded))?;
    expectation.compare(&cursor, processor)?;

    for (number, step) in vector.steps.iter().enumerate() {
        expectation.advance(step);
        processor.set_step_rate(step.rate);
        let found = match &step.entry {
            Some(entry) => Answer::Learned(processor.learn(&entry.pixels, entry.label)),
            None => Answer::Learned(Ok(processor.drain_one())),
        };
        let expected = Answer::Learned(Ok(step.departure.as_ref().map(|departure| departure.outcome)));
        let what = if step.entry.is_some() { "learn" } else { "drain" };
        let left = step.departure.as_ref().map(|departure| departure.image.into());
        let cursor = Cursor { vector, action: format!("{what} (step {number})"), left };
        cursor.check(processor, first_answer_difference(&expected, &found))?;
        expectation.compare(&cursor, processor)?;
    }

    for (number, inference) in vector.inferences.iter().enumerate() {
        let activity = processor.activity(&inference.pixels);
        let found = Answer::Inferred { activity, winner: processor.infer(&inference.pixels) };
        let (activity, winner) = (Ok(inference.activity.clone()), Ok(inference.activity.winner));
        let expected = Answer::Inferred { activity, winner };
        let cursor =
            Cursor { vector, action: format!("infer (image {number} of the inferences)"), left: None };
        cursor.check(processor, first_answer_difference(&expected, &found))?;
        expectation.compare(&cursor, processor)?;
    }
    Ok(())
}

/// Where in a vector a replay is.
struct Cursor<'a> {
    vector: &'a Vector,
    action: String,
    /// The image that left.
    left: Option<u64>,
}

impl Cursor<'_> {
    fn check(
        &self,
        processor: &dyn Processor,
        difference: Option<Difference>,
    ) -> Result<(), FirstDifference> {
        difference.map_or(Ok(()), |difference| Err(self.report(processor, self.left, difference)))
    }

    fn report(
        &self,
        processor: &dyn Processor,
        image: Option<u64>,
        difference: Difference,
    ) -> FirstDifference {
        FirstDifference {
            back_end: processor.name().to_string(),
            case: format!("the golden vector {}", self.vector.name),
            action: self.action.clone(),
            image,
            cycle: processor.cycle(),
            difference: Box::new(difference),
            certain: true,
        }
    }
}

/// The state that the vector says a processor has.
struct Expectation {
    state: State,
    /// Every image of the vector with all its records, by its number.
    images: Vec<InFlight>,
    /// Number and hidden layers passed of the images in flight, newest first.
    in_flight: Vec<(usize, usize)>,
    entered: usize,
}

impl Expectation {
    fn new(vector: &Vector) -> Self {
        let entries = vector.steps.iter().filter_map(|step| step.entry.as_ref());
        let mut images: Vec<InFlight> = entries
            .map(|entry| InFlight { label: entry.label, input: entry.spikes.clone(), hidden: Vec::new() })
            .collect();
        // An image's records are written where it leaves.
        for departure in vector.steps.iter().filter_map(|step| step.departure.as_ref()) {
            if let Some(image) = images.get_mut(departure.image as usize) {
                let records = departure.spikes.iter().zip(&departure.windows);
                image.hidden = records
                    .map(|(spikes, window)| HiddenRecord { spikes: spikes.clone(), window: window.clone() })
                    .collect();
            }
        }
        Self { state: vector.start.clone(), images, in_flight: Vec::new(), entered: 0 }
    }

    /// Takes the vector's word for what a step does.
    fn advance(&mut self, step: &Step) {
        self.state.random = step.random;
        for row in &step.rows {
            // A row that there is not shows as a difference of the one that should have been there.
            let _ = put_row(&mut self.state.network, row);
        }
        let hidden_count = self.state.config.hidden_count();
        if step.entry.is_some() {
            self.in_flight.insert(0, (self.entered, 0));
            self.entered += 1;
        }
        if step.departure.is_some() {
            let oldest = self.in_flight.pop();
            // A drain, or sequential order, takes the oldest image through the layers before it, and the images
            // behind it go along.
            let stages = match (oldest, step.entry.is_some()) {
                (Some((_, passed)), false) => hidden_count.saturating_sub(passed) + 1,
                _ => 1,
            };
            self.pass(stages, hidden_count);
        } else {
            self.pass(1, hidden_count);
        }
        let images = &self.images;
        let in_flight = self.in_flight.iter().filter_map(|&(number, passed)| {
            let mut image = images.get(number)?.clone();
            image.hidden.truncate(passed);
            Some(image)
        });
        self.state.in_flight = in_flight.collect();
    }

    fn pass(&mut self, stages: usize, hidden_count: usize) {
        for (_, passed) in &mut self.in_flight {
            *passed = (*passed + stages).min(hidden_count);
        }
    }

    fn compare(&self, cursor: &Cursor<'_>, processor: &dyn Processor) -> Result<(), FirstDifference> {
        match first_difference(&self.state, &processor.state()) {
            None => Ok(()),
            Some(difference) => {
                let in_flight = difference.in_flight.and_then(|index| self.in_flight.get(index));
                let image = in_flight.map(|&(number, _)| number as u64).or(cursor.left);
                Err(cursor.report(processor, image, difference))
            }
        }
    }
}
