//! What points share is done once, and gives what each would give by itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use apical_core::run::Source;
use apical_data::builtin;
use apical_sweep::{Outcome, Point, Store, Subject, SweepObserver, SweepPlan, Workshop, expand};

/// Five supplies in two technologies, of one machine and one network.
fn plan(folder: &Path) -> SweepPlan {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../apical-chip/technology/65nm.toml");
    let other = folder.join("other.toml");
    let text = fs::read_to_string(own).unwrap();
    let name = "name = \"65nm\"";
    assert!(text.contains(name), "the technology is called otherwise");
    fs::write(&other, text.replace(name, "name = \"other\"")).unwrap();
    SweepPlan::parse(&format!(
        "format_version = 1
         name = \"supplies\"
         strategy = \"grid\"
         images = 25
         learning_images = 3
         [fixed]
         hidden = [12]
         epochs = 1
         [axes]
         technology = [\"65nm\", {:?}]
         supply_v = {{ from = 0.7, to = 1.0, steps = 5 }}",
        other.display().to_string()
    ))
    .unwrap()
}

fn subject() -> Subject {
    let names = (0..10).map(|digit| digit.to_string()).collect();
    Subject::new("digits".to_owned(), names, builtin::generate(7, 200, 40), Source::named("digits"))
}

struct Sweep {
    folder: tempfile::TempDir,
    plan: SweepPlan,
    subject: Subject,
    points: Vec<Point>,
}

impl Sweep {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (plan, subject) = (plan(folder.path()), subject());
        let expansion = expand(&plan, &subject, None).unwrap();
        assert!(expansion.impossible.is_empty(), "{:?}", expansion.impossible);
        assert_eq!(expansion.points.len(), 10);
        Self { folder, plan, subject, points: expansion.points }
    }

    fn store(&self, name: &str) -> Store {
        Store::open(&self.folder.path().join(name)).unwrap()
    }

    /// Runs points. Images that were learned or classified, and how often a machine was simulated.
    fn run(&self, store: &Store, points: &[Point]) -> (u64, u64) {
        let (images, counted) = (AtomicU64::new(0), AtomicU64::new(0));
        let add = |to: &AtomicU64, more| {
            to.fetch_add(more, Ordering::Relaxed);
        };
        let observer = SweepObserver {
            worked: &|more| add(&images, more),
            counted: &|_| add(&counted, 1),
            ..SweepObserver::nobody()
        };
        let workshop = Workshop::new(&self.plan, &self.subject, store, observer);
        let expected = workshop.work(points);
        assert_eq!(workshop.run(points), Outcome::default());
        let images = images.into_inner();
        assert_eq!(images, expected, "progress would not end at 100 %");
        (images, counted.into_inner())
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

#[test]
fn a_machine_is_simulated_once_for_all_supplies_and_technologies() {
    let sweep = Sweep::new();
    let together = sweep.folder.path().join("together");
    let (images, counted) = sweep.run(&sweep.store("together"), &sweep.points);
    // An epoch of 200 images; 25 that are classified, and 3 that are learned at each of four checkpoints.
    assert_eq!((images, counted), (200 + 25 + 4 * 3, 1));
    assert_eq!(files(&together.join("counts")).len(), 1);
    let results = files(&together.join("points"));
    assert_eq!(results.len(), 10);
    for point in &sweep.points {
        // Each in a store of its own, by the other way in.
        let store = sweep.store(&point.key);
        let workshop = Workshop::new(&sweep.plan, &sweep.subject, &store, SweepObserver::nobody());
        workshop.one(point).unwrap().unwrap();
        let alone = files(&sweep.folder.path().join(&point.key).join("points"));
        let name = format!("{}.json", point.key);
        assert_eq!(alone.get(&name), results.get(&name), "{}", point.describe());
    }
    let store = sweep.store("together");
    let mut energies: Vec<(f64, f64)> = Vec::new();
    for point in sweep.points.iter().filter(|point| point.config.processor.technology == "65nm") {
        let result = store.find(&point.key).unwrap().unwrap();
        energies.push((result.config.processor.supply_v, result.processor.nj_per_image));
    }
    energies.sort_by(|one, other| one.0.total_cmp(&other.0));
    let rises = energies.is_sorted_by(|low, high| low.1 < high.1);
    assert!(energies.len() == 5 && rises, "energy does not rise with the supply: {energies:?}");
}

#[test]
fn further_supplies_need_no_simulation() {
    let sweep = Sweep::new();
    let store = sweep.store("store");
    sweep.run(&store, &sweep.points[..1]);
    assert_eq!(sweep.run(&store, &sweep.points[1..5]), (0, 0));
    // A network that is gone is trained again, so that the store is whole; nothing is counted again.
    let networks = sweep.folder.path().join("store/networks");
    let whole = files(&networks);
    fs::remove_file(networks.join(whole.keys().next().unwrap())).unwrap();
    assert_eq!(sweep.run(&store, &sweep.points[5..]), (200, 0));
    assert_eq!(files(&networks), whole);
}

#[test]
fn damaged_and_foreign_counts_are_counted_anew() {
    let sweep = Sweep::new();
    let store = sweep.store("store");
    sweep.run(&store, &sweep.points[..1]);
    let folder = sweep.folder.path().join("store/counts");
    let whole = files(&folder);
    let (name, text) = whole.iter().next().unwrap();
    let text = String::from_utf8(text.clone()).unwrap();
    let foreign = text.replacen("\"images\":25", "\"images\":24", 1);
    assert_ne!(foreign, text);
    for (content, point) in ["{", "", &foreign, &text[..text.len() / 2]].into_iter().zip(&sweep.points[1..]) {
        fs::write(folder.join(name), content).unwrap();
        // The network is there: 25 images to classify, 12 to learn.
        assert_eq!(sweep.run(&store, std::slice::from_ref(point)), (37, 1), "{content:?}");
        assert_eq!(files(&folder), whole);
    }
}

/// Another machine, another network or other images have counts of their own.
#[test]
fn what_counts_follow_from_is_in_their_name() {
    let sweep = Sweep::new();
    let counts: Vec<&String> = sweep.points.iter().map(|point| &point.counts).collect();
    assert!(counts.iter().all(|key| *key == counts[0]));
    let text = |axes: &str| {
        let epochs = if axes.starts_with("epochs") { "" } else { "epochs = 1\n" };
        format!(
            "format_version = 1\nname = \"x\"\nstrategy = \"grid\"\nimages = 25\nlearning_images = 3\n[fixed]\n\
             hidden = [12]\n{epochs}[axes]\n{axes}"
        )
    };
    for axes in [
        "\"preset.layers.*.inputs_per_cycle\" = [2, 4, 8]",
        "epochs = [1, 2, 3]",
        "weight_bits = [3, 4, 5]",
        "shift = [0, 1, 2]",
        "front_end = [\"threshold\", \"levels:2\", \"retina\"]",
    ] {
        let plan = SweepPlan::parse(&text(axes)).unwrap();
        let points = expand(&plan, &sweep.subject, None).unwrap().points;
        let keys: std::collections::BTreeSet<&String> = points.iter().map(|point| &point.counts).collect();
        assert_eq!((points.len(), keys.len()), (3, 3), "{axes}");
    }
}

/// The machine gets the front end of its point's network, with the thresholds and windows that training would have.
#[test]
fn front_ends_are_made_for_their_networks() {
    let sweep = Sweep::new();
    let text = "format_version = 1\nname = \"x\"\nstrategy = \"grid\"\nimages = 25\n[fixed]\nhidden = [12]\nepochs = 1\n[axes]\n\
                front_end = [\"threshold\", \"thermometer:3\", \"retina:stride=2\"]";
    let plan = SweepPlan::parse(text).unwrap();
    let points = expand(&plan, &sweep.subject, None).unwrap().points;
    let bits = |point: &Point| {
        let organisation = &point.design().preset().organisation;
        (organisation.layers[0].inputs, organisation.front_end.as_ref().and_then(|units| units.bits()))
    };
    assert_eq!(
        points.iter().map(bits).collect::<Vec<_>>(),
        [(784, None), (2352, Some(2352)), (1176, Some(1176))]
    );
    let presets = points.iter().map(|point| &point.design().preset().name[..]);
    assert_eq!(presets.collect::<Vec<_>>(), ["apical", "retina", "retina"], "none is named");
    let windows = |index: usize| points[index].config.training.window[0];
    assert!(windows(1) > windows(0));
    let versions = points.iter().map(|point| point.config.training.spec_version);
    assert_eq!(versions.collect::<Vec<_>>(), [1, 2, 2]);
    let store = sweep.store("front-ends");
    let workshop = Workshop::new(&plan, &sweep.subject, &store, SweepObserver::nobody());
    assert_eq!(workshop.run(&points), Outcome::default());
}

/// Tables of memories lie beside the plan; what they say is part of a point's name, whatever they are called.
#[test]
fn memories_of_ones_own_make_other_points() {
    let folder = tempfile::tempdir().unwrap();
    let table = |read: &str| {
        format!(
            "# supply_v = 1.2\n# node_nm = 65\nwords,bits,read_pj,write_pj,leakage_uw,area_mm2\n128,16,{read},3,0.5,0.004\n"
        )
    };
    let write = |text: String| fs::write(folder.path().join("mine"), text).unwrap();
    let plan = "format_version = 1
         name = \"memories\"
         strategy = \"grid\"
         images = 25
         learning_images = 3
         [fixed]
         hidden = [12]
         epochs = 1
         [axes]
         sram = [\"mine\", \"mine,corner=tt\"]";
    fs::write(folder.path().join("plan.toml"), plan).unwrap();
    let expanded = || {
        let plan = SweepPlan::load(&folder.path().join("plan.toml")).unwrap();
        let expansion = expand(&plan, &subject(), None).unwrap();
        assert!(expansion.impossible.is_empty(), "{:?}", expansion.impossible);
        expansion.points.into_iter().map(|point| point.key).collect::<Vec<_>>()
    };
    write(table("2"));
    let (first, again) = (expanded(), expanded());
    assert_eq!((first.len(), &first), (2, &again));
    write(table("2.5"));
    let other = expanded();
    assert!(first.iter().all(|key| !other.contains(key)), "{first:?} {other:?}");
}
