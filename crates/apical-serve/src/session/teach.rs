//! Learning from single images, on chip.

use std::time::Instant;

use apical_chip::machine::counters::MachineCounters;
use apical_core::training::LearningRate;
use apical_core::{Outcome, Processor, State, StepRate};

use super::changes;
use super::picture::Example;
use super::{Done, Session, Stop};
use crate::limits::{EXAMPLES, LISTED_STEPS, MAXIMUM_LEARNING_RATE, MAXIMUM_PRESENTATIONS};
use crate::protocol::{Feedback, Message, Step, Taught};

/// What was learned so far.
#[derive(Default)]
struct Lesson {
    outcomes: Vec<Outcome>,
    counters: Option<MachineCounters>,
}

impl Session {
    /// Shows the picture until it is taken for `class`, or as often as is allowed.
    pub(super) fn teach(&mut self, class: u32, presentations: u32, rate: f64, arrived: Instant) -> Done {
        self.check_at_rest()?;
        let label = self.class(class)?;
        check_times("presentations", presentations)?;
        let rate = self.step_rate(rate)?;
        let raw = self.raw(&self.seen("learn from")?);
        let before = self.network();
        let mut lesson = Lesson::default();
        for _ in 0..presentations {
            self.show(&mut lesson, rate, &[(&raw, label)])?;
            let counted = self.chip.processor.machine_counters();
            let answer = self.chip.processor.infer(&raw).map_err(Stop::refused)?;
            self.averages.classified(&(&self.chip.processor.machine_counters() - &counted), 1);
            if answer == label {
                break;
            }
        }
        self.learned(before, lesson, Some(class), arrived)
    }

    /// Shows all kept examples, in each round.
    pub(super) fn practise(&mut self, rounds: u32, rate: f64, arrived: Instant) -> Done {
        self.check_at_rest()?;
        check_times("rounds", rounds)?;
        let rate = self.step_rate(rate)?;
        if self.examples.is_empty() {
            return Err(Stop::Refused("no examples are kept".into()));
        }
        let before = self.network();
        let mut lesson = Lesson::default();
        let raw = |example: &Example| (self.raw(&example.pixels), example.class);
        let examples: Vec<_> = self.examples.iter().map(raw).collect();
        let images: Vec<_> = examples.iter().map(|(raw, class)| (&raw[..], *class)).collect();
        for _ in 0..rounds {
            self.show(&mut lesson, rate, &images)?;
        }
        self.learned(before, lesson, None, arrived)
    }

    /// Keeps the picture.
    pub(super) fn keep(&mut self, class: u32) -> Done {
        let class = self.class(class)?;
        let pixels = self.seen("keep")?;
        if self.examples.len() >= EXAMPLES {
            return Err(Stop::Refused(format!(
                "{EXAMPLES} examples are kept already; there is no room for more"
            )));
        }
        self.examples.push(Example { class, pixels });
        self.send_examples()
    }

    /// The picture, if there is something to see.
    fn seen(&self, what_for: &str) -> Result<Vec<u8>, Stop> {
        let picture = self.picture.as_ref().filter(|picture| !picture.blank);
        let pixels = picture.map(|picture| picture.pixels.clone());
        pixels.ok_or_else(|| Stop::Refused(format!("there is no picture to {what_for}")))
    }

    /// Learns images, one after the other through the pipeline.
    fn show(&mut self, lesson: &mut Lesson, rate: StepRate, images: &[(&[u8], u8)]) -> Done {
        let processor = &mut self.chip.processor;
        let counted = processor.machine_counters();
        let known = lesson.outcomes.len();
        processor.set_step_rate(rate);
        for (pixels, label) in images {
            let outcome = processor.learn(pixels, *label).map_err(Stop::refused)?;
            lesson.outcomes.extend(outcome);
        }
        while let Some(outcome) = processor.drain_one() {
            lesson.outcomes.push(outcome);
        }
        let counters = &processor.machine_counters() - &counted;
        let new = &lesson.outcomes[known..];
        let updates = new.iter().filter(|outcome| changed(outcome)).count();
        self.averages.learned(&counters, new.len() as u64, updates as u64);
        match &mut lesson.counters {
            Some(sum) => *sum += &counters,
            None => lesson.counters = Some(counters),
        }
        Ok(())
    }

    fn learned(&mut self, before: State, lesson: Lesson, class: Option<u32>, arrived: Instant) -> Done {
        let after = self.network();
        let changes = changes::between(&before, &after);
        let different = before.network != after.network;
        let images = lesson.outcomes.len() as u32;
        if different {
            // The random generators of before are kept too: what is done again is then done alike.
            self.remember(before);
            self.model.taught += u64::from(images);
            self.advance();
        }
        let updates = lesson.outcomes.iter().filter(|outcome| changed(outcome)).count() as u32;
        let wrong = lesson.outcomes.iter().rev().find(|outcome| outcome.disagrees());
        let message = Taught {
            class,
            revision: self.revision(),
            images,
            steps: lesson.outcomes.iter().take(LISTED_STEPS).map(step).collect(),
            updates,
            skipped: images - updates,
            feedback: wrong.map(|outcome| Feedback { label: outcome.label, winner: outcome.winner }),
            changes,
            cost: self.chip.cost(&lesson.counters.unwrap_or_default()),
        };
        self.send(&Message::Taught(Box::new(message)))?;
        self.send_model()?;
        self.recognise(arrived)?;
        if different {
            self.measure();
        }
        Ok(())
    }

    /// A class of the network.
    pub(super) fn class(&self, class: u32) -> Result<u8, Stop> {
        let classes = self.chip.config().classes();
        let known = u8::try_from(class).ok().filter(|&class| usize::from(class) < classes);
        known.ok_or_else(|| Stop::Refused(format!("class: {class} is out of range: 0 to {}", classes - 1)))
    }

    fn step_rate(&self, rate: f64) -> Result<StepRate, Stop> {
        let rate = learning_rate([("learning_rate", rate); 2])?;
        rate.step_rate(0, 1, self.chip.config().format).map_err(Stop::refused)
    }
}

/// A learning rate from one value to another, each with the name of its field.
pub(super) fn learning_rate(ends: [(&str, f64); 2]) -> Result<LearningRate, Stop> {
    let out_of_range = |(field, rate): (&str, f64)| {
        Stop::Refused(format!("{field}: {rate} is out of range: 0 to {MAXIMUM_LEARNING_RATE}"))
    };
    let fixed = |(field, rate): (&str, f64)| match rate {
        // In 1/256 of its unit.
        0.0..=MAXIMUM_LEARNING_RATE => Ok((rate * 256.0).round() as u16),
        _ => Err(out_of_range((field, rate))),
    };
    LearningRate::new(fixed(ends[0])?, fixed(ends[1])?).ok_or_else(|| out_of_range(ends[0]))
}

fn check_times(field: &str, times: u32) -> Done {
    if (1..=MAXIMUM_PRESENTATIONS).contains(&times) {
        return Ok(());
    }
    Err(Stop::Refused(format!("{field}: {times} is out of range: 1 to {MAXIMUM_PRESENTATIONS}")))
}

fn changed(outcome: &Outcome) -> bool {
    outcome.disagrees() && outcome.step > 0
}

fn step(outcome: &Outcome) -> Step {
    Step {
        label: outcome.label,
        winner: outcome.winner,
        correct: outcome.correct,
        margin: outcome.margin,
        step: outcome.step,
        updated: changed(outcome),
    }
}
