//! The project's claims beside what was published, judged.
//!
//! ```no_run
//! use apical_data::{DataSource, LoadOptions};
//! use apical_studies::Control;
//! use apical_studies::claims::{ClaimsRequest, Verdict};
//!
//! let mnist = DataSource::parse(&["mnist".to_owned()], None)?.load(&LoadOptions::default())?;
//! let request = ClaimsRequest { quick: true, seeds: 1, ..ClaimsRequest::new(&mnist.name, &mnist.split) };
//! let result = request.run(Control::none())?;
//! for claim in result.claims.iter().filter(|claim| claim.verdict == Verdict::Fails) {
//!     println!("{}: {} (published: {})", claim.claim, claim.ours, claim.published);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod intervals;
mod judge;
mod machine;
mod measure;
mod page;
mod request;
mod result;
mod sensitivity;
mod text;
mod training;

pub use judge::{Basis, Claim, Label, Verdict};
pub use request::{ClaimsRequest, EPOCHS, NUMBERS, SEEDS};
pub use result::ClaimsResult;
pub use sensitivity::{RESULTS, Sensitivities, Sensitivity, Swing};
