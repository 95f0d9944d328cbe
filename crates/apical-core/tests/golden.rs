//! The files in `testcases`: they are what the definition gives, and every back end replays them.

use std::fs;
use std::path::PathBuf;

use apical_core::fast::{FastProcessor, Kernel};
use apical_core::reference::ReferenceProcessor;
use apical_core::vectors;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../testcases")
}

fn committed() -> Vec<(String, String)> {
    let in_folder = |inside: &'static str| {
        fs::read_dir(folder().join(inside))
            .expect("there is such a folder")
            .map(|entry| entry.expect("it can be listed").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "vec"))
            .map(move |path| {
                let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
                (format!("{inside}{name}"), fs::read_to_string(path).expect("a vector is text"))
            })
    };
    let mut files: Vec<_> = in_folder("").chain(in_folder("front_ends/")).collect();
    files.sort();
    files
}

#[test]
fn committed_files_are_what_the_definition_gives() {
    let (committed, mut generated) = (committed(), [vectors::all(), vectors::front_ends()].concat());
    generated.sort();
    let names = |files: &[(String, String)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&generated), "`apical vectors` rewrites the files");
    for ((name, committed), (_, generated)) in committed.iter().zip(&generated) {
        let line = committed.lines().zip(generated.lines()).position(|(a, b)| a != b);
        assert!(committed == generated, "{name} differs, first in line {:?}", line.map(|line| line + 1));
    }
}

#[test]
fn every_back_end_replays_the_committed_files() {
    for kernel in Kernel::ALL.into_iter().filter(|kernel| !kernel.is_available()) {
        println!("SKIPPED: kernel {kernel}: not on this CPU");
    }
    let files = committed();
    assert!(files.len() >= 20);
    for (name, text) in files {
        let vector = vectors::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut reference = ReferenceProcessor::new(vector.start.clone()).expect("a parsed state is valid");
        vectors::replay(&vector, &mut reference).unwrap_or_else(|difference| panic!("{difference}"));
        for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.is_available()) {
            let fast = FastProcessor::new(&vector.start).expect("a parsed state is valid");
            let mut fast = fast.with_kernel(kernel).expect("it is available");
            vectors::replay(&vector, &mut fast).unwrap_or_else(|difference| panic!("{difference}"));
        }
    }
}

#[test]
fn files_read_back_as_written_and_the_definition_gives_every_number() {
    for (name, text) in committed() {
        let vector = vectors::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(vector.write(), text, "{name}");
        assert_eq!(vector.regenerate().as_ref(), Ok(&vector), "{name}");
        assert_eq!(Some(format!("{}.vec", vector.name).as_str()), name.split('/').next_back());
    }
}
