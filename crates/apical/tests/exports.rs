//! `apical export` and `apical vectors`: what they write can be read back, and checks can fail.

use std::fs;

use crate::common::{Sandbox, apical, shown, succeeded};
use apical_core::export::hex_read;
use apical_core::snapshot::Snapshot;

fn trained() -> Sandbox {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "2", "--out", "my-digits.safetensors"]));
    sandbox
}

#[test]
fn memory_images_read_back_as_the_model() {
    let sandbox = trained();
    let said = succeeded(sandbox.apical(&["export", "my-digits.safetensors", "--to", "hex"]));
    assert!(said.starts_with("my-digits-hex (") && said.contains("files"), "{said}");
    let files: Vec<(String, Vec<u8>)> = fs::read_dir(sandbox.path("my-digits-hex"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    let model = Snapshot::load(sandbox.path("my-digits.safetensors")).unwrap();
    assert_eq!(hex_read(&files).unwrap(), model.state);
}

#[test]
fn a_front_end_goes_into_every_kind() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.apical(&[
        "train",
        "--data=set",
        "--epochs=1",
        "--front-end=thermometer:2",
        "--out=m.safetensors",
    ]));
    succeeded(sandbox.apical(&["export", "m.safetensors", "--to", "hex"]));
    assert!(String::from_utf8(sandbox.read("m-hex/front_end_levels.hex")).unwrap().ends_with("aa55\n"));
    for (kind, file, expected) in [
        ("c", "m.h", &b"void m_encode(const uint8_t *values"[..]),
        ("rust", "m.rs", b"pub fn encode("),
        ("npz", "m.npz", b"front_end.levels.thresholds.npy"),
    ] {
        succeeded(sandbox.apical(&["export", "m.safetensors", "--to", kind]));
        assert!(sandbox.read(file).windows(expected.len()).any(|part| part == expected), "{kind}");
    }
}

#[test]
fn each_kind_has_a_file_of_its_own() {
    let sandbox = trained();
    for (kind, file, expected) in [
        ("c", "my-digits.h", &b"infer(const uint8_t"[..]),
        ("rust", "my-digits.rs", b"pub fn infer("),
        ("npz", "my-digits.npz", b"specification_version.npy"),
    ] {
        let said = succeeded(sandbox.apical(&["export", "my-digits.safetensors", "--to", kind]));
        let bytes = sandbox.read(file);
        let takes = "takes values from 0 to 255 as the network learned them";
        assert_eq!(said, format!("{file} ({} bytes)\n{takes}\n", bytes.len()));
        assert!(bytes.windows(expected.len()).any(|part| part == expected), "{kind}");
    }
    succeeded(sandbox.apical(&["export", "my-digits.safetensors", "--to", "c", "--out", "other.h"]));
    assert!(String::from_utf8(sandbox.read("other.h")).unwrap().contains("other_infer("));
}

#[test]
fn vectors_are_written_and_differences_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = |arguments: &[&str]| {
        let mut command = apical();
        command.current_dir(folder.path()).arg("vectors").args(arguments);
        command
    };
    let written = succeeded(vectors(&["--out", "v"]));
    assert!(written.lines().count() > 5 && written.lines().all(|line| line.ends_with(": new")), "{written}");
    succeeded(vectors(&["--out", "v", "--check"]));
    // Nothing of the three may be overlooked: a changed file, a missing one, a superfluous one.
    let mut names: Vec<_> =
        fs::read_dir(folder.path().join("v")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let mut text = fs::read(&names[0]).unwrap();
    let last = text.len() - 2;
    text[last] ^= 1;
    fs::write(&names[0], text).unwrap();
    fs::remove_file(&names[1]).unwrap();
    fs::write(folder.path().join("v/invented.vec"), "").unwrap();
    let output = vectors(&["--out", "v", "--check"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", shown(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().count(), 3, "{said}");
    for part in ["differs in line", "missing", "invented.vec: no such vector"] {
        assert!(said.contains(part), "{said}");
    }
    let again = succeeded(vectors(&["--out", "v"]));
    assert!(
        again.contains(": changed") && again.contains(": new") && again.contains(": unchanged"),
        "{again}"
    );
}
