//! Valid inputs, small, so that many mutations of them can be tried.

use std::io::Write;
use std::sync::LazyLock;

use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_core::reference::ReferenceProcessor;
use apical_core::snapshot::{DataRecord, EpochRecord, RunRecord, Snapshot};
use apical_core::training::{LearningRate, Position, Recipe};
use apical_core::{Config, Order, Processor, StepRate, export, vectors as golden};
use apical_data::{Dataset, idx};
use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};

fn example(front_end: &str, order: Order, format: &str, images: u8) -> Snapshot {
    let mut config = Config::new(vec![6, 5, 4, 3]).expect("a valid configuration");
    config.front_end = front_end.parse().expect("a valid front end");
    config.order = order;
    config.format = format.parse().expect("a valid format");
    let mut processor = ReferenceProcessor::new(config.initial_state(1)).expect("a valid state");
    processor.set_step_rate(StepRate::new(3 * 256, config.format).expect("a valid rate"));
    for image in 0..images {
        processor.learn(&[image * 20, 255, 9, 128, 77, 200], image % 3).expect("a valid image");
    }
    let recipe = Recipe { seed: 1, epochs: 3, learning_rate: LearningRate::DEFAULT, shift: 1 };
    let data = DataRecord { name: "example".into(), train_hash: [1; 32].into(), test_hash: [2; 32].into() };
    let mut run = RunRecord::new(recipe, data, (3, 2), &config);
    run.position = Position { epoch: 1, image: images.into() };
    run.history = vec![EpochRecord { learned: 9, tested: 4, correct: 3, ..EpochRecord::empty(3) }];
    run.config_text = "epochs = 3\n".into();
    Snapshot { state: processor.state(), run }
}

fn examples() -> [Snapshot; 4] {
    [
        example("threshold", Order::Pipelined, "w4g8", 9),
        example("threshold", Order::Pipelined, "w2g4", 0),
        example("threshold", Order::Sequential, "w8g8", 5),
        example("inverted+levels(6;100)", Order::Pipelined, "w4g8", 2),
    ]
}

pub(crate) fn snapshot() -> Vec<Vec<u8>> {
    examples().map(|snapshot| snapshot.to_bytes().expect("a valid snapshot")).to_vec()
}

pub(crate) fn snapshot_header() -> Vec<Vec<u8>> {
    // The lower two of eight bytes of length stay: the headers are shorter than 65,536 bytes.
    snapshot().into_iter().map(|bytes| [&bytes[..2], &bytes[8..]].concat()).collect()
}

/// Names and contents of the memory images of one model.
pub(crate) type HexFiles = Vec<(String, Vec<u8>)>;

/// Valid sets of memory images, one of each specification.
pub(crate) fn hex_files() -> [HexFiles; 2] {
    static FILES: LazyLock<[HexFiles; 2]> = LazyLock::new(|| {
        let first = example("threshold", Order::Pipelined, "w4g8", 9).state;
        let config = Config {
            front_end: FRONT_END.parse().expect("a valid front end"),
            ..Config::new(vec![50, 5, 3]).expect("a valid configuration")
        };
        [first, config.initial_state(1)].map(|state| export::hex(&state).expect("a valid state"))
    });
    FILES.clone()
}

/// The first byte chooses the set by its lowest bit, the file by the others.
pub(crate) fn hex() -> Vec<Vec<u8>> {
    let mut inputs = Vec::new();
    for (set, files) in hex_files().into_iter().enumerate() {
        let files = files.into_iter().enumerate();
        inputs.extend(files.map(|(index, (_, content))| [vec![(2 * index + set) as u8], content].concat()));
    }
    inputs
}

/// 18 bits of levels and 32 of a retina.
const FRONT_END: &str =
    "inverted+thermometer(9;1,255)+retina(3x3;kernel=3,angles=2,stride=1,pool=2,input=7,edge=258,bar=2)";

pub(crate) fn front_end() -> Vec<Vec<u8>> {
    let texts = [
        FRONT_END,
        "auto",
        "threshold",
        "inverted+threshold",
        "retina+threshold",
        "levels:7",
        "inverted+retina+thermometer:64",
        "retina:kernel=5,angles=8,stride=2,pool=3,spikes=128,quantile=90",
        "levels(3;1,2/3,4/5,6)",
        "retina(28x30;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=900,bar=1200)",
    ];
    texts.map(|text| text.as_bytes().to_vec()).to_vec()
}

pub(crate) fn vectors() -> Vec<Vec<u8>> {
    let mut texts: Vec<Vec<u8>> = golden::all().into_iter().map(|(_, text)| text.into_bytes()).collect();
    // The shortest: a mutation then hits something that matters.
    texts.sort_by_key(Vec::len);
    texts.truncate(6);
    texts
}

fn images() -> Dataset {
    let pixels = (0..5 * 4 * 4).map(|index| (index * 37) as u8).collect();
    Dataset::new(4, 4, 3, pixels, vec![0, 1, 2, 1, 0]).expect("a valid set")
}

/// A file plain and compressed.
fn with_gzip(plain: Vec<u8>) -> Vec<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&plain).expect("room in memory");
    let packed = encoder.finish().expect("room in memory");
    vec![plain, packed]
}

pub(crate) fn idx_images() -> Vec<Vec<u8>> {
    let mut bytes = Vec::new();
    idx::write_images(&mut bytes, &images()).expect("room in memory");
    with_gzip(bytes)
}

pub(crate) fn idx_labels() -> Vec<Vec<u8>> {
    let mut bytes = Vec::new();
    idx::write_labels(&mut bytes, &images()).expect("room in memory");
    with_gzip(bytes)
}

pub(crate) fn idx_any() -> Vec<Vec<u8>> {
    let halves: Vec<u8> = (0..12_i16).flat_map(|number| (number * 300 - 900).to_be_bytes()).collect();
    let doubles: Vec<u8> = [0.5_f64, -1.0, 3e9].into_iter().flat_map(f64::to_be_bytes).collect();
    let images = [&[0, 0, 0x0b, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3], &halves[..]].concat();
    let colours = [&[0, 0, 0x08, 4, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3], &halves[..]].concat();
    let labels = [&[0, 0, 0x0e, 1, 0, 0, 0, 3], &doubles[..]].concat();
    let mut seeds = with_gzip(images);
    seeds.extend([colours, labels]);
    seeds
}

/// Header and elements of an array of NumPy.
fn array(descr: &str, order: &str, shape: &str, elements: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': ({shape}), }}\n");
    [&b"\x93NUMPY\x01\x00"[..], &(header.len() as u16).to_le_bytes(), header.as_bytes(), elements].concat()
}

pub(crate) fn npy() -> Vec<Vec<u8>> {
    let halves: Vec<u8> = (0..12_u16).flat_map(|number| (number << 10).to_be_bytes()).collect();
    vec![
        array("|u1", "False", "2, 2, 3", &halves[..12]),
        array(">f2", "True", "2, 6", &halves),
        array("<i4", "False", "6,", &halves),
        array("|u1", "False", "2, 2, 2, 3", &halves),
        array("<U3", "False", "2,", &halves),
    ]
}

/// An archive, stored and deflated.
pub(crate) fn npz() -> Vec<Vec<u8>> {
    let members = [
        ("x_train", array("|u1", "False", "2, 2, 2", &[0, 1, 2, 3, 4, 5, 6, 7])),
        ("y_train", array("|u1", "False", "2, 1", &[5, 7])),
    ];
    [false, true].map(|deflated| archive(&members, deflated)).to_vec()
}

fn archive(members: &[(&str, Vec<u8>)], deflated: bool) -> Vec<u8> {
    let half = |number: usize| (number as u16).to_le_bytes();
    let word = |number: usize| (number as u32).to_le_bytes();
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in members {
        let mut packed = content.clone();
        if deflated {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(content).expect("room in memory");
            packed = encoder.finish().expect("room in memory");
        }
        let mut checksum = Crc::new();
        checksum.update(content);
        let common = [
            &half(20)[..],
            &half(0),
            &half(if deflated { 8 } else { 0 }),
            &word(0),
            &word(checksum.sum() as usize),
            &word(packed.len()),
            &word(content.len()),
            &half(name.len()),
            &half(0),
        ]
        .concat();
        let rest = [&[0; 10][..], &word(file.len())].concat();
        directory.extend([&b"PK\x01\x02"[..], &half(20), &common, &rest, name.as_bytes()].concat());
        file.extend([&b"PK\x03\x04"[..], &common, name.as_bytes(), &packed].concat());
    }
    let count = half(members.len());
    let end =
        [&b"PK\x05\x06\0\0\0\0"[..], &count, &count, &word(directory.len()), &word(file.len()), &half(0)]
            .concat();
    [file, directory, end].concat()
}

pub(crate) fn table() -> Vec<Vec<u8>> {
    let rows: Vec<String> = (0..14).map(|row| format!("{},{},0,255,{}.0\n", row % 2, row * 7, row)).collect();
    let plain = rows.concat();
    let mut seeds = with_gzip(format!("label,a,b,c,d\n{plain}").into_bytes());
    seeds.push(plain.into_bytes());
    let others = [
        ",a,b,kind\r\n0,1.5,\"2\",\"x, \"\"y\"\"\"\r\n1,-3e-2,4,z\r\n",
        "label;a;b\n5;1,5;2\n7;-1,25;3\n",
        "1 2.25  3\n0  1 1e3\n",
        "1 1:2 3:-4.5 # a\n-1 qid:3 2:1e1\n1 4:0\n",
        "@relation r\n@attribute 'a b' real\n@attribute c {x,'y z'}\n@data\n% z\n1.5,x\n2,'y z'\n",
    ];
    seeds.extend(others.map(|text| text.as_bytes().to_vec()));
    seeds
}

/// Two groups of rows: numbers, a list, and words.
pub(crate) fn parquet() -> Vec<Vec<u8>> {
    [true, false].map(parquet_file).to_vec()
}

fn parquet_file(dictionary: bool) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};

    let schema = "message table { required double a; optional group b (LIST) { repeated group list { \
                  required int32 element; } } required binary kind (UTF8); }";
    let schema = parquet::schema::parser::parse_message_type(schema).expect("a valid schema");
    let properties =
        parquet::file::properties::WriterProperties::builder().set_dictionary_enabled(dictionary).build();
    let mut writer =
        parquet::file::writer::SerializedFileWriter::new(Vec::new(), schema.into(), properties.into())
            .expect("a file");
    for from in [0, 3] {
        let mut group = writer.next_row_group().expect("a group");
        let mut column = group.next_column().expect("a column").expect("the first");
        let numbers: Vec<f64> = (from..from + 3).map(|row| f64::from(row) * 0.25).collect();
        column.typed::<DoubleType>().write_batch(&numbers, None, None).expect("numbers");
        column.close().expect("the first");
        let mut column = group.next_column().expect("a column").expect("the second");
        let pixels: Vec<i32> = (0..12).map(|pixel| from + pixel * 20).collect();
        let repetitions = [0, 1, 1, 1].repeat(3);
        column.typed::<Int32Type>().write_batch(&pixels, Some(&[2; 12]), Some(&repetitions)).expect("a list");
        column.close().expect("the second");
        let mut column = group.next_column().expect("a column").expect("the third");
        let words: Vec<ByteArray> = ["oak", "ash", "oak"].into_iter().map(ByteArray::from).collect();
        column.typed::<ByteArrayType>().write_batch(&words, None, None).expect("words");
        column.close().expect("the third");
        group.close().expect("the group");
    }
    writer.into_inner().expect("a whole file")
}

/// Files of pictures that the decoders are tested with, one of each way through them.
macro_rules! pictures {
    ($($name:literal),*) => {
        vec![$(include_bytes!(concat!("../../crates/apical-data/tests/pictures/", $name)).to_vec()),*]
    };
}

pub(crate) fn webp() -> Vec<Vec<u8>> {
    pictures!(
        "more/lossless.webp",
        "more/lossy.webp",
        "more/alpha.webp",
        "more/animated.webp",
        "more/turned8.webp"
    )
}

pub(crate) fn tiff() -> Vec<Vec<u8>> {
    pictures!(
        "more/raw.tif",
        "more/lzw.tif",
        "more/adobe_deflate.tif",
        "more/packbits.tif",
        "more/rgb.tiff",
        "more/grey16.tif",
        "more/bilevel.tif",
        "more/palette.tif",
        "more/cmyk.tif",
        "more/jpeg-colour.tif",
        "more/turned6.tif"
    )
}

pub(crate) fn gif() -> Vec<Vec<u8>> {
    pictures!("more/palette.gif", "more/interlaced.gif", "more/animated.gif")
}

pub(crate) fn pnm() -> Vec<Vec<u8>> {
    let short = [
        "P1 3 2 101 010",
        "P2 # grey\n3 2 15 1 2 3 4 5 15",
        "P3 1 2 255 1 2 3 4 5 6",
        "P5 2 1 65535 \0\x0f\0\x01",
    ];
    let mut seeds = pictures!("more/bits.pbm", "more/grey12.pgm", "more/colour.ppm");
    seeds.extend(short.map(|text| text.as_bytes().to_vec()));
    seeds
}

pub(crate) fn labels() -> Vec<Vec<u8>> {
    [
        "file,label\n1.pgm,a\n2.pgm,b\n",
        "1;7\n2;8\n",
        "\"label\"\t\"x\"\t\"id\"\r\n\"a\"\t1\t\"1\"\r\n\"b\"\t2\t\"2\"\r\n",
        "set/1.pgm one\n./2.pgm two",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

pub(crate) fn picture() -> Vec<Vec<u8>> {
    pictures!(
        "rgb8.png",
        "rgb16-alpha-interlaced.png",
        "palette4-alpha.png",
        "colour-420.jpg",
        "cmyk-progressive.jpg",
        "colour24.bmp",
        "masks4444-alpha.bmp",
        "runs4.bmp",
        "runs8.bmp"
    )
}

pub(crate) fn text() -> Vec<Vec<u8>> {
    let hash = "0123456789abcdef".repeat(4);
    ["w4g8", "w2g4", "pipelined", "sequential", "6.0:0.3", "127", "0.5e1:1e-3", &hash]
        .map(|text| text.as_bytes().to_vec())
        .to_vec()
}

/// The crate's own, and a small one whose machine is built.
pub(crate) fn preset() -> Vec<Vec<u8>> {
    let own = Preset::builtin_names().filter_map(Preset::builtin_text);
    let small =
        Preset::builtin_text("apical").map(|text| text.replace("[784, 200, 200, 10]", "[9, 8, 7, 3]"));
    own.map(str::to_owned).chain(small).map(String::into_bytes).collect()
}

pub(crate) fn setting() -> Vec<Vec<u8>> {
    [
        "clock=40MHz",
        "supply = 0.9 V\nlayers.*.weights.ports=2",
        "network.layers=[9, 8, 7, 3]\nnetwork.format=w2g4",
        "layers.0.weights.synapses_per_word=5\nlayers.0.weights.word_bits=80",
        "encoder.pixels_per_cycle=64\nqueue={ words = 4 }",
        "dataflow.feedback=spikes",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// The crate's own, and one with as few rows of memories as there may be, so that mutations hit something else.
pub(crate) fn technology() -> Vec<Vec<u8>> {
    let text = Technology::builtin_text("65nm").expect("a technology of the crate");
    let is_row = |line: &str| line.trim_start().starts_with('[') && line.contains("],");
    let kept =
        ["[256, 16,", "[65536, 16,", "[2048, 512,", "[65536, 512,", "[1024, 16,", "[1024, 64,", "[256, 64,"];
    let few = text.lines().filter(|line| !is_row(line) || kept.iter().any(|row| line.contains(row)));
    vec![text.as_bytes().to_vec(), few.collect::<Vec<_>>().join("\n").into_bytes()]
}

/// A table, what CACTI prints, its table, and a cell; at 65 or 130 nm.
pub(crate) fn memories() -> Vec<Vec<u8>> {
    let csv = "# supply_v = 1.2\n# node_nm = 65\nwords,bits,ports,read_pj,write_pj,leakage_uw,area_um2,delay_ns,corner\n\
        128,16,1,2,3,0.5,4000,1,tt\n25,40,2,2.5,3.5e0,0,5000,,tt\n";
    let printed = "# supply_v = 1.2\nTemperature : 300\nCache Parameters:\n Total cache size (bytes): 256\n Number of banks: 1\n \
        Associativity: direct mapped\n Block size (bytes): 2\n Read/write Ports: 1\n Read ports: 0\n Write ports: 0\n \
        Technology size (nm): 65\n Total dynamic read energy per access (nJ): 0.001\n \
        Total dynamic write energy per access (nJ): 0.002\n Total leakage power of a bank (mW): 1e-5\n \
        Total gate leakage power of a bank (mW): 1e-4\n Cache height x width (mm): 0.05 x 0.05\n";
    let table = "# supply_v = 1.2\nTech node (nm), Capacity (bytes), Number of banks, Output width (bits), Dynamic read energy (nJ), \
        Dynamic write energy (nJ), Standby leakage per bank(mW), Area (mm2), Ntwl\n130, 256, 1, 16, 1e-3, 2e-3, 1e-4, 0.002, N/A\n";
    let cell = "library (a) { capacitive_load_unit (1,pf); voltage_unit : \"1V\"; leakage_power_unit : \"1nW\"; nom_voltage : 1.2; \
        cell (ram) { area : 9; cell_leakage_power : 1; memory () { address_width : 6; word_width : 4; } pin (A_MEN) { } \
        pin (A_CLK) { internal_power () { when : \"A_MEN & (A_REN | A_WEN)\"; rise_power (t) { values (3); } } } } }";
    [csv, printed, table, cell].map(|text| text.as_bytes().to_vec()).to_vec()
}

pub(crate) fn arrivals() -> Vec<Vec<u8>> {
    ["seconds\n0\n0.001\n0.001\n2.5e-3\n", "0\r\n\r\n1e6\r\n", "\u{feff}\"Seconds\"\n\"0.5\"\n 0.75 \n"]
        .map(|text| text.as_bytes().to_vec())
        .to_vec()
}

/// A register, a gate, a table, a macro.
pub(crate) fn liberty() -> Vec<Vec<u8>> {
    let units = "capacitive_load_unit (1,pf); voltage_unit : \"1V\"; leakage_power_unit : \"1nW\"; \
        nom_voltage : 1.2; nom_temperature : 25;";
    let cells = "cell (inv) { area : 1; pin (Y) { direction : output; function : \"!(A*B)'\"; \
        internal_power () { when : \"A + B\"; rise_power (t) { index_1 (\"1,2\"); values (\"3,4\"); } } } }";
    let memory = "type (bus) { bit_width : 4; } cell (ram) { area : 9; ff (IQ,IQN) { clocked_on : \"C\"; \
        next_state : \"D\"; } bus (A) { bus_type : bus; } memory () { address_width : 6; word_width : 4 } }";
    vec![
        format!("library (a) {{ {units} {cells} }}").into_bytes(),
        format!("/* b */ library (b) {{\n{units}\n{memory}\n}}\n").into_bytes(),
    ]
}

pub(crate) fn saif() -> Vec<Vec<u8>> {
    vec![
        b"(SAIFILE (SAIFVERSION \"2.0\") (DURATION 20) (INSTANCE top (NET (a (T0 10) (T1 10) (TC 20)) (b\\[1\\] (TC 3)))
(INSTANCE inner (NET (n5 (T1 0) (TC 0))))))"
            .to_vec(),
    ]
}

pub(crate) fn netlist() -> Vec<Vec<u8>> {
    let inner = r#""half": { "ports": { "a": { "direction": "input", "bits": [2, "0"] } }, "cells": {
        "x": { "type": "inv", "connections": { "A": [2], "Y": [3] } } } }"#;
    let top = r#""top": { "attributes": {}, "cells": { "h[0].it": { "type": "half", "connections": { "a": [4, 5] } } } }"#;
    vec![format!("{{ \"modules\": {{ {inner}, {top} }} }}").into_bytes()]
}

pub(crate) fn plan() -> Vec<Vec<u8>> {
    let head = |strategy: &str| format!("format_version = 1\nname = \"x\"\nstrategy = \"{strategy}\"\n");
    [
        head("grid")
            + "seeds = [1, 2]\n[fixed]\nhidden = [5]\n[axes]\nweight_bits = [2, 4]\nsupply_v = { from = 0.7, to = 0.9, \
               step = 0.1 }\n[objectives]\naccuracy = \"maximise\"\n",
        head("random") + "points = 3\n[axes]\nwindow = { from = 1, to = 64, scale = \"log\" }\nhidden = [[4, 5], [6]]\n",
        head("latin-hypercube")
            + "points = 4\nlearning_images = 3\n[axes]\nclock_mhz = { from = 1, to = 20.5 }\norder = [\"sequential\"]\n\
               banks = [{ label = 1, \"preset.layers.*.inputs_per_cycle\" = 1 }]\n",
        head("successive-halving")
            + "validation = true\npoints = 2\n[halving]\nfactor = 2\n[fixed]\nepochs = 4\n[axes]\nmargin_bits = { from = 0, to \
               = 8 }\n",
    ]
    .map(String::into_bytes)
    .to_vec()
}

pub(crate) fn request() -> Vec<Vec<u8>> {
    [
        r#"{"type":"teach","class":3,"presentations":8,"learning_rate":6.0}"#,
        r#"{"type":"supply","volts":0.8}"#,
        r#"{"type":"undo"}"#,
        r#"{"type":"name","class":1,"name":"one"}"#,
        r#"{"type":"train","data":"builtin","epochs":3,"seed":1,"fresh":true,"images_per_second":null,"learning_rate":{"from":6,"to":0.3}}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

pub(crate) fn upload() -> Vec<Vec<u8>> {
    let mut picture = vec![1, 7, 0, 0, 0, 12, 0, 10, 0];
    picture.extend((0..120).map(|index| if index % 12 == 5 { 255 } else { 0 }));
    vec![picture, vec![2, 1, 0, 0, 0, 137, 80, 78, 71], vec![3, 2, 0, 0, 0, 1, 2, 3]]
}
