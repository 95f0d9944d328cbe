//! The parsers, each with what must hold of anything it accepts.

use apical_synthesis::liberty::Group;
use apical_synthesis::library::Library;
use apical_synthesis::netlist::Design;
use apical_synthesis::saif::Recording;
use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::LazyLock;

use apical_chip::area::Area;
use apical_chip::dvfs::{MAXIMUM_IMAGES, Trace};
use apical_chip::energy::Calibration;
use apical_chip::machine::ChipProcessor;
use apical_chip::preset::{Preset, Setting};
use apical_chip::technology::{MemoryFile, Technology};
use apical_chip::units::Volts;
use apical_core::fast::Encoder;
use apical_core::front_end::{self, FrontEnd};
use apical_core::snapshot::Snapshot;
use apical_core::training::LearningRate;
use apical_core::{Format, Order, export};
use apical_data::array::{self, ArrayLabels, Samples, Tensor};
use apical_data::table::{self, LabelColumn, Table, TableOptions};
use apical_data::{
    DataSource, Dataset, FeatureScale, GreyImage, ImageSize, LoadOptions, Preparation, SampleBits, Split,
    idx, normalise, prepare,
};
use apical_serve::protocol::{Request, Upload};
use apical_sweep::{Choices, Subject, SweepPlan, expand};

use crate::seeds;

/// A model file.
pub fn snapshot(data: &[u8]) {
    if let Ok(snapshot) = Snapshot::from_bytes(data) {
        snapshot.validate().expect("what is read is valid");
        let bytes = snapshot.to_bytes().expect("what is valid can be written");
        assert_eq!(Snapshot::from_bytes(&bytes).expect("what is written can be read"), snapshot);
        let total = snapshot.run.total();
        assert!((0.0..=1.0).contains(&total.train_error()));
        assert!(snapshot.run.mean_accuracy_of_last(5).is_none_or(|mean| (0.0..=1.0).contains(&mean)));
    }
}

/// A model file whose header length is always right, so that the fuzzer need not find it: two bytes of length,
/// the header, the tensors.
pub fn snapshot_header(data: &[u8]) {
    let Some((length, rest)) = data.split_first_chunk() else { return };
    let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
    let mut bytes = (length as u64).to_le_bytes().to_vec();
    bytes.extend(rest);
    snapshot(&bytes);
}

/// Memory images: the first byte chooses the file of a valid set that the others replace, and the set by its lowest bit.
pub fn hex(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    let [first, second] = seeds::hex_files();
    let mut files = if which & 1 == 0 { first } else { second };
    let count = files.len();
    files[usize::from(which >> 1) % count].1 = content.to_vec();
    if let Ok(state) = export::hex_read(&files) {
        state.validate().expect("what is read is valid");
        let written = export::hex(&state).expect("what is valid can be written");
        assert_eq!(export::hex_read(&written).expect("what is written can be read"), state);
    }
}

/// Golden vectors.
pub fn vectors(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(vector) = apical_core::vectors::parse(text) {
        vector.start.validate().expect("what is read is valid");
    }
}

/// An IDX file of images.
pub fn idx_images(data: &[u8]) {
    if let Ok(images) = idx::read_images(data, data.len() as u64) {
        assert!(images.width > 0 && images.height > 0);
        assert_eq!(images.pixels.len() % (images.width * images.height), 0);
    }
}

/// An IDX file of labels.
pub fn idx_labels(data: &[u8]) {
    let _ = idx::read_labels(data);
}

/// An array of NumPy, as images and as labels.
pub fn npy(data: &[u8]) {
    if let Ok(tensor) = array::read_npy(data, "a", data.len() as u64) {
        images_and_labels(tensor);
    }
}

/// An IDX file of any type.
pub fn idx_any(data: &[u8]) {
    if let Ok(tensor) = idx::read_tensor(data, "a", data.len() as u64) {
        images_and_labels(tensor);
    }
}

fn images_and_labels(tensor: Tensor) {
    if let Ok(labels) = ArrayLabels::new(&tensor) {
        assert_eq!(labels.len(), tensor.shape()[0]);
        let _ = labels.classes();
    }
    if let Ok(samples) = Samples::new(tensor, None) {
        sound(samples);
    }
}

/// An archive of arrays.
pub fn npz(data: &[u8]) {
    let Ok(found) = array::read_npz(Cursor::new(data)) else { return };
    assert!(!found.parts.is_empty());
    found.parts.into_iter().for_each(|part| sound(part.samples));
}

fn sound(samples: Samples) {
    let (rows, features, labels) = (samples.len(), samples.features(), samples.labels().is_some());
    let Ok(survey) = samples.survey(None) else { return };
    assert_eq!(survey.image_size.width * survey.image_size.height, features);
    let classes = survey.classes.clone();
    let filled = samples.to_bytes(&survey, &classes, &FeatureScale::Each(survey.ranges.clone()));
    let (values, found, clamped) = filled.expect("what was surveyed can be filled");
    assert_eq!((values.len(), found.len()), (rows * features, if labels { rows } else { 0 }));
    assert!(clamped.total() == 0 && found.iter().all(|&label| usize::from(label) < classes.len()));
}

/// A table, with labels and without.
pub fn table(data: &[u8]) {
    for (options, scale) in ways_to_read() {
        table::read(|| Ok(data), &options, &scale).iter().for_each(sound_table);
    }
}

/// A table in Parquet, with labels and without.
pub fn parquet(data: &[u8]) {
    for (options, scale) in ways_to_read() {
        table::parquet::read(data.to_vec(), &options, &scale).iter().for_each(sound_table);
    }
}

fn ways_to_read() -> [(TableOptions, FeatureScale); 2] {
    let none = TableOptions { label_column: LabelColumn::None, ..TableOptions::default() };
    let scale = FeatureScale::Common { lower: 0.0, upper: 255.0 };
    [(TableOptions::default(), scale.clone()), (none, scale)]
}

fn sound_table(found: &Table) {
    let survey = &found.survey;
    assert_eq!(found.values.len(), survey.rows * survey.ranges.len());
    assert_eq!(survey.image_size.width * survey.image_size.height, survey.ranges.len());
    assert_eq!(found.labels.len(), if survey.layout.label.is_some() { survey.rows } else { 0 });
    assert!(found.labels.iter().all(|&label| usize::from(label) < survey.classes.len()));
    assert!(survey.ranges.iter().all(|(low, high)| low <= high && low.is_finite() && high.is_finite()));
}

/// A picture file, and its normalisation.
pub fn picture(data: &[u8]) {
    let Ok(picture) = GreyImage::decode(data) else { return };
    assert_eq!(picture.pixels().len(), picture.width() * picture.height());
    // A large picture takes time and shows nothing that a small one does not.
    if picture.pixels().len() > 1 << 18 {
        return;
    }
    for (width, height) in [(28, 28), (1, 1), (7, 40)] {
        let size = ImageSize { width, height };
        let normalised = normalise(&picture, size);
        assert_eq!(normalised.pixels.len(), width * height);
        assert_eq!(normalised.blank, normalised.pixels.iter().all(|&pixel| pixel == 0));
        let prepared = prepare(&picture, size, Preparation::Automatic).expect("only AsIs has conditions");
        assert_eq!(prepared.pixels.len(), width * height);
    }
}

/// WebP, as [`picture`].
pub fn webp(data: &[u8]) {
    picture(data);
}

/// TIFF, as [`picture`].
pub fn tiff(data: &[u8]) {
    picture(data);
}

/// GIF, as [`picture`].
pub fn gif(data: &[u8]) {
    picture(data);
}

/// PBM, PGM and PPM, as [`picture`]; and with fewer bits than 16.
pub fn pnm(data: &[u8]) {
    picture(data);
    if let Some(bits) = SampleBits::new(12) {
        let _ = GreyImage::decode_with(data, bits);
    }
}

/// A table of labels beside two pictures.
pub fn labels(data: &[u8]) {
    static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["1.pgm", "2.pgm"] {
            std::fs::write(folder.path().join(name), "P2 2 1 255 0 9").expect("room for a temporary file");
        }
        folder
    });
    std::fs::write(FOLDER.path().join("labels.csv"), data).expect("room for a temporary file");
    if let Ok(loaded) = DataSource::Folder(FOLDER.path().to_owned()).load(&LoadOptions::default()) {
        assert!(loaded.split.train.classes() == loaded.class_names.len());
    }
}

/// Short texts of flags and files: format, order, learning rate, data hash.
pub fn text(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(format) = text.parse::<Format>() {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    if let Ok(order) = text.parse::<Order>() {
        assert_eq!(order.to_string(), text);
    }
    if let Ok(rate) = text.parse::<LearningRate>() {
        assert_eq!(rate.to_string().parse(), Ok(rate));
        let _ = rate.step_rate(1, 2, Format::W4G8);
    }
    if let Ok(hash) = text.parse::<apical_core::snapshot::DataHash>() {
        assert_eq!(hash.to_string(), text);
    }
}

/// Front ends, asked for and complete.
pub fn front_end(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let request = text.parse::<front_end::Request>();
    if let Ok(request) = &request {
        assert_eq!(request.to_string().parse().as_ref(), Ok(request));
    }
    if let Ok(front_end) = text.parse::<FrontEnd>() {
        front_end.validate().expect("what is read is valid");
        // So that texts can be compared.
        assert_eq!(front_end.to_string(), text);
        let fixed = text.contains('(');
        assert!(!fixed || request == Ok(front_end::Request::Fixed(front_end.clone())));
        // A large one takes time and shows nothing that a small one does not.
        let small = front_end.bits().is_some_and(|bits| bits < 256);
        if let Some(inputs) = front_end.raw_inputs().filter(|&inputs| small && inputs < 256) {
            let raw: Vec<u8> = (0..inputs).map(|index| (index * 37) as u8).collect();
            let bits = front_end.encode(&raw);
            let mut encoder = Encoder::new(&front_end);
            let words = encoder.bits(&raw);
            assert!(
                bits.iter().enumerate().all(|(bit, &set)| (words[bit / 64] >> (bit % 64) & 1 == 1) == set)
            );
        }
    }
}

/// A preset.
pub fn preset(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(preset) = Preset::parse(text) {
        holds(&preset);
    }
}

/// A preset in which something is set by path.
pub fn setting(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let settings: Result<Vec<Setting>, _> = text.lines().map(str::parse).collect();
    let Ok(settings) = settings else { return };
    for name in Preset::builtin_names() {
        if let Ok(preset) = Preset::named(name, &settings) {
            holds(&preset);
        }
    }
}

/// What is read is possible: the organisation holds its own network.
fn holds(preset: &Preset) {
    preset.organisation.validate().expect("what is read is valid");
    let config = preset.config().expect("what is read has a network");
    preset.organisation.check_network(&config).expect("what is read holds its network");
    // A large network takes time and shows nothing that a small one does not.
    if config.synapses() < 4096 {
        let state = config.initial_state(1);
        ChipProcessor::new(&preset.organisation, &state).expect("what is read can be built");
    }
}

/// A technology.
pub fn technology(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(technology) = Technology::parse(text) {
        assert!(technology.minimum_supply <= technology.maximum_supply);
        assert!(technology.entries.iter().all(|entry| !entry.source.trim().is_empty()));
        let preset = Preset::builtin("apical").expect("a preset of the crate");
        if let Ok(area) = Area::new(&preset, &technology) {
            assert!(area.blocks.iter().all(|(_, part)| part.value() >= 0.0));
        }
        if let Ok(calibration) = Calibration::of(&technology) {
            assert!(calibration.factor > 0.0);
        }
    }
}

/// Memories of one's own; what is read makes up memories of any size, in a technology that can be.
pub fn memories(data: &[u8]) {
    let given = |_| MemoryFile::parse("memories,node_nm=130,supply_v=1.2", data);
    let Ok(file) = MemoryFile::parse("memories", data).or_else(given) else { return };
    assert!((1..=MemoryFile::MOST_SIZES).contains(&file.macros().len()));
    // Many sizes take time and show nothing that few do not.
    if file.macros().len() > 64 {
        return;
    }
    let has_two_ports = file.macros().iter().any(|made| made.ports == 2);
    for name in Technology::builtin_names() {
        let technology = Technology::find(name).expect("a technology of the crate");
        let Ok(technology) = technology.with_memories(file.clone()) else { continue };
        let supply = technology.reference_supply();
        let own = file.macros().iter().map(|made| (made.words, made.bits));
        for (words, bits) in own.chain([(98, 40), (1, 1), (1 << 20, 300)]) {
            let cost = technology.memory(words, bits, false, supply).expect("one port is enough");
            let energies = cost.low.iter().chain(&cost.high).all(|energy| energy.value() > 0.0);
            assert!(energies && cost.low == cost.high && cost.area.value() > 0.0);
            assert!(cost.leakage.value() >= 0.0 && cost.leakage.value().is_finite());
            assert_eq!(technology.memory(words, bits, true, supply).is_ok(), has_two_ports);
        }
        assert!(technology.memory(98, 40, false, Volts::new(1.2)).is_ok());
    }
}

/// Arrival times.
pub fn arrivals(data: &[u8]) {
    if let Ok(trace) = Trace::parse(data) {
        let arrivals = trace.arrivals();
        assert!((1..=MAXIMUM_IMAGES).contains(&arrivals.len()) && arrivals.is_sorted());
        assert!(arrivals[0].value() >= 0.0 && trace.end().value().is_finite());
        let written: String = arrivals.iter().map(|time| format!("{}\n", time.value())).collect();
        assert_eq!(Trace::parse(written.as_bytes()).expect("what is written can be read"), trace);
    }
}

/// A cell library.
pub fn liberty(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(group) = Group::parse(text)
        && let Ok(library) = Library::of_cells(&group)
    {
        assert!(library.cells.values().all(|cell| cell.area >= 0.0));
    }
}

/// Switching activity.
pub fn saif(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(recording) = Recording::parse(text) {
        let nets = recording.top.instances.values().flat_map(|scope| scope.nets.values());
        assert!(nets.into_iter().all(|activity| activity.high <= recording.duration));
    }
}

/// A mapped design.
pub fn netlist(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(design) = Design::parse(text, "top") {
        // Every module that is instantiated comes before what instantiates it, the top last.
        let order = design.bottom_up();
        assert_eq!(order.last(), Some(&design.top));
    }
}

/// A plan of a sweep; the points of small ones are made.
pub fn plan(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(plan) = SweepPlan::parse(text) else { return };
    assert!(!plan.axes.is_empty() && !plan.seeds.is_empty() && !plan.objectives.is_empty());
    let listed = plan.axes.iter().map(|axis| match &axis.choices {
        Choices::List(list) => list.len(),
        Choices::Range { from, to, .. } => {
            assert!(from < to);
            1
        }
    });
    let count = listed.fold(1_usize, |count, length| {
        assert!(length > 0, "an axis has values");
        count.saturating_mul(length)
    });
    // Many points take time and show nothing that few do not. Files are not looked for.
    let files = ["preset = ", "technology = ", "/", "\\"].iter().any(|word| text.contains(word));
    if files || count.max(plan.points) * plan.seeds.len() > 24 {
        return;
    }
    static SUBJECT: LazyLock<Subject> = LazyLock::new(|| {
        let set = || Dataset::new(3, 3, 2, vec![7; 18], vec![0, 1]).expect("a valid set");
        Subject::new("tiny".to_owned(), Vec::new(), Split { train: set(), test: set() }, Default::default())
    });
    if let Ok(expansion) = expand(&plan, &SUBJECT, None) {
        let keys: BTreeSet<&str> = expansion.points.iter().map(|point| point.key.as_str()).collect();
        assert_eq!(keys.len(), expansion.points.len(), "each point is there once");
    }
}

/// What a page asks for as text.
pub fn request(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(request) = Request::parse(text) {
        assert!(!request.name().is_empty());
        // JSON has no infinite numbers, and so a request has none.
        if let Request::Supply { volts } = request {
            assert!(volts.is_finite());
        }
    }
}

/// What a page sends as bytes.
pub fn upload(data: &[u8]) {
    match Upload::parse(data) {
        Ok(Upload::Picture { image, .. }) => {
            assert_eq!(image.pixels(), &data[9..]);
            let seen = normalise(&image, ImageSize::MNIST);
            assert_eq!(seen.blank, seen.pixels.iter().all(|&pixel| pixel == 0));
        }
        Ok(Upload::ImageFile { content, .. } | Upload::ModelFile { content, .. }) => {
            assert_eq!(content, data[5..]);
        }
        Err(_) => {}
    }
}
