//! Messages that several requests lead to.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use apical_core::State;
use apical_data::Loaded;

use super::figures::Figures;
use super::model::{Earlier, history};
use super::{Done, Inbound, Session};
use crate::protocol::{Accuracy, Message, Model, Seed, Size};
use crate::shared::{Job, Measured};

impl Session {
    /// What a page needs at the beginning, or when the network is another one.
    pub(super) fn send_everything(&mut self) -> Done {
        self.send_model()?;
        self.send_processor()?;
        self.send_examples()?;
        self.measure();
        self.recognise(Instant::now())
    }

    pub(super) fn send_model(&self) -> Done {
        let config = self.chip.config();
        let run = self.model.run.record();
        self.send(&Message::Model(Model {
            revision: self.revision(),
            name: run.data.name.clone(),
            layers: config.layers.clone(),
            format: config.format.to_string(),
            seed: Seed(run.recipe.seed),
            image: Size { width: run.image_width, height: run.image_height },
            front_end: (&config.front_end).into(),
            classes: self.model.classes.clone(),
            measured_on: self.test_data().map(|data| data.name.clone()),
            learned: run.total().learned,
            taught: self.model.taught,
            undo: self.undo.len(),
            examples: self.example_counts(),
            history: history(&run.history, &self.model.nanojoules),
        }))
    }

    /// The processor's figures, measured now if they were not.
    pub(super) fn send_processor(&mut self) -> Done {
        if self.chip.figures.is_none()
            && let Some(data) = self.test_data()
        {
            let rate = self.model.run.recipe().learning_rate;
            let state = self.network();
            // Without them, the page still has everything else.
            let figures = Figures::measure(&self.chip.design, &state, &data.split, rate);
            self.chip.figures =
                figures.inspect_err(|stop| tracing::warn!("no figures of the processor: {stop:?}")).ok();
        }
        self.send(&Message::Processor(Box::new(self.chip.message()?)))
    }

    pub(super) fn send_examples(&self) -> Done {
        self.send(&Message::Examples { counts: self.example_counts() })
    }

    fn example_counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.chip.config().classes()];
        for example in &self.examples {
            counts[usize::from(example.class)] += 1;
        }
        counts
    }

    pub(super) fn send_averages(&mut self) -> Done {
        match self.averages.message(self.chip.design.energy(), Instant::now()) {
            Some(averages) => self.send(&Message::Averages(averages)),
            None => Ok(()),
        }
    }

    pub(super) fn send_accuracy(&self, measured: &Measured) -> Done {
        // Of other test images, a count says nothing.
        let same = self.before.as_ref().filter(|(_, data)| *data == measured.data);
        self.send(&Message::Accuracy(Accuracy {
            revision: measured.revision,
            correct: measured.correct,
            tested: measured.tested,
            data: measured.data.clone(),
            before: same.map(|(correct, _)| *correct),
        }))
    }

    /// What the network can be measured on, if any is at hand.
    pub(super) fn test_data(&self) -> Option<Arc<Loaded>> {
        self.shared.datasets.for_run(self.model.run.record(), self.chip.config().classes())
    }

    /// Has the accuracy measured, beside everything else.
    pub(super) fn measure(&self) {
        let Some(data) = self.test_data() else { return };
        let inbox = self.inbox.clone();
        self.shared.measurer.ask(Job {
            state: self.network(),
            data,
            revision: self.revision(),
            newest: self.revision.clone(),
            // The session may have ended meanwhile.
            done: Box::new(move |measured| drop(inbox.send(Inbound::Measured(measured)))),
        });
    }

    /// Keeps the network as it was, to be taken back to.
    pub(super) fn remember(&mut self, state: State) {
        self.undo.push(Earlier { state, model: self.model.clone() });
    }

    /// The network is another one now.
    pub(super) fn advance(&mut self) {
        self.before = self.correct.take();
        self.revision.fetch_add(1, Ordering::Relaxed);
    }
}
