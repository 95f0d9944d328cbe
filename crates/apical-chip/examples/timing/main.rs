//! Draws the timing diagrams of `docs/microarchitecture.md` from what a small machine does.
//!
//! ```text
//! cargo run -p apical-chip --example timing -- docs/images
//! ```

mod diagrams;
mod machine;
mod sheet;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("docs/images"), PathBuf::from);
    for (name, text) in diagrams::all()? {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}
