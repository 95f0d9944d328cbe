//! Fields and tensors that are missing, unknown or out of range: each is named, with what is allowed.

use std::collections::BTreeMap;

use apical_core::snapshot::{Snapshot, SnapshotError};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use super::any;

/// A file taken apart, to be changed and put together again by the safetensors library.
pub(super) struct Parts {
    metadata: BTreeMap<String, String>,
    tensors: BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>,
}

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let (_, header) = SafeTensors::read_metadata(bytes).unwrap();
        let tensors = SafeTensors::deserialize(bytes).unwrap();
        let owned = |view: TensorView<'_>| (view.dtype(), view.shape().to_vec(), view.data().to_vec());
        Self {
            metadata: header.metadata().clone().unwrap().into_iter().collect(),
            tensors: tensors.tensors().into_iter().map(|(name, view)| (name, owned(view))).collect(),
        }
    }

    /// A file of version 1, as it was before files had a digest.
    pub(super) fn version_1() -> Self {
        let mut parts = parts();
        for field in ["apical.file_version", "apical.digest"] {
            assert!(parts.metadata.remove(field).is_some(), "no field {field}");
        }
        parts
    }

    fn read(&self) -> Result<Snapshot, SnapshotError> {
        Snapshot::from_bytes(&self.bytes())
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let views = self.tensors.iter().map(|(name, (dtype, shape, data))| {
            (name.clone(), TensorView::new(*dtype, shape.clone(), data).unwrap())
        });
        let metadata = self.metadata.clone().into_iter().collect();
        safetensors::serialize(views, Some(metadata)).unwrap()
    }

    fn message(&self) -> String {
        self.read().unwrap_err().to_string()
    }
}

fn parts() -> Parts {
    Parts::of(&any::example().to_bytes().unwrap())
}

/// The message for the example with one field changed.
fn with_field(field: &str, value: &str) -> String {
    let mut parts = parts();
    assert!(parts.metadata.insert(format!("apical.{field}"), value.into()).is_some(), "no field {field}");
    parts.message()
}

/// The message for the example with one byte of a tensor changed.
fn with_byte(tensor: &str, index: usize, value: u8) -> String {
    let mut parts = parts();
    parts.tensors.get_mut(tensor).unwrap().2[index] = value;
    parts.message()
}

#[test]
fn files_of_the_safetensors_library_are_read() {
    assert_eq!(parts().read().unwrap(), any::example());
}

#[test]
fn another_specification_version_is_named_with_ours() {
    let mut parts = parts();
    parts.metadata.insert("apical.specification_version".into(), "3".into());
    // Whatever else that version may have changed.
    parts.metadata.insert("apical.new_field".into(), "x".into());
    parts.tensors.clear();
    assert!(matches!(parts.read(), Err(SnapshotError::SpecificationVersion { found: 3 })));
    assert_eq!(
        parts.message(),
        "model file of specification version 3: this software implements versions 1 and 2"
    );
}

#[test]
fn a_file_of_version_1_is_read_and_has_no_digest() {
    let mut parts = Parts::version_1();
    assert_eq!(parts.read().unwrap(), any::example());
    parts.metadata.insert("apical.digest".into(), "0".repeat(64));
    assert!(parts.message().contains("\"apical.digest\" is unknown"), "{}", parts.message());
}

#[test]
fn a_later_file_version_is_named_with_ours() {
    let expected = "model file of file version 3: this software reads versions 1 to 2; a later one reads it";
    assert_eq!(with_field("file_version", "3"), expected);
}

#[test]
fn whatever_is_changed_the_digest_notices() {
    let noticed =
        |message: String| assert!(message.contains("metadata field apical.digest states"), "{message}");
    noticed(with_field("software", "another 1.0"));
    noticed(with_field("seed", "77"));
    noticed(with_field("digest", &"0".repeat(64)));
    noticed(with_field("digest", ""));
    for (tensor, (_, _, data)) in parts().tensors {
        for index in [0, data.len().saturating_sub(1)].into_iter().filter(|&index| index < data.len()) {
            let mut parts = parts();
            parts.tensors.get_mut(&tensor).unwrap().2[index] ^= 1;
            assert!(parts.read().is_err(), "{tensor} {index}");
        }
    }
    // Fields of other programs are theirs to add.
    let mut parts = parts();
    parts.metadata.insert("format".into(), "pt".into());
    assert_eq!(parts.read().unwrap(), any::example());
}

#[test]
fn a_configuration_that_says_otherwise_is_neither_written_nor_read() {
    let mut snapshot = any::example();
    let record = |window: &str| {
        let hash = any::example().run.data.train_hash;
        let test = any::example().run.data.test_hash;
        format!("{window}[data_record]\nname = \"x\"\ntrain_sha256 = \"{hash}\"\ntest_sha256 = \"{test}\"\n")
    };
    let seed = snapshot.run.recipe.seed;
    snapshot.run.config_text = record("");
    assert_eq!(Snapshot::from_bytes(&snapshot.to_bytes().unwrap()).unwrap(), snapshot);
    snapshot.run.config_text = record("margin_bits = 8\n");
    let message = snapshot.to_bytes().unwrap_err().to_string();
    let expected =
        "metadata field apical.config: margin_bits is 8, but the other fields of the file are of a run with";
    assert!(message.starts_with(expected), "{message}");
    snapshot.run.config_text = record(&format!("seed = \"{}\"\n", seed.wrapping_add(1)));
    assert!(snapshot.to_bytes().unwrap_err().to_string().contains("apical.config: seed is"));
    // A text without a record of the data is the user's own.
    snapshot.run.config_text = "margin_bits = 8\n".into();
    assert!(snapshot.to_bytes().is_ok());
}

#[test]
fn every_field_and_every_tensor_is_needed() {
    let whole = parts();
    assert_eq!((whole.metadata.len(), whole.tensors.len()), (25, 25));
    // Without the version a file is one of before the digest.
    for field in whole.metadata.keys().filter(|field| *field != "apical.file_version") {
        let mut parts = parts();
        parts.metadata.remove(field);
        assert!(parts.message().contains(field.as_str()), "{field}: {}", parts.message());
    }
    for name in whole.tensors.keys() {
        let mut parts = parts();
        parts.tensors.remove(name);
        assert_eq!(parts.message(), format!("tensor {name} is missing"));
    }
}

#[test]
fn unknown_tensors_and_fields_of_ours_are_errors_but_those_of_others_are_not() {
    let mut foreign = parts();
    foreign.metadata.insert("format".into(), "pt".into());
    assert_eq!(foreign.read().unwrap(), any::example());

    let mut field = parts();
    field.metadata.insert("apical.windows".into(), "16".into());
    assert_eq!(field.message(), "metadata field \"apical.windows\" is unknown in specification version 1");

    let mut tensor = parts();
    tensor.tensors.insert("layer4.weight".into(), (Dtype::I8, vec![0], vec![]));
    assert_eq!(tensor.message(), "tensor \"layer4.weight\" is unknown");
}

#[test]
fn tensors_of_another_type_or_shape_are_named() {
    for name in parts().tensors.keys() {
        let mut parts = parts();
        let (dtype, ..) = parts.tensors.get_mut(name).unwrap();
        *dtype = match *dtype {
            Dtype::U64 => Dtype::I64,
            Dtype::U32 => Dtype::F32,
            Dtype::I8 => Dtype::U8,
            _ => Dtype::I8,
        };
        assert!(parts.message().starts_with(&format!("tensor {name}: type ")), "{}", parts.message());
    }
    let mut transposed = parts();
    transposed.tensors.get_mut("layer1.weight").unwrap().1 = vec![5, 6];
    assert_eq!(
        transposed.message(),
        "tensor layer1.weight: type I8 and shape [5, 6], I8 and [6, 5] expected"
    );
    for name in parts().tensors.keys() {
        let mut parts = parts();
        let (dtype, shape, data) = parts.tensors.get_mut(name).unwrap();
        // One row or element more.
        shape[0] += 1;
        let bytes = shape.iter().product::<usize>() * dtype.bitsize() / 8;
        data.resize(bytes, 1);
        if name != "run.history" {
            assert!(parts.read().is_err(), "{name} with a row more");
        }
    }
}

#[test]
fn values_out_of_range_are_named() {
    assert_eq!(with_byte("layer1.weight", 7, 8), "weights of layer 1: value 8 at 7 is out of range: -8 to 7");
    assert_eq!(
        with_byte("layer2.feedback", 3, 2),
        "tensor layer2.feedback: value 2 at 3 is out of range: 0 to 1"
    );
    assert_eq!(
        with_byte("in_flight.layer2.window", 0, 255),
        "tensor in_flight.layer2.window: value 255 at 0 is out of range: 0 to 1"
    );
    assert_eq!(with_byte("in_flight.label", 0, 3), "image in flight 0: label 3 is out of range: 0 to 2");
    assert_eq!(
        with_byte("in_flight.passed", 0, 2),
        "image in flight 0: 2 hidden layers passed is out of range: 1 to 1"
    );
    assert_eq!(
        with_byte("in_flight.passed", 1, 1),
        "image in flight 1: 1 hidden layers passed is out of range: 2 to 2"
    );
    // 101 images learned, 356 errors.
    assert_eq!(
        with_byte("run.history", 9, 1),
        "tensor run.history: value 266 at 1 is out of range: 0 to 101"
    );
    let mut zero = parts();
    zero.tensors.get_mut("random.lanes").unwrap().2[..4].fill(0);
    assert!(zero.message().starts_with("random generator 0 "), "{}", zero.message());
    let mut huge = parts();
    huge.tensors.get_mut("run.current").unwrap().2.fill(0xFF);
    assert_eq!(
        huge.message(),
        "tensor run.current: value 18446744073709551615 at 0 is out of range: 0 to 4294967295"
    );
}

#[test]
fn fields_out_of_range_are_named() {
    let cases = [
        ("layers", "", "layers: 0 sizes given"),
        ("layers", "6,5", "layers: 2 sizes given"),
        ("layers", "6,0,4,3", "layers: size 0 at position 1 is out of range: 1 to 4000"),
        ("layers", "60000,5,4,3", "layers: size 60000 at position 0 is out of range: 1 to 16384"),
        ("layers", "6,5,4,3,", "metadata field apical.layers: \"6,5,4,3,\" is not allowed: whole numbers"),
        ("layers", "6,5,-4,3", "metadata field apical.layers: \"6,5,-4,3\" is not allowed: whole numbers"),
        ("layers", "6,5,5,3", "tensor layer2.weight: type I8 and shape [5, 4], I8 and [5, 5] expected"),
        ("format", "w9g8", "metadata field apical.format: \"w9g8\" is not allowed: format: weight width 9"),
        ("format", "w2g8", "weights of layer 1: value"),
        ("order", "random", "metadata field apical.order: \"random\" is not allowed: order: expected"),
        ("order", "sequential", "images in flight: 2 found, at most 0 in sequential order"),
        ("window", "3", "window: 1 values given, 2 hidden layers"),
        ("window", "3,0", "window: 0 for hidden layer 2 is out of range: 1 to 65535"),
        (
            "window",
            "3,65536",
            "metadata field apical.window: \"3,65536\" is not allowed: whole numbers from 0",
        ),
        ("margin_bits", "9", "margin_bits: 9 is out of range: 0 to 8"),
        ("margin_bits", "+5", "metadata field apical.margin_bits: \"+5\" is not allowed: a whole number"),
        ("drop_shift", "0", "drop_shift: 0 is out of range: 1 to 8"),
        ("initial_range", "40000", "initial_range: 40000 is out of range: 0 to 32767"),
        ("feedback_sharing", "0", "feedback_sharing: 0 is out of range: 1 to 4000"),
        ("seed", "18446744073709551616", "metadata field apical.seed: \"18446744073709551616\" is not"),
        ("epochs", "4294967296", "metadata field apical.epochs: \"4294967296\" is not allowed: a whole"),
        (
            "learning_rate",
            "NaN",
            "metadata field apical.learning_rate: \"NaN\" is not allowed: learning rate",
        ),
        ("shift", "256", "metadata field apical.shift: \"256\" is not allowed: a whole number from 0 to 255"),
        (
            "position.epoch",
            "1",
            "metadata field apical.position.epoch: \"1\" is not allowed: the history holds 2",
        ),
        ("position.image", "x", "metadata field apical.position.image: \"x\" is not allowed: a whole number"),
        ("data.name", "", "metadata field apical.data.name: \"\" is not allowed: 1 to 4096 bytes"),
        ("data.name", "a\nb", "metadata field apical.data.name: \"a\\nb\" is not allowed: 1 to 4096 bytes"),
        (
            "data.train_sha256",
            "12",
            "metadata field apical.data.train_sha256: \"12\" is not allowed: data hash",
        ),
        ("data.test_sha256", "é", "metadata field apical.data.test_sha256: \"é\" is not allowed: data hash"),
        (
            "image.width",
            "2",
            "metadata field apical.image.width: \"2 x 2\" is not allowed: width x height must",
        ),
        ("image.height", "0", "metadata field apical.image.width: \"3 x 0\" is not allowed: width x height"),
        ("software", "", "metadata field apical.software: \"\" is not allowed: 1 to 128 bytes"),
        (
            "specification_version",
            "one",
            "metadata field apical.specification_version: \"one\" is not allowed",
        ),
    ];
    for (field, value, expected) in cases {
        let found = with_field(field, value);
        assert!(
            found.starts_with(expected),
            "{field} = {value:?}\n  found:    {found}\n  expected: {expected}"
        );
    }
}

#[test]
fn a_configuration_text_beyond_its_limit_is_named_and_not_repeated() {
    let found = with_field("config", &"x".repeat(1_300_000));
    assert!(found.starts_with("metadata field apical.config: \"xxx"), "{found}");
    assert!(found.ends_with("1300000 bytes, at most 1048576") && found.len() < 200, "{found}");
}

#[test]
fn a_learning_rate_beyond_the_accumulators_is_named() {
    let mut parts = parts();
    parts.metadata.insert("apical.format".into(), "w4g4".into());
    parts.metadata.insert("apical.learning_rate".into(), "120:1".into());
    for (name, (_, _, data)) in &mut parts.tensors {
        if name.ends_with("accumulator") {
            data.fill(0);
        }
    }
    let found = parts.message();
    assert!(
        found.starts_with("metadata field apical.learning_rate: \"120:1\" is not allowed: learning rate"),
        "{found}"
    );
}
