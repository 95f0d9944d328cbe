//! The network that sessions begin with.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;

use apical_core::fast::FastProcessor;
use apical_core::run::{Choices, DEFAULT_EPOCHS, Run};
use apical_core::{Processor, State};
use tokio::sync::watch;

use super::cache::Data;
use super::{SOFTWARE, close_epoch};
use crate::protocol::Preparing;

/// A network and the run that made it. Nothing is in its pipeline.
#[derive(Debug, Clone)]
pub(crate) struct Trained {
    pub(crate) run: Run,
    pub(crate) state: State,
}

/// How far it is.
#[derive(Debug, Clone)]
pub(crate) enum Beginning {
    /// It learns.
    Training(Preparing),
    /// It is there.
    Ready(Arc<Trained>),
    /// There will be none.
    Failed(String),
}

/// Takes the network that is given, or begins to train one.
pub(crate) fn begin(
    given: Option<Trained>,
    builtin: Result<Data, String>,
    mut progress: impl FnMut(Preparing) + Send + 'static,
) -> watch::Receiver<Beginning> {
    if let Some(trained) = given {
        return watch::channel(Beginning::Ready(Arc::new(trained))).1;
    }
    let first = Preparing { epoch: 0, epochs: DEFAULT_EPOCHS };
    let (sender, receiver) = watch::channel(Beginning::Training(first));
    progress(first);
    thread::spawn(move || {
        let trained = builtin.and_then(|data| {
            train(&data, |epoch| {
                let preparing = Preparing { epoch, ..first };
                progress(preparing);
                sender.send_replace(Beginning::Training(preparing));
            })
        });
        sender.send_replace(match trained {
            Ok(trained) => Beginning::Ready(Arc::new(trained)),
            Err(message) => Beginning::Failed(message),
        });
    });
    receiver
}

/// Bit for bit what `apical train` learns without further flags.
fn train(data: &Data, mut epoch_done: impl FnMut(u32)) -> Result<Trained, String> {
    let choices = Choices::default();
    let stage = choices.stage().map_err(|error| error.to_string())?;
    let seed = stage.recipe.seed;
    let start = data.start(stage);
    let (train, test) = (&data.loaded.split.train, &data.loaded.split.test);
    let fitted = choices.fitted(start.size, train.classes(), train).map_err(|error| error.to_string())?;
    let config = fitted.config(&start.stage, start.size, train.classes());
    let config = config.map_err(|error| error.to_string())?;
    let mut processor = FastProcessor::new(&config.initial_state(seed)).map_err(|error| error.to_string())?;
    let mut run = Run::begin(&config, start);
    run.set_software(SOFTWARE);
    while !run.has_ended() {
        let learned = run.learn(&mut processor, train, |_| ControlFlow::Continue(()));
        learned.map_err(|error| error.to_string())?;
        close_epoch(&mut run, &processor.state(), test);
        epoch_done(run.position().epoch);
    }
    Ok(Trained { run, state: processor.state() })
}
