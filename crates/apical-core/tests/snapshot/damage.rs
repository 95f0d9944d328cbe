//! Hostile and damaged containers: an error, never a panic and never memory that the file does not justify.

use apical_core::random::SplitMix64;
use apical_core::snapshot::{Snapshot, SnapshotError};

use super::any;
use super::fields::Parts;

/// A file with this header, and so many bytes of data.
fn file(header: &str, data: usize) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.resize(bytes.len() + data, 0);
    bytes
}

fn message(bytes: &[u8]) -> String {
    Snapshot::from_bytes(bytes).unwrap_err().to_string()
}

#[test]
fn every_truncation_is_an_error() {
    let bytes = any::example().to_bytes().unwrap();
    for length in 0..bytes.len() {
        let error = Snapshot::from_bytes(&bytes[..length]).unwrap_err();
        assert!(matches!(error, SnapshotError::Length { .. }), "{length}: {error}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(matches!(Snapshot::from_bytes(&longer), Err(SnapshotError::Length { .. })));
}

/// A file with one to three flipped bits, `rounds` times.
fn flipped(bytes: &[u8], rounds: u32) -> impl Iterator<Item = Vec<u8>> {
    let mut random = SplitMix64::new(3);
    (0..rounds).map(move |round| {
        let mut damaged = bytes.to_vec();
        for _ in 0..=round % 3 {
            damaged[random.below(bytes.len() as u32) as usize] ^= 1 << random.below(8);
        }
        damaged
    })
}

#[test]
fn a_file_with_flipped_bits_is_refused() {
    let bytes = any::example().to_bytes().unwrap();
    for damaged in flipped(&bytes, 20_000).filter(|damaged| *damaged != bytes) {
        match Snapshot::from_bytes(&damaged) {
            // Of one header there are several spellings: a letter of "\u00.." may be a capital.
            Ok(snapshot) => assert_eq!(snapshot, any::example()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// Files of version 1 have no digest: what still reads after damage must be a valid snapshot.
#[test]
fn bit_flips_of_version_1_give_errors_or_valid_snapshots() {
    let bytes = Parts::version_1().bytes();
    let (mut refused, mut read) = (0, 0);
    for damaged in flipped(&bytes, 20_000) {
        match Snapshot::from_bytes(&damaged) {
            Ok(snapshot) => {
                read += 1;
                snapshot.validate().unwrap();
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty());
            }
        }
    }
    assert!(refused > 2000 && read > 20, "{refused} refused, {read} read: the test tries only one side");
}

#[test]
fn a_header_length_that_lies_is_an_error() {
    let bytes = any::example().to_bytes().unwrap();
    for length in [0, 1, 2, 17, bytes.len() as u64, 7 << 20, (7 << 20) + 1, 1 << 40, u64::MAX - 7, u64::MAX] {
        let mut damaged = bytes.clone();
        damaged[..8].copy_from_slice(&length.to_le_bytes());
        assert!(Snapshot::from_bytes(&damaged).is_err(), "{length}");
    }
    assert_eq!(
        message(&[0xFF; 64]),
        "not a model file: a header of 18446744073709551615 bytes is out of range: 2 to 7340032"
    );
    assert_eq!(message(b"PK"), "model file is damaged or cut off: 2 bytes, its header needs 8");
}

#[test]
fn sizes_beyond_the_file_are_errors() {
    // 9 times 2^61 bytes: their sum passes 2^64.
    let tensors: Vec<String> = (0..9_u64)
        .map(|index| {
            let (start, end) = (u128::from(index) << 61, (u128::from(index) + 1) << 61);
            format!(r#""t{index}":{{"dtype":"I8","shape":[{}],"data_offsets":[{start},{end}]}}"#, 1_u64 << 61)
        })
        .collect();
    for count in 1..=9 {
        let header = format!("{{{}}}", tensors[..count].join(","));
        assert!(Snapshot::from_bytes(&file(&header, 0)).is_err(), "{count} tensors of 2^61 bytes");
    }
    // The sum of 7 and a rest that wraps to exactly the length of the file.
    let rest = u64::MAX - (7 << 61) - 500;
    let header = format!(
        r#"{{{},"x":{{"dtype":"I8","shape":[{rest}],"data_offsets":[{},{}]}}}}"#,
        tensors[..7].join(","),
        7_u64 << 61,
        (7_u64 << 61) + rest
    );
    for data in 0..1500 {
        assert!(Snapshot::from_bytes(&file(&header, data)).is_err(), "{data} bytes");
    }
    for shape in
        ["[18446744073709551615,2]", "[4294967296,4294967296,4294967296]", "[0,18446744073709551615]"]
    {
        let header = format!(r#"{{"layer1.weight":{{"dtype":"I8","shape":{shape},"data_offsets":[0,0]}}}}"#);
        assert!(Snapshot::from_bytes(&file(&header, 0)).is_err(), "{shape}");
    }
}

#[test]
fn headers_that_are_no_headers_are_errors() {
    let deep = "[".repeat(100_000);
    let deep_object = r#"{"a":"#.repeat(100_000);
    for header in ["{}", "[]", "null", "{\"__metadata__\":{}}", "{\"__metadata__\":7}", &deep, &deep_object] {
        assert!(Snapshot::from_bytes(&file(header, 0)).is_err(), "{header:.40}");
    }
    let negative = r#"{"a":{"dtype":"I8","shape":[-1],"data_offsets":[0,1]}}"#;
    assert!(matches!(Snapshot::from_bytes(&file(negative, 1)), Err(SnapshotError::Header { .. })));
    let backwards = r#"{"a":{"dtype":"I8","shape":[1],"data_offsets":[1,0]}}"#;
    assert!(matches!(Snapshot::from_bytes(&file(backwards, 1)), Err(SnapshotError::Header { .. })));
    // The message of a hostile file must not be as long as the file.
    let long = format!(r#"{{"{}":7}}"#, "x".repeat(1_000_000));
    assert!(message(&file(&long, 0)).len() < 500);
}

#[test]
fn another_kind_of_safetensors_file_is_told_apart() {
    assert_eq!(
        message(&file(r#"{"__metadata__":{"format":"pt"}}"#, 0)),
        "not a model file of this software: metadata field apical.kind must be \"snapshot\", there is none"
    );
    assert_eq!(
        message(&file(r#"{"__metadata__":{"apical.kind":"picture"}}"#, 0)),
        "not a model file of this software: metadata field apical.kind must be \"snapshot\", found \"picture\""
    );
}
