//! What all sessions share: processors, datasets, the network to begin with, and who measures accuracies.

mod cache;
mod measurer;
mod start;

use std::sync::Arc;

use apical_chip::design::{Design, DesignRequest};
use apical_core::front_end::FrontEnd;
use tokio::sync::watch;

use crate::options::Options;
use crate::protocol::{Hello, Limits, Preparing, PresetName, VERSION};
use crate::{MESSAGE_BYTES, MESSAGES_PER_SECOND};

pub(crate) use cache::DatasetCache;
pub(crate) use measurer::{Job, Measured, Measurer, close_epoch};
pub(crate) use start::{Beginning, Trained};

/// Name and version of the program.
pub(crate) const SOFTWARE: &str = concat!("apical ", env!("CARGO_PKG_VERSION"));

/// Front ends that a page offers.
const FRONT_ENDS: [&str; 6] =
    ["threshold", "levels:7", "thermometer:3", "retina", "retina+thermometer:3", "auto"];

/// What all sessions share.
pub(crate) struct Shared {
    /// Those that can be chosen.
    pub(crate) processors: Vec<Design>,
    /// Whether a session's front end chooses among them until its page does.
    pub(crate) follows_front_end: bool,
    pub(crate) datasets: DatasetCache,
    pub(crate) measurer: Measurer,
    /// How far the network to begin with is.
    pub(crate) beginning: watch::Receiver<Beginning>,
}

impl Shared {
    /// Begins to train the network to begin with, unless there is one. `progress` is told of each epoch.
    pub(crate) fn new(options: Options, progress: impl FnMut(Preparing) + Send + 'static) -> Arc<Self> {
        let mut datasets = DatasetCache::new(options.data);
        let start = options.model.map(|model| {
            if let Some(data) = model.data {
                datasets.put(data, model.run.source().clone());
            }
            Trained { run: model.run, state: model.state }
        });
        Arc::new(Self {
            processors: options.processors,
            follows_front_end: options.follows_front_end,
            beginning: start::begin(start, datasets.builtin(), progress),
            datasets,
            measurer: Measurer::start(),
        })
    }

    /// Index of the processor that suits a front end; of the first if it is not among them.
    pub(crate) fn processor_for(&self, front_end: &FrontEnd) -> usize {
        let name = DesignRequest::preset_for(front_end);
        self.processors.iter().position(|design| design.preset().name == name).unwrap_or(0)
    }

    /// What a session says first.
    pub(crate) fn hello(&self) -> Hello {
        let preset = |design: &Design| PresetName {
            name: design.preset().name.clone(),
            summary: design.preset().summary.clone(),
        };
        Hello {
            protocol: VERSION,
            software: SOFTWARE,
            specification: apical_core::FRONT_END_VERSION,
            limits: Limits { message_bytes: MESSAGE_BYTES, messages_per_second: MESSAGES_PER_SECOND },
            data: self.datasets.names(),
            front_ends: FRONT_ENDS.to_vec(),
            presets: self.processors.iter().map(preset).collect(),
            preparing: match &*self.beginning.borrow() {
                Beginning::Training(preparing) => Some(*preparing),
                _ => None,
            },
        }
    }
}
