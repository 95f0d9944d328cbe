//! Files that hold the contract for others.

use apical_core::Config;
use apical_core::export::{Contract, ExportError, Prepare, hex_read, hex_with, npz_with};
use apical_core::run::{ImageSize, Real};
use serde_json::{Value, json};

use super::super::npz::{array, header};

#[test]
fn memory_images_and_arrays_carry_the_contract() {
    let state = Config::new(vec![2, 4, 3]).unwrap().initial_state(1);
    let prepare = Prepare::Features {
        ranges: vec![(Real(-0.5), Real(1e16)), (Real(0.1), Real(7.0))],
        names: vec!["a".into(), "\u{e4}x".into()],
    };
    let contract = Contract { class_names: vec!["one".into(), "two".into(), "three".into()], prepare };
    let files = hex_with(&state, &contract).unwrap();
    assert_eq!(hex_read(&files).as_ref(), Ok(&state));
    let manifest: Value = serde_json::from_slice(&files[0].1).unwrap();
    let expected =
        json!({"prepare": "features", "ranges": [[-0.5, 1e16], [0.1, 7.0]], "features": ["a", "\u{e4}x"]});
    assert_eq!(manifest["input"], expected);
    assert_eq!(manifest["class_names"], json!(["one", "two", "three"]));
    let read = |manifest: &Value| {
        let text = serde_json::to_vec(manifest).unwrap();
        hex_read(&[&[("manifest.json".to_owned(), text)][..], &files[1..]].concat())
    };
    assert_eq!(read(&manifest).as_ref(), Ok(&state));
    for (path, value, said) in [
        ("/input/ranges/1/0", json!(7.5), "the lower one first"),
        ("/input/ranges", json!([[0, 1], [0, 1], [0, 1]]), "3 ranges, 2 expected"),
        ("/input/ranges/0/0", json!(null), "null"),
        ("/input/features", json!(["a"]), "1 names of features, 2 expected"),
        ("/input/prepare", json!("as-is"), "input: prepare is"),
        ("/input", json!({"prepare": "normalise", "size": "28x28"}), "784 pixels, 2 expected"),
        ("/input", json!({"prepare": "stretch", "size": "1x2"}), "input: prepare is"),
        ("/class_names", json!(["one"]), "1 names of classes, 3 expected"),
    ] {
        let mut damaged = manifest.clone();
        *damaged.pointer_mut(path).unwrap() = value;
        match read(&damaged) {
            Err(ExportError::Manifest { problem }) => assert!(problem.contains(said), "{path}: {problem}"),
            other => panic!("{path}: {other:?}"),
        }
    }
    let archive = npz_with(&state, &contract).unwrap();
    let ends = [-0.5, 1e16, 0.1, 7.0].into_iter().flat_map(f64::to_le_bytes).collect();
    let letters =
        |text: &str| text.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect::<Vec<u8>>();
    for (name, kind, shape, elements) in [
        ("class_names", "<U5", "(3,)", letters("one\0\0two\0\0three")),
        ("input.prepare", "|S8", "()", b"features".to_vec()),
        ("input.ranges", "<f8", "(2, 2)", ends),
        ("input.features", "<U2", "(2,)", letters("a\0\u{e4}x")),
    ] {
        assert_eq!(array(&archive, name), (header(kind, shape), elements), "{name}");
    }
    let sized = |prepare| Contract { class_names: Vec::new(), prepare };
    let size = ImageSize { height: 1, width: 2 };
    let files = hex_with(&state, &sized(Prepare::Normalise(size))).unwrap();
    assert_eq!(hex_read(&files).as_ref(), Ok(&state));
    let archive = npz_with(&state, &sized(Prepare::AsIs(size))).unwrap();
    assert_eq!(array(&archive, "input.size"), (header("<u2", "(2,)"), vec![1, 0, 2, 0]));
    assert_eq!(array(&archive, "input.prepare"), (header("|S5", "()"), b"as-is".to_vec()));
    for prepare in [
        Prepare::AsIs(ImageSize::MNIST),
        Prepare::Features { ranges: vec![(Real(1.0), Real(f64::NAN))], names: Vec::new() },
        Prepare::Features { ranges: vec![(Real(0.0), Real(1.0)); 3], names: Vec::new() },
    ] {
        assert!(matches!(npz_with(&state, &sized(prepare)), Err(ExportError::Contract { .. })));
    }
}
