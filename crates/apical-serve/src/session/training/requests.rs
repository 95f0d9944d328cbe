//! What a page asks of a run.

use std::time::Instant;

use apical_core::run::{Pipeline, Run, Source, Stage, Start};
use apical_core::training::Recipe;

use super::super::model::Model;
use super::super::teach::learning_rate;
use super::super::{Done, MESSAGE_INTERVAL, Session, Stop};
use super::{Part, Training};
use crate::limits::{FASTEST_RUN, MAXIMUM_EPOCHS, MAXIMUM_STEP_IMAGES, SLOWEST_RUN};
use crate::protocol::{LearningRateSchedule, TrainRequest, TrainingState};

impl Session {
    pub(in crate::session) fn train(&mut self, run: TrainRequest) -> Done {
        self.check_at_rest()?;
        check_speed(run.images_per_second)?;
        if !(1..=MAXIMUM_EPOCHS).contains(&run.epochs) {
            return Err(Stop::Refused(format!(
                "epochs: {} is out of range: 1 to {MAXIMUM_EPOCHS}",
                run.epochs
            )));
        }
        let LearningRateSchedule { from, to } = run.learning_rate;
        let learning_rate = learning_rate([("learning_rate.from", from), ("learning_rate.to", to)])?;
        let data = self.shared.datasets.get(&run.data).map_err(Stop::Refused)?;
        let recipe = Recipe { seed: run.seed.0, epochs: run.epochs, learning_rate, shift: 0 };
        // The source is the dataset's own.
        let start = data.start(Stage::new(Source::default(), recipe));
        let config = self.config_for(&data.loaded, &run, &start.stage)?;
        learning_rate.check(config.format).map_err(Stop::refused)?;
        let course = if run.fresh {
            Run::begin(&config, start)
        } else {
            let mut course = self.model.run.clone();
            // The names of the classes are the network's.
            course.go_on(&config, Start { class_names: Vec::new(), ..start });
            course
        };
        let now = Instant::now();
        let training = Training {
            run: course.clone(),
            data: data.loaded,
            state: TrainingState::Running,
            speed: run.images_per_second,
            allowed: (0.0, now),
            remaining: None,
            learned: 0,
            since_message: Part::default(),
            since_point: Part::default(),
            of_epoch: Part::default(),
            nanojoules: Vec::new(),
            points: Vec::new(),
            told: now,
        };
        let mut model = Model::new(course, &config);
        if run.fresh {
            self.replace(model, &config.initial_state(run.seed.0))?;
        } else {
            self.remember(self.network());
            model.classes.clone_from(&self.model.classes);
            model.taught = self.model.taught;
            self.model = model;
        }
        self.training = Some(training);
        self.send_training()
    }

    /// Learns the next images of a run.
    pub(in crate::session) fn learn_on(&mut self) -> Done {
        let Some(mut training) = self.training.take() else { return Ok(()) };
        let completed = training.slice(&mut self.chip, &mut self.averages);
        if matches!(completed, Ok(true)) {
            training.end_epoch(&self.chip);
        }
        let ended = training.state == TrainingState::Finished;
        let halted = training.state == TrainingState::Paused;
        let due = ended || halted || training.told.elapsed() >= MESSAGE_INTERVAL;
        self.training = Some(training);
        completed?;
        if ended {
            return self.end_run(TrainingState::Finished);
        }
        if due { self.send_training() } else { Ok(()) }
    }

    fn send_training(&mut self) -> Done {
        let message = self.training.as_mut().map(|training| training.message(self.chip.design.energy()));
        message.map_or(Ok(()), |message| self.send(&message))
    }

    fn under_way(&mut self) -> Result<&mut Training, Stop> {
        let training = self.training.as_mut().filter(|training| training.is_under_way());
        training.ok_or_else(|| Stop::Refused("no training run is under way".into()))
    }

    pub(in crate::session) fn pause(&mut self) -> Done {
        let training = self.under_way()?;
        (training.state, training.remaining) = (TrainingState::Paused, None);
        self.send_training()
    }

    /// `images`: so many, and then it halts.
    pub(in crate::session) fn resume(&mut self, images: Option<u32>) -> Done {
        if let Some(images) = images
            && !(1..=MAXIMUM_STEP_IMAGES).contains(&images)
        {
            return Err(Stop::Refused(format!(
                "images: {images} is out of range: 1 to {MAXIMUM_STEP_IMAGES}"
            )));
        }
        let training = self.under_way()?;
        (training.state, training.remaining) = (TrainingState::Running, images);
        (training.allowed, training.told) = ((1.0, Instant::now()), Instant::now());
        self.send_training()
    }

    pub(in crate::session) fn set_speed(&mut self, speed: Option<f64>) -> Done {
        check_speed(speed)?;
        let training = self.under_way()?;
        (training.speed, training.allowed) = (speed, (0.0, Instant::now()));
        self.send_training()
    }

    pub(in crate::session) fn stop(&mut self) -> Done {
        self.under_way()?;
        self.end_run(TrainingState::Stopped)
    }

    /// The run ends; the network is the session's from now on.
    fn end_run(&mut self, how: TrainingState) -> Done {
        let Some(training) = &mut self.training else { return Ok(()) };
        training.state = how;
        // What is under way is learned.
        training
            .run
            .cut(&mut self.chip.processor, &training.data.split.train, Pipeline::Learned)
            .map_err(Stop::refused)?;
        self.model.run = training.run.clone();
        self.model.nanojoules.clone_from(&training.nanojoules);
        self.send_training()?;
        self.advance();
        self.chip.figures = None;
        self.send_everything()
    }
}

fn check_speed(speed: Option<f64>) -> Done {
    match speed {
        Some(speed) if !(SLOWEST_RUN..=FASTEST_RUN).contains(&speed) => Err(Stop::Refused(format!(
            "images_per_second: {speed} is out of range: {SLOWEST_RUN} to {FASTEST_RUN}"
        ))),
        _ => Ok(()),
    }
}
