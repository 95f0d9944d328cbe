//! The network that sessions begin with.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;

use apical_core::fast::FastProcessor;
use apical_core::snapshot::{EpochRecord, Snapshot};
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_core::{Config, Processor};
use apical_data::Loaded;
use tokio::sync::watch;

use super::{correct, record};
use crate::protocol::Preparing;

/// As `apical train` learns without further flags.
const RECIPE: Recipe = Recipe { seed: 1, epochs: 30, learning_rate: LearningRate::DEFAULT, shift: 0 };
const HIDDEN: [usize; 2] = [200, 200];

/// How far it is.
#[derive(Debug, Clone)]
pub(crate) enum Beginning {
    /// It learns.
    Training(Preparing),
    /// It is there.
    Ready(Arc<Snapshot>),
    /// There will be none.
    Failed(String),
}

/// Takes the network that is given, or begins to train one.
pub(crate) fn begin(
    given: Option<Snapshot>,
    builtin: Result<Arc<Loaded>, String>,
    mut progress: impl FnMut(Preparing) + Send + 'static,
) -> watch::Receiver<Beginning> {
    if let Some(mut snapshot) = given {
        // The checkpoint's own run learns these images.
        snapshot.state.in_flight.clear();
        return watch::channel(Beginning::Ready(Arc::new(snapshot))).1;
    }
    let first = Preparing { epoch: 0, epochs: RECIPE.epochs };
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
            Ok(snapshot) => Beginning::Ready(Arc::new(snapshot)),
            Err(message) => Beginning::Failed(message),
        });
    });
    receiver
}

/// Bit for bit what `apical train` learns.
fn train(data: &Loaded, mut epoch_done: impl FnMut(u32)) -> Result<Snapshot, String> {
    let (train, test) = (&data.split.train, &data.split.test);
    let [first, second] = HIDDEN;
    let config = Config::new(vec![train.image_size(), first, second, train.classes()]);
    let config = config.map_err(|error| error.to_string())?;
    let mut run = record::of_run(&config, RECIPE, data);
    let state = config.initial_state(RECIPE.seed);
    let mut processor = FastProcessor::new(&state).map_err(|error| error.to_string())?;
    let mut trainer = Trainer::new(RECIPE, Position::default());
    for epoch in 1..=RECIPE.epochs {
        let before = processor.counters().clone();
        let learned = trainer.epoch(&mut processor, train, |_| ControlFlow::Continue(()));
        learned.map_err(|error| error.to_string())?;
        let mut record = EpochRecord::empty(config.layer_count());
        record.add(&(processor.counters() - &before));
        record.tested = test.len() as u64;
        record.correct = correct(&processor.state(), test).unwrap_or(0);
        run.history.push(record);
        run.position = trainer.position();
        epoch_done(epoch);
    }
    Ok(Snapshot { state: processor.state(), run })
}
