//! Drawings of the documents.

#[path = "../examples/front_ends/drawing.rs"]
mod drawing;

use std::path::Path;

/// `cargo run -p apical-studies --example front_ends` draws them anew.
#[test]
fn filters_and_bits_are_drawn_as_they_are() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/images");
    // A packaged crate has no documents beside it.
    if !folder.is_dir() {
        return;
    }
    for (name, text) in drawing::all().unwrap() {
        let drawn = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(drawn == text, "docs/images/{name} is not what the front end does now");
    }
}
