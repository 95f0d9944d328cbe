//! The network that sessions begin with.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;

use apical_core::fast::FastProcessor;
use apical_core::snapshot::{DataRecord, EpochRecord, RunRecord, Snapshot};
use apical_core::training::{LearningRate, Position, Recipe, Trainer};
use apical_core::{Config, Processor};
use apical_data::Loaded;
use apical_sweep::Images;
use tokio::sync::watch;

use super::correct;
use crate::protocol::Preparing;

/// As `apical train` learns without further flags.
const RECIPE: Recipe = Recipe { seed: 1, epochs: 30, learning_rate: LearningRate::DEFAULT, shift: 0 };
const HIDDEN: [usize; 2] = [200, 200];

/// A network to begin with.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) snapshot: Snapshot,
}

/// How far it is.
#[derive(Debug, Clone)]
pub(crate) enum Beginning {
    /// It learns.
    Training(Preparing),
    /// It is there.
    Ready(Arc<Start>),
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
        return watch::channel(Beginning::Ready(Arc::new(Start { snapshot }))).1;
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
            Ok(snapshot) => Beginning::Ready(Arc::new(Start { snapshot })),
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
    let record = DataRecord {
        name: data.name.clone(),
        train_hash: train.hash().into(),
        test_hash: test.hash().into(),
    };
    let mut run = RunRecord::new(RECIPE, record, (train.width(), train.height()), &config);
    run.config_text = configuration_text(&config, RECIPE, &data.name, &data.class_names);
    run.software = concat!("apical ", env!("CARGO_PKG_VERSION")).to_owned();
    let state = config.initial_state(RECIPE.seed);
    let mut processor = FastProcessor::new(&state).map_err(|error| error.to_string())?;
    let mut trainer = Trainer::new(RECIPE, Position::default());
    for epoch in 1..=RECIPE.epochs {
        let before = processor.counters().clone();
        let learned = trainer.epoch(&mut processor, &Images(train), |_| ControlFlow::Continue(()));
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

/// The configuration as `apical train` stores it: that program can repeat the run, and knows the names of the classes.
pub(crate) fn configuration_text(config: &Config, recipe: Recipe, data: &str, classes: &[String]) -> String {
    let sizes = config.layers.iter().map(|&size| toml::Value::Integer(size as i64)).collect();
    let names = classes.iter().map(|name| toml::Value::String(name.clone())).collect();
    let integer = |value: u64| toml::Value::Integer(i64::try_from(value).unwrap_or(i64::MAX));
    let table: toml::Table = [
        ("data", toml::Value::String(data.to_owned())),
        ("class_names", toml::Value::Array(names)),
        ("layers", toml::Value::Array(sizes)),
        ("format", toml::Value::String(config.format.to_string())),
        ("order", toml::Value::String(config.order.to_string())),
        ("epochs", integer(recipe.epochs.into())),
        ("seed", integer(recipe.seed)),
        ("shift", integer(recipe.shift.into())),
        ("learning_rate", toml::Value::String(recipe.learning_rate.to_string())),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into_iter()
    .collect();
    table.to_string()
}
