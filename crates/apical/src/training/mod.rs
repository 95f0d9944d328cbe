//! A training run: the loop over epochs, what is shown meanwhile, and what is said at the end.

mod display;
mod mistakes;
mod plot;
mod rates;
mod session;
mod summary;

pub(crate) use display::{Display, Extent, choose as choose_display};
pub(crate) use mistakes::save_sheet;
pub(crate) use plot::training_curve;
pub(crate) use rates::Rates;
pub(crate) use session::{Checkpoints, Ending, Session};
pub(crate) use summary::{Summary, file_line, model_bytes};
