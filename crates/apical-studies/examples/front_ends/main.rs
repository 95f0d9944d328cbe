//! Draws the filters of `docs/front-ends.md`, and what front ends make of an image.
//!
//! ```text
//! cargo run -p apical-studies --example front_ends -- docs/images
//! ```

mod drawing;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("docs/images"), PathBuf::from);
    for (name, text) in drawing::all()? {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}
