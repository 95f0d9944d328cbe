//! Files as NumPy writes them.

use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};

/// A `.npy` file.
pub(crate) fn npy(descr: &str, fortran: bool, shape: &[usize], elements: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let sizes: String = shape.iter().map(|size| format!("{size}, ")).collect();
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': ({sizes}), }}");
    while (header.len() + 11) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let length = (header.len() as u16).to_le_bytes();
    [&b"\x93NUMPY\x01\x00"[..], &length, header.as_bytes(), elements].concat()
}

/// A `.npz` file.
pub(crate) fn npz(members: &[(&str, Vec<u8>)], deflated: bool) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut packed = content.clone();
        if deflated {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).unwrap();
            packed = encoder.finish().unwrap();
        }
        let name = format!("{name}.npy");
        let offset = file.len() as u32;
        let word = |number: usize| (number as u32).to_le_bytes();
        let half = |number: usize| (number as u16).to_le_bytes();
        let common = [
            &half(20)[..],
            &half(0),
            &half(if deflated { 8 } else { 0 }),
            &word(0),
            &word(crc32fast::hash(content) as usize),
            &word(packed.len()),
            &word(content.len()),
            &half(name.len()),
            &half(0),
        ]
        .concat();
        file.extend([&b"PK\x03\x04"[..], &common, name.as_bytes(), &packed].concat());
        let rest = [&half(0)[..], &half(0), &half(0), &word(0), &offset.to_le_bytes()].concat();
        directory.extend([&b"PK\x01\x02"[..], &half(20), &common, &rest, name.as_bytes()].concat());
    }
    let (count, start) = ((members.len() as u16).to_le_bytes(), (file.len() as u32).to_le_bytes());
    let size = (directory.len() as u32).to_le_bytes();
    file.extend(directory);
    file.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &size, &start, &[0, 0]].concat());
    file
}
