//! Every target on damaged inputs, the same in every run. `APICAL_FUZZ_MUTATIONS` sets how many per target.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use apical_fuzz::mutate::mutation;
use apical_fuzz::{TARGETS, Target};

const MUTATIONS: u64 = 20_000;

fn target(name: &str) -> &'static Target {
    static TARGETS_: &[Target] = &TARGETS;
    TARGETS_.iter().find(|target| target.name == name).expect("a target of this name")
}

fn try_mutations(name: &str, share: u64) {
    let target = target(name);
    let count = match std::env::var("APICAL_FUZZ_MUTATIONS") {
        Ok(text) => text.parse().expect("APICAL_FUZZ_MUTATIONS must be a number"),
        Err(_) => MUTATIONS / share,
    };
    let seeds = (target.seeds)();
    assert!(
        seeds.iter().all(|seed| !seed.is_empty()) && !seeds.is_empty(),
        "{name} has nothing to begin with"
    );
    for (number, input) in seeds.iter().cloned().chain((0..count).map(|n| mutation(&seeds, n))).enumerate() {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| (target.run)(&input))) {
            let path = std::env::temp_dir().join(format!("apical-fuzz-{name}-{number}"));
            let kept =
                std::fs::write(&path, &input).map_or("not kept".into(), |()| path.display().to_string());
            eprintln!("target {name}, input {number} ({} bytes, {kept})", input.len());
            resume_unwind(panic);
        }
    }
}

#[test]
fn snapshot() {
    try_mutations("snapshot", 1);
}

#[test]
fn snapshot_header() {
    try_mutations("snapshot_header", 1);
}

#[test]
fn hex() {
    try_mutations("hex", 2);
}

#[test]
fn vectors() {
    try_mutations("vectors", 4);
}

#[test]
fn idx_images() {
    try_mutations("idx_images", 1);
}

#[test]
fn idx_labels() {
    try_mutations("idx_labels", 1);
}

#[test]
fn idx_any() {
    try_mutations("idx_any", 1);
}

#[test]
fn npy() {
    try_mutations("npy", 1);
}

#[test]
fn npz() {
    try_mutations("npz", 1);
}

#[test]
fn table() {
    try_mutations("table", 1);
}

#[test]
fn parquet() {
    try_mutations("parquet", 4);
}

#[test]
fn picture() {
    try_mutations("picture", 4);
}

#[test]
fn webp() {
    try_mutations("webp", 4);
}

#[test]
fn tiff() {
    try_mutations("tiff", 4);
}

#[test]
fn gif() {
    try_mutations("gif", 4);
}

#[test]
fn pnm() {
    try_mutations("pnm", 2);
}

#[test]
fn labels() {
    try_mutations("labels", 10);
}

#[test]
fn text() {
    try_mutations("text", 1);
}

#[test]
fn front_end() {
    try_mutations("front_end", 1);
}

#[test]
fn preset() {
    try_mutations("preset", 4);
}

#[test]
fn setting() {
    try_mutations("setting", 4);
}

#[test]
fn technology() {
    try_mutations("technology", 4);
}

#[test]
fn liberty() {
    try_mutations("liberty", 1);
}

#[test]
fn saif() {
    try_mutations("saif", 1);
}

#[test]
fn netlist() {
    try_mutations("netlist", 1);
}

#[test]
fn plan() {
    try_mutations("plan", 4);
}

#[test]
fn memories() {
    try_mutations("memories", 1);
}

#[test]
fn arrivals() {
    try_mutations("arrivals", 1);
}

#[test]
fn request() {
    try_mutations("request", 1);
}

#[test]
fn upload() {
    try_mutations("upload", 1);
}

/// A target that is not in the list above would never be tried.
#[test]
fn every_target_has_its_test_and_its_program() {
    let here = include_str!("mutations.rs");
    let manifest = include_str!("../Cargo.toml");
    for target in TARGETS {
        assert!(here.contains(&format!("try_mutations(\"{}\"", target.name)), "{}", target.name);
        assert!(manifest.contains(&format!("name = \"{}\"", target.name)), "{}", target.name);
    }
}

/// Valid inputs must be accepted, or the mutations start from nothing.
#[test]
fn seeds_are_accepted() {
    use apical_core::snapshot::Snapshot;
    for seed in (target("snapshot").seeds)() {
        Snapshot::from_bytes(&seed).expect("a valid snapshot");
    }
    for seed in (target("vectors").seeds)() {
        apical_core::vectors::parse(std::str::from_utf8(&seed).expect("text")).expect("a valid vector");
    }
    for seed in (target("idx_images").seeds)() {
        apical_data::idx::read_images(&seed[..], 0).expect("a valid file of images");
    }
    for seed in (target("idx_labels").seeds)() {
        apical_data::idx::read_labels(&seed[..]).expect("a valid file of labels");
    }
    for seed in (target("idx_any").seeds)() {
        apical_data::idx::read_tensor(&seed[..], "a", 0).expect("a valid file");
    }
    for seed in (target("npy").seeds)() {
        apical_data::array::read_npy(&seed[..], "a", 0).expect("a valid array");
    }
    for seed in (target("npz").seeds)() {
        apical_data::array::read_npz(std::io::Cursor::new(seed)).expect("a valid archive");
    }
    for seed in (target("table").seeds)() {
        let options = apical_data::table::TableOptions::default();
        apical_data::table::survey(|| Ok(&seed[..]), &options).expect("a valid table");
    }
    for seed in (target("parquet").seeds)() {
        let scale = apical_data::FeatureScale::Common { lower: 0.0, upper: 255.0 };
        apical_data::table::parquet::read(seed, &Default::default(), &scale).expect("a valid table");
    }
    for seed in ["picture", "webp", "tiff", "gif", "pnm"].into_iter().flat_map(|name| (target(name).seeds)())
    {
        apical_data::GreyImage::decode(&seed).expect("a valid picture");
    }
    let text = |seed: &[u8]| String::from_utf8(seed.to_vec()).expect("text");
    for seed in (target("front_end").seeds)() {
        text(&seed).parse::<apical_core::front_end::Request>().expect("a valid request for a front end");
    }
    for seed in (target("preset").seeds)() {
        apical_chip::preset::Preset::parse(&text(&seed)).expect("a valid preset");
    }
    for seed in (target("setting").seeds)() {
        let settings = text(&seed).lines().map(|line| line.parse().expect("a setting")).collect::<Vec<_>>();
        apical_chip::preset::Preset::named("apical", &settings).expect("settings that fit");
    }
    for seed in (target("technology").seeds)() {
        let technology =
            apical_chip::technology::Technology::parse(&text(&seed)).expect("a valid technology");
        apical_chip::energy::Calibration::of(&technology).expect("one that can be calibrated");
    }
    for seed in (target("memories").seeds)() {
        match apical_chip::technology::MemoryFile::parse("seed", &seed) {
            // The Liberty format does not say its node, which stands behind the file's name.
            Err(apical_chip::technology::MemoryFileError::Missing { what, .. })
                if seed.starts_with(b"library") =>
            {
                assert_eq!(what, "node_nm");
            }
            found => assert!(!found.expect("valid memories").macros().is_empty()),
        }
    }
    for seed in (target("arrivals").seeds)() {
        apical_chip::dvfs::Trace::parse(&seed[..]).expect("a valid trace");
    }
    for seed in (target("plan").seeds)() {
        apical_sweep::SweepPlan::parse(&text(&seed)).expect("a valid plan");
    }
    for seed in (target("request").seeds)() {
        apical_serve::protocol::Request::parse(&text(&seed)).expect("a valid request");
    }
    for seed in (target("upload").seeds)() {
        apical_serve::protocol::Upload::parse(&seed).expect("a valid upload");
    }
    for seed in (target("liberty").seeds)() {
        let group = apical_synthesis::liberty::Group::parse(&text(&seed)).expect("a valid library");
        apical_synthesis::library::Library::of_cells(&group).expect("valid cells");
    }
    for seed in (target("saif").seeds)() {
        apical_synthesis::saif::Recording::parse(&text(&seed)).expect("a valid recording");
    }
    for seed in (target("netlist").seeds)() {
        apical_synthesis::netlist::Design::parse(&text(&seed), "top").expect("a valid netlist");
    }
}
