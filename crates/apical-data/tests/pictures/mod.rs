//! A picture of every kind that is read: all depths, palettes, transparency, interlacing and progression, four inks,
//! masks, run lengths.
//!
//! `expected.csv` holds width, height and the SHA-256 of the grey pixels of each. It was written when pictures were decoded
//! by another library, so that a picture that somebody has is the same picture to the network, whatever decodes it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

mod more;

use apical_data::{DecodeError, GreyImage, ImageError};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures")
}

/// Names and bytes.
fn pictures() -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let pictures = entries.filter(|path| {
        path.extension()
            .is_some_and(|extension| ["png", "jpg", "bmp"].map(Some).contains(&extension.to_str()))
    });
    let name = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    pictures.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn every_kind_of_picture_is_the_same_picture_as_ever() {
    let mut found = "file,width,height,sha256\n".to_owned();
    for (name, bytes) in pictures() {
        let picture = GreyImage::decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let hash = hexadecimal(&Sha256::digest(picture.pixels()));
        writeln!(found, "{name},{},{},{hash}", picture.width(), picture.height()).unwrap();
    }
    let expected = std::fs::read_to_string(folder().join("expected.csv")).unwrap();
    let differing: Vec<_> =
        found.lines().filter(|line| !expected.lines().any(|other| other == *line)).collect();
    assert!(differing.is_empty(), "{differing:#?}");
    assert_eq!(found.lines().count(), expected.lines().count());
    assert!(found.lines().count() > 80, "too few pictures");
}

#[test]
fn sides_that_a_header_only_claims_are_not_believed() {
    let pictures = pictures();
    for name in ["colour24.bmp", "grey.jpg"] {
        let mut bytes = pictures[name].clone();
        if name == "grey.jpg" {
            // The frame: marker, length, precision, height, width.
            let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
            bytes[frame + 5..frame + 9].fill(0xFF);
        } else {
            // Width and height: 16,384 each, whose pixels are too many bytes.
            bytes[18..26].copy_from_slice(&[0, 0x40, 0, 0, 0, 0x40, 0, 0]);
        }
        let error = GreyImage::decode(&bytes).unwrap_err();
        assert!(matches!(error, ImageError::Decode(DecodeError::Limits)), "{name}: {error:?}");
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0_usize..4) {
        let start: &[u8] = [&b""[..], b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"\xff\xd8\xff\xe0", b"BM"][kind];
        let mut file = start.to_vec();
        file.extend(bytes);
        let _ = GreyImage::decode(&file);
    }

    #[test]
    fn damaged_files_never_panic(at in 0_usize..2000, bit in 0_u8..8, cut in 0_usize..2000) {
        for mut bytes in pictures().into_values() {
            let length = bytes.len();
            bytes[at % length] ^= 1 << bit;
            let _ = GreyImage::decode(&bytes);
            bytes.truncate(cut % length);
            let _ = GreyImage::decode(&bytes);
        }
    }
}
