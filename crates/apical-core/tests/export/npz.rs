//! NumPy archives: their bytes, and what NumPy itself makes of them.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use std::process::Command;

use apical_core::Config;
use apical_core::export::npz;
use zip::ZipArchive;

use super::{any, tools};

/// Text of the header and bytes of the elements of an array of an archive.
pub(super) fn array(archive: &[u8], name: &str) -> (String, Vec<u8>) {
    let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(&format!("{name}.npy")).unwrap().read_to_end(&mut bytes).unwrap();
    // The format, as NumPy's documentation has it: magic, version 1.0, length of the header, header.
    assert_eq!(bytes[..8], *b"\x93NUMPY\x01\x00");
    let elements = bytes.split_off(10 + usize::from(u16::from_le_bytes([bytes[8], bytes[9]])));
    assert_eq!(bytes.len() % 64, 0, "the elements are not aligned");
    let header = std::str::from_utf8(&bytes[10..]).unwrap();
    assert!(header.ends_with('\n'));
    (header.trim_end().to_owned(), elements)
}

pub(super) fn header(kind: &str, shape: &str) -> String {
    format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}")
}

fn bytes(values: &[i8]) -> Vec<u8> {
    values.iter().map(|&value| value as u8).collect()
}

#[test]
fn an_archive_has_the_bytes_that_earlier_releases_gave_it() {
    let (layers, format) = any::CASES[0];
    let archive = npz(&any::state(layers, format)).unwrap();
    // Version 1.0, 1 January 1980, checksum, 132 bytes twice, a name of 25.
    let entry = b"\x0a\0\0\0\0\0\0\0\x21\0\xc3\xcd\x62\x36\x84\0\0\0\x84\0\0\0\x19\0\0\0";
    let name = b"specification_version.npy";
    let local = [&b"PK\x03\x04"[..], entry, name, b"\x93NUMPY"].concat();
    assert_eq!(archive[..local.len()], local);
    // Made by Unix; a file that all may read.
    let attributes = b"\0\0\0\0\0\0\0\0\xa4\x81\0\0\0\0";
    let central = [&b"PK\x01\x02\x0a\x03"[..], entry, attributes, name, b"PK\x01\x02"].concat();
    let end = archive.len() - 22;
    assert_eq!(archive[end..end + 4], *b"PK\x05\x06");
    let offset = u32::from_le_bytes(archive[end + 16..end + 20].try_into().unwrap()) as usize;
    assert_eq!(archive[offset..offset + central.len()], central);
}

#[test]
fn arrays_are_the_memories() {
    for (layers, format) in any::CASES {
        let state = any::state(layers, format);
        let archive = npz(&state).unwrap();
        assert_eq!(npz(&state).unwrap(), archive, "equal states must give equal bytes");
        for (index, layer) in state.network.layers.iter().enumerate() {
            let name = |part| format!("layer{}.{part}", index + 1);
            let matrix = header("|i1", &format!("({}, {})", layer.inputs, layer.neurons));
            assert_eq!(array(&archive, &name("weight")), (matrix.clone(), bytes(&layer.weights)));
            assert_eq!(array(&archive, &name("accumulator")), (matrix, bytes(&layer.accumulators)));
            let row = header("|i1", &format!("({},)", layer.neurons));
            assert_eq!(array(&archive, &name("bias_weight")), (row.clone(), bytes(&layer.bias_weights)));
            assert_eq!(array(&archive, &name("bias_accumulator")), (row, bytes(&layer.bias_accumulators)));
        }
        let signs: Vec<u8> = state.network.feedback[0].positive.iter().map(|&sign| sign.into()).collect();
        let shape = format!("({}, {})", layers[1], state.config.classes());
        assert_eq!(array(&archive, "layer1.feedback"), (header("|u1", &shape), signs));
        let lanes = state.random.lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect();
        assert_eq!(array(&archive, "random.lanes"), (header("<u4", "(16,)"), lanes));
        assert_eq!(array(&archive, "specification_version"), (header("<u4", "()"), vec![1, 0, 0, 0]));
        let sizes = layers.iter().flat_map(|&size| (size as u32).to_le_bytes()).collect();
        let shape = format!("({},)", layers.len());
        assert_eq!(array(&archive, "layers"), (header("<u4", &shape), sizes));
        let window = state.config.window.iter().flat_map(|theta| theta.to_le_bytes()).collect();
        let shape = format!("({},)", layers.len() - 2);
        assert_eq!(array(&archive, "window"), (header("<u2", &shape), window));
        let config = &state.config;
        let pipelined = u8::from(config.order == apical_core::Order::Pipelined);
        let byte = [
            ("pipelined", pipelined),
            ("margin_bits", config.margin_bits),
            ("drop_shift", config.drop_shift),
        ];
        for (name, value) in byte {
            assert_eq!(array(&archive, name), (header("|u1", "()"), vec![value]), "{name}");
        }
        let short = [("initial_range", config.initial_range), ("feedback_sharing", config.feedback_sharing)];
        for (name, value) in short {
            assert_eq!(array(&archive, name), (header("<u2", "()"), value.to_le_bytes().to_vec()), "{name}");
        }
        assert_eq!(array(&archive, "in_flight.label"), (header("|u1", "(0,)"), vec![]));
    }
}

#[test]
fn arrays_of_a_front_end_are_its_tables() {
    let text =
        "inverted+levels(9;1,255)+retina(3x3;kernel=3,angles=2,stride=1,pool=2,input=7,edge=258,bar=2)";
    let config = Config { front_end: text.parse().unwrap(), ..Config::new(vec![50, 5, 3]).unwrap() };
    let archive = npz(&config.initial_state(1)).unwrap();
    let filters = config.front_end.retina.as_ref().unwrap().filters();
    let coefficients = filters.iter().flat_map(|filter| bytes(&filter.coefficients)).collect();
    for (name, kind, shape, elements) in [
        ("specification_version", "<u4", "()", vec![2, 0, 0, 0]),
        ("front_end", "|S93", "()", text.as_bytes().to_vec()),
        ("front_end.inverted", "|u1", "()", vec![1]),
        ("front_end.levels.thresholds", "|u1", "(1, 2)", vec![1, 255]),
        ("front_end.levels.thermometer", "|u1", "()", vec![0]),
        ("front_end.retina.filters", "|i1", "(4, 3, 3)", coefficients),
        ("front_end.retina.thresholds", "<u2", "(4,)", vec![2, 1, 2, 0, 2, 1, 2, 0]),
        ("front_end.retina.size", "<u2", "(2,)", vec![3, 0, 3, 0]),
        ("front_end.retina.stride", "|u1", "()", vec![1]),
        ("front_end.retina.pool", "|u1", "()", vec![2]),
        ("front_end.retina.spikes", "<i2", "()", vec![7, 0]),
    ] {
        assert_eq!(array(&archive, name), (header(kind, shape), elements), "{name}");
    }
}

/// Prints what the code of `docs/exports.md` makes of an archive and images.
const SCRIPT: &str = r#"
import sys
m = numpy.load(sys.argv[1])
images = numpy.frombuffer(sys.stdin.buffer.read(), numpy.uint8).reshape(-1, int(sys.argv[2]))
bits = numpy.packbits(encode(m, images), axis=1, bitorder="little")
for row, potentials, winner in zip(bits, *infer(m, images)):
    print(*([row.tobytes().hex()] if "front_end" in m else []), *potentials, winner)
"#;

/// The code in `docs/exports.md`; `None` where a package of this crate alone is tested, which has no such file.
pub(super) fn documented() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/exports.md");
    let document = match fs::read_to_string(path) {
        Ok(document) => document,
        Err(error) if std::env::var_os("CI").is_some_and(|ci| ci == "true") => {
            panic!("docs/exports.md: {error}")
        }
        Err(error) => {
            println!("SKIPPED: docs/exports.md: {error}");
            return None;
        }
    };
    let (_, code) = document.split_once("<!-- begin: numpy inference -->\n\n```python\n").unwrap();
    Some(code.split_once("```").unwrap().0.to_owned())
}

#[test]
fn numpy_gives_the_potentials_and_winners_of_the_definition() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    // Not needed in CI: the other test has every byte.
    if !tools::is_there(&python, &["-c", "import numpy"], false) {
        return;
    }
    let Some(code) = documented() else { return };
    for any::Case { name, state, images, expected } in any::cases() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.npz");
        fs::write(&path, npz(&state).unwrap()).unwrap();
        let mut command = Command::new(&python);
        command.arg("-c").arg(format!("{code}{SCRIPT}")).arg(&path).arg(images[0].len().to_string());
        assert_eq!(tools::run(&mut command, &images.concat()), expected, "{name}");
    }
}
