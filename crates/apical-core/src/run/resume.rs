//! A run from a model file.

use alloc::format;
use alloc::vec::Vec;

use super::{Choices, Pipeline, Run, Stage, legacy};
use crate::State;
use crate::snapshot::{RunRecord, Snapshot};
use crate::training::Position;

impl Run {
    /// A run as a model file has it, and the state to load into a processor. It ends where it stands or at its target;
    /// [`extend`](Self::extend) it to go further.
    ///
    /// Files whose configuration cannot be read, and those of older programs that do not tell how they came about, give a run that
    /// is [irreproducible](Self::irreproducible); it can be used and resumed all the same.
    #[must_use]
    pub fn resume(snapshot: Snapshot) -> (Self, State) {
        let Snapshot { state, run } = snapshot;
        (Self::of_record(run, &state), state)
    }

    /// As [`resume`](Self::resume), for whoever does not go on with the images in flight: they are dropped, and the run notes it.
    #[must_use]
    pub fn resume_without_pipeline(snapshot: Snapshot) -> (Self, State) {
        let (mut run, mut state) = Self::resume(snapshot);
        run.drop_pipeline(&mut state);
        (run, state)
    }

    /// Drops the images in flight of a state that no processor holds yet, and notes it.
    pub fn drop_pipeline(&mut self, state: &mut State) {
        if !state.in_flight.is_empty() {
            state.in_flight.clear();
            self.note_cut(Pipeline::Dropped);
        }
    }

    /// The run of a record and the state that goes with it.
    #[must_use]
    pub fn of_record(record: RunRecord, state: &State) -> Self {
        let choices = Choices::parse(&record.config_text);
        let read = choices.and_then(|choices| {
            let stages = choices.stages().map_err(|error| format!("{error}"))?;
            Ok((choices, stages))
        });
        let (choices, mut stages) = match read {
            Ok(read) => read,
            Err(message) => {
                let mut run = Self::with_stage(record, legacy_stage(&Choices::default()), Vec::new());
                let message = message.lines().last().unwrap_or_default();
                run.make_irreproducible(&format!("the configuration in its file cannot be read ({message})"));
                return run;
            }
        };
        let told = choices.stage.last().unwrap_or(&choices).data_record.is_some();
        let stage = stages.pop().unwrap_or_else(|| legacy_stage(&choices));
        let mut run = Self::with_stage(record, stage, stages);
        run.class_names = choices.class_names.unwrap_or_default();
        run.origin = choices.from;
        if !told {
            legacy::infer(&mut run, state);
        }
        if let Some(reason) = choices.irreproducible {
            run.make_irreproducible(&reason);
        }
        run
    }

    /// What the record does not have, from the text.
    fn with_stage(mut record: RunRecord, stage: Stage, earlier: Vec<Stage>) -> Self {
        record.config_text.clear();
        let position = record.position;
        // Of older files, which were extended without a note of it.
        let reached = position.epoch.saturating_add(u32::from(position.image > 0));
        let target = stage.target.max(reached).max(1);
        let cuts_made = stage.cuts.len();
        Self {
            record,
            class_names: Vec::new(),
            origin: None,
            earlier,
            source: stage.source,
            target,
            first_test: stage.first_test,
            cuts: stage.cuts,
            cuts_made,
            end: Position { epoch: target, image: 0 },
            features: super::course::Remembered::default(),
        }
    }
}

/// The stage of choices of which nothing else can be used.
fn legacy_stage(choices: &Choices) -> Stage {
    let source = super::Source {
        data: choices.data.as_ref().map(super::Names::list),
        split: super::SplitRule::Ordered,
        ..super::Source::default()
    };
    let recipe = crate::training::Recipe {
        seed: 1,
        epochs: 1,
        learning_rate: crate::training::LearningRate::DEFAULT,
        shift: 0,
    };
    Stage::new(source, recipe)
}
