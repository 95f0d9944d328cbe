//! Input that is wrong: each time status 2, a message that names what and where, and files as they were.

use std::fs;
use std::io::Write;

use crate::common::{
    CLASSES, LAYERS, SIDE, Sandbox, TEST, TRAIN, idx_images, idx_labels, refused, succeeded,
};

const TRAIN_IMAGES: &str = "train-images-idx3-ubyte";
const TRAIN_LABELS: &str = "train-labels-idx1-ubyte";

/// A sandbox with one file of the set replaced, and a model that must survive.
fn spoilt(name: &str, bytes: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("apical-model.safetensors"), "precious").unwrap();
    fs::write(sandbox.path("set").join(name), bytes).unwrap();
    sandbox
}

/// Training in that sandbox must be refused, with all of `expected` in the message.
fn refuses(sandbox: &Sandbox, expected: &[&str]) {
    let message = refused(sandbox.train(&["--epochs", "1"]));
    for part in expected {
        assert!(message.contains(part), "{part:?} is missing in: {message}");
    }
    assert_eq!(sandbox.read("apical-model.safetensors"), b"precious");
    assert_eq!(sandbox.files(), ["apical-model.safetensors"], "nothing else is left behind");
}

#[test]
fn a_wrong_magic_number() {
    let mut bytes = idx_images(TRAIN, SIDE, &[0; TRAIN * SIDE * SIDE]);
    bytes[2] = 13;
    refuses(&spoilt(TRAIN_IMAGES, &bytes), &[TRAIN_IMAGES, "IDX"]);
}

#[test]
fn a_truncated_gzip_file() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("apical-model.safetensors"), "precious").unwrap();
    let images = sandbox.path("set").join(TRAIN_IMAGES);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&fs::read(&images).unwrap()).unwrap();
    let bytes = encoder.finish().unwrap();
    fs::remove_file(&images).unwrap();
    fs::write(images.with_extension("gz"), &bytes[..bytes.len() / 2]).unwrap();
    refuses(&sandbox, &[TRAIN_IMAGES, ".gz"]);
}

#[test]
fn images_and_labels_that_differ_in_number() {
    let labels = idx_labels(&[0; TRAIN - 1]);
    refuses(&spoilt(TRAIN_LABELS, &labels), &[TRAIN_IMAGES, TRAIN_LABELS, "160", "159"]);
}

#[test]
fn a_label_without_an_output_neuron() {
    let mut labels = vec![0; TRAIN];
    labels[7] = 4;
    refuses(&spoilt(TRAIN_LABELS, &idx_labels(&labels)), &["layers: the last size is 4", "5 classes"]);
}

#[test]
fn a_csv_file_with_what_is_no_number() {
    let sandbox = Sandbox::new();
    for (name, value, expected) in
        [("a.csv", "NaN", "NaN"), ("b.csv", "much", "much"), ("c.csv", "1e999", "1e999")]
    {
        let row = |label: usize, value: &str| format!("{label},0,9,{value},255\n");
        let text: String = (0..20).map(|i| row(i % 2, if i == 11 { value } else { "7" })).collect();
        fs::write(sandbox.path(name), text).unwrap();
        let message = refused(sandbox.apical(&["train", "--data", name, "--layers", "4,3,2", "--out", "m"]));
        for part in [name, expected, "12"] {
            assert!(message.contains(part), "{part:?} is missing in: {message}");
        }
        assert!(!sandbox.files().contains(&"m".to_owned()));
    }
}

#[test]
fn layer_sizes_out_of_range() {
    let sandbox = Sandbox::new();
    for (layers, expected) in [
        ("64,0,4", "layers: size 0 at position 1 is out of range: 1 to 4000"),
        ("64,4001,4", "layers: size 4001 at position 1 is out of range: 1 to 4000"),
        ("64,-1,4", "layers: -1 is out of range"),
        ("64,8,0", "layers: 0 classes (the last size) is out of range: 2 to 256"),
        ("64,8,257", "layers: 257 classes"),
        ("64,4", "layers: 2 sizes given"),
        ("64,1,1,1,1,1,1,1,1,4", "layers: 10 sizes given"),
        ("63,8,4", "layers: the first size is 63, but the images have 8 x 8 = 64 pixels"),
        ("64,8,3", "layers: the last size is 3, but the data have 4 classes"),
    ] {
        let flags = ["train", "--data", "set", "--front-end", "threshold", "--layers", layers];
        let message = refused(sandbox.apical(&flags));
        assert!(message.contains(expected), "{layers}: {message}");
    }
    assert_eq!(sandbox.files(), [""; 0]);
}

#[test]
fn flags_out_of_range_are_named() {
    let sandbox = Sandbox::new();
    for (flag, value) in [
        ("--epochs", "0"),
        ("--seed", "-1"),
        ("--format", "w9g8"),
        ("--format", "w4g3"),
        ("--order", "both"),
        ("--learning-rate", "200:1"),
        ("--learning-rate", "NaN"),
        ("--shift", "101"),
        ("--limit", "0"),
        ("--checkpoint-every", "0"),
        ("--kernel", "mmx"),
    ] {
        let message = refused(sandbox.train(&[&format!("{flag}={value}")]));
        assert!(message.contains(flag) && message.contains(value), "{flag} {value}: {message}");
    }
    let message = refused(sandbox.train(&["--shift", "8"]));
    assert!(message.contains("shift: 8 is out of range: 0 to 7"), "{message}");
}

#[test]
fn unknown_and_impossible_keys_of_a_configuration_file() {
    let sandbox = Sandbox::new();
    for (text, expected) in [
        ("seed = 1\nepoch = 3\n", vec!["run.toml", "line 2", "unknown field `epoch`", "epochs"]),
        ("epochs = \"many\"\n", vec!["run.toml", "line 1", "epochs"]),
        ("epochs = 0\n", vec!["run.toml", "epochs: 0 is out of range: 1 to 1000000"]),
        ("margin_bits = 9\n", vec!["margin_bits: 9 is out of range: 0 to 8"]),
        ("window = [1]\n", vec!["window: 1 values given, 2 hidden layers"]),
        ("class_names = [\"a\"]\n", vec!["run.toml", "class_names: 1 names given, the data have 4 classes"]),
        ("format = \"w1g8\"\n", vec!["format: \"w1g8\"", "2 to 8"]),
        ("[train]\nepochs = 3\n", vec!["run.toml", "unknown field `train`"]),
        ("epochs = \n", vec!["run.toml", "line 1"]),
    ] {
        fs::write(sandbox.path("run.toml"), text).unwrap();
        let message = refused(sandbox.train(&["--config", "run.toml"]));
        for part in expected {
            assert!(message.contains(part), "{part:?} is missing in: {message}");
        }
    }
    let message = refused(sandbox.train(&["--config", "none.toml"]));
    assert!(message.contains("none.toml"), "{message}");
}

#[test]
fn data_that_are_not_there() {
    let sandbox = Sandbox::new();
    let message = refused(sandbox.apical(&["train", "--data", "mnst"]));
    assert!(message.contains("\"mnst\"") && message.contains("mnist"), "{message}");
    let message = refused(sandbox.apical(&["train", "--data", "mnist", "--data-dir", "set"]));
    assert!(message.contains("SHA-256") || message.contains("not on this machine"), "{message}");
    let message = refused(sandbox.apical(&["train", "--data", "mnist", "--data-dir", "nowhere"]));
    assert!(message.contains("nowhere") && message.contains("apical data fetch mnist"), "{message}");
}

#[test]
fn a_server_that_does_not_answer() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.apical(&["data", "fetch", "kmnist", "--data-dir", "fetched"]);
    // Nothing listens on the port of the discard service.
    command.env("APICAL_MIRROR", "http://127.0.0.1:9/data");
    let message = refused(command);
    for part in
        ["train-images-idx3-ubyte.gz", "http://127.0.0.1:9/data/kmnist/", "--data-dir", "APICAL_MIRROR"]
    {
        assert!(message.contains(part), "{part:?} is missing in: {message}");
    }
}

#[test]
fn models_that_are_none() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "good"]));
    let good = sandbox.read("good");
    fs::write(sandbox.path("cut"), &good[..good.len() - 9]).unwrap();
    fs::write(sandbox.path("text"), "not a model, but long enough to hold a header of its own").unwrap();
    fs::write(sandbox.path("empty"), "").unwrap();
    fs::create_dir(sandbox.path("folder")).unwrap();
    for name in ["cut", "text", "empty", "folder", "missing"] {
        for command in [
            vec!["eval", name],
            vec!["classify", name, "x.png"],
            vec!["info", name],
            vec!["export", name, "--to", "c"],
            vec!["train", "--resume", name],
        ] {
            let message = refused(sandbox.apical(&command));
            assert!(message.contains(name), "{command:?}: {message}");
        }
    }
}

#[test]
fn a_checkpoint_of_another_specification_version() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "2", "--stop-after", "1", "--out", "m"]));
    let text = sandbox.read("m");
    let (first, version) = (apical_core::SPECIFICATION_VERSION, apical_core::FRONT_END_VERSION);
    let (ours, theirs) = (format!("\"{first}\""), format!("\"{}\"", version + 1));
    let key = b"specification_version\":";
    let at = text.windows(key.len()).position(|bytes| bytes == key).expect("the header names the version");
    let value = at + key.len();
    assert_eq!(&text[value..value + ours.len()], ours.as_bytes());
    let mut other = text;
    other[value..value + ours.len()].copy_from_slice(theirs.as_bytes());
    fs::write(sandbox.path("other"), other).unwrap();
    for command in [vec!["train", "--resume", "other"], vec!["eval", "other"]] {
        let message = refused(sandbox.apical(&command));
        let expected = format!("specification version {}", version + 1);
        assert!(message.contains("other") && message.contains(&expected), "{message}");
        assert!(message.contains(&format!("versions {first} and {version}")), "{message}");
    }
}

#[test]
fn outputs_that_cannot_be_written_are_told_before_training() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("folder")).unwrap();
    for out in ["none/model", "folder"] {
        let message = refused(sandbox.train(&["--epochs", "100000", "--out", out]));
        assert!(message.contains(out) && message.contains("cannot write"), "{message}");
        assert!(!message.contains("images/s"), "training had begun: {message}");
    }
    let message = refused(sandbox.train(&["--epochs", "100000", "--plot", "none/curve.svg"]));
    assert!(message.contains("none/curve.svg"), "{message}");
    let message = refused(sandbox.apical(&["data", "show", "--data", "set", "--out", "none/sheet.png"]));
    assert!(message.contains("none/sheet.png"), "{message}");
}

#[test]
fn images_of_another_size_than_the_network() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m"]));
    let images: Vec<u8> = vec![9; 12 * 5 * 5];
    let labels: Vec<u8> = (0..12).map(|i| i % 2).collect();
    fs::write(sandbox.path("i.idx"), idx_images(12, 5, &images)).unwrap();
    fs::write(sandbox.path("l.idx"), idx_labels(&labels)).unwrap();
    let message = refused(sandbox.apical(&["eval", "m", "--data", "i.idx", "l.idx"]));
    assert!(message.contains("5 x 5") && message.contains("8 x 8"), "{message}");
}

#[test]
fn pictures_that_are_none() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m"]));
    fs::write(sandbox.path("text.png"), "no picture").unwrap();
    crate::common::write_bmp(&sandbox.path("good.bmp"), 8, 8, &crate::common::image(0));
    for name in ["text.png", "missing.png", "set"] {
        let message = refused(sandbox.apical(&["classify", "m", "good.bmp", name]));
        assert!(message.contains(name), "{message}");
    }
    let message = refused(sandbox.apical(&["classify", "m"]));
    assert!(message.contains("IMAGE"), "{message}");
}

#[test]
fn the_small_set_is_what_these_tests_take_it_for() {
    let sandbox = Sandbox::new();
    let info = succeeded(sandbox.apical(&["data", "info", "--data", "set", "--json"]));
    let info: serde_json::Value = serde_json::from_str(&info).unwrap();
    assert_eq!((&info["train"]["images"], &info["test"]["images"]), (&TRAIN.into(), &TEST.into()));
    assert_eq!(info["class_names"].as_array().unwrap().len(), CLASSES);
    assert!(LAYERS.starts_with(&format!("{},", SIDE * SIDE)));
}
