//! Runs: what is learned from which data, how far it has come, and how to do it again.
//!
//! [`Choices`] is the one schema of everything that can be chosen for a run: the text form (TOML), what a model file stores and
//! what a command line's flags fill in. [`Stage`] is a part of it that is settled: one recipe on one dataset. [`Run`] is a run
//! under way or one that has ended, with its record; the text that [`Run::choices`] gives makes the same bits again.
//!
//! ```
//! use apical_core::fast::FastProcessor;
//! use apical_core::run::{Choices, ImageSize, Progress, Run, Start, Tested};
//! use apical_core::snapshot::DataRecord;
//! use apical_core::training::TrainingImages;
//! use core::ops::ControlFlow;
//!
//! struct Stripes;
//! impl TrainingImages for Stripes {
//!     fn count(&self) -> u32 { 100 }
//!     fn width(&self) -> usize { 2 }
//!     fn image(&self, index: u32) -> &[u8] { if index % 2 == 0 { &[255, 255, 0, 0] } else { &[0, 0, 255, 255] } }
//!     fn label(&self, index: u32) -> u8 { (index % 2) as u8 }
//! }
//!
//! let choices = Choices::parse("epochs = 2\nlayers = [4, 16, 2]")?;
//! let data = DataRecord { name: "stripes".into(), train_hash: [1; 32].into(), test_hash: [2; 32].into() };
//! let size = ImageSize { height: 2, width: 2 };
//! let stage = choices.stage()?;
//! let config = choices.config(&stage, size, 2)?;
//! let class_names = choices.class_names(vec!["top".into(), "bottom".into()], &config)?;
//! let mut processor = FastProcessor::new(&config.initial_state(stage.recipe.seed))?;
//! let mut run = Run::begin(&config, Start { stage, data, size, class_names });
//! while !run.has_ended() {
//!     let progress = run.learn(&mut processor, &Stripes, |_| ControlFlow::Continue(()))?;
//!     assert_eq!(progress, Progress::EpochLearned);
//!     run.close_epoch(Some(Tested { tested: 100, correct: 100 }));
//! }
//! let snapshot = run.snapshot(&processor);
//! assert!(snapshot.run.config_text.contains("epochs = 2"));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod agreement;
mod calibration;
mod choices;
mod conflict;
mod course;
mod error;
mod input;
mod legacy;
mod origin;
mod resolve;
mod resume;
mod seed;
mod stage;
mod tested;
mod text;
mod values;

pub(crate) use agreement::{Disagreement, contradiction};
pub use calibration::{Calibration, CalibrationError, Step};
pub use choices::{Choices, CutChoice, Names, OneOrMany};
pub use course::{Progress, Run, Start};
pub use error::RunError;
pub use input::{Input, Range, Real};
pub use origin::Origin;
pub use resolve::{DEFAULT_EPOCHS, DEFAULT_HIDDEN, MAXIMUM_EPOCHS};
pub use seed::Seed;
pub use stage::{Cut, Pipeline, Source, Stage};
pub use tested::Tested;
pub use values::{ClassWeight, ImageSize, Preparation, SplitRule, ValueError};
