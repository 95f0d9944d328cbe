//! From requests to designs.

use std::sync::Arc;

use apical_chip::area::Area;
use apical_chip::design::{Design, DesignCache, DesignError, DesignRequest, Fit, LEAST_CLOCK, Process};
use apical_chip::energy::{Calibration, EnergyModel, OperatingPoint};
use apical_chip::preset::Preset;
use apical_chip::technology::{Technology, TechnologyFile};
use apical_chip::units::{Hertz, Volts};
use apical_core::{Config, Processor};

fn request(preset: &str, settings: &[&str], technology: Option<&str>) -> DesignRequest {
    DesignRequest {
        settings: settings.iter().map(|setting| setting.parse().unwrap()).collect(),
        technology: technology.map(str::to_owned),
        ..DesignRequest::of(preset)
    }
}

fn refused(request: &DesignRequest) -> String {
    request.resolve().unwrap_err().to_string()
}

fn point(supply: f64, megahertz: f64) -> OperatingPoint {
    OperatingPoint { supply: Volts::new(supply), clock: Hertz::new(megahertz * 1e6) }
}

/// A text that tells two energy models apart.
fn energies(model: &EnergyModel) -> String {
    format!("{model:?}")
}

/// A folder of our own below the system's, removed in the end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("apical-design-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Writes a file; its path.
    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn presets_as_they_are_have_the_energies_and_areas_of_their_parts() {
    for name in Preset::builtin_names() {
        let design = DesignRequest::of(name).resolve().unwrap();
        let preset = Preset::builtin(name).unwrap();
        let technology = Technology::find(&preset.technology).unwrap();
        let calibration = Calibration::of(&technology).unwrap();
        let model =
            EnergyModel::new(&preset, &technology, preset.operating_point(), calibration.factor).unwrap();
        assert_eq!((design.preset(), design.technology()), (&preset, &technology));
        assert_eq!(design.point(), preset.operating_point());
        assert_eq!(energies(design.energy()), energies(&model));
        assert_eq!(design.area(), &Area::new(&preset, &technology).unwrap());
        assert_eq!(design.process().calibration(), Some(&calibration));
        assert_eq!(design.replaced_supply(), None);
    }
}

/// Every preset in every technology: at the preset's supply where the technology holds there, at the technology's where
/// that is the only one.
#[test]
fn a_technology_that_is_asked_for_brings_its_only_supply() {
    for (preset, technology) in Preset::builtin_names()
        .flat_map(|preset| Technology::builtin_names().map(move |technology| (preset, technology)))
    {
        let own = Preset::builtin(preset).unwrap();
        let only = Technology::find(technology).unwrap().only_supply();
        let setting = format!("technology={technology}");
        for asked in [request(preset, &[], Some(technology)), request(preset, &[&setting], None)] {
            let design = asked.resolve().unwrap();
            let expected = OperatingPoint { supply: only.unwrap_or(own.supply), ..own.operating_point() };
            assert_eq!(design.point(), expected, "{asked:?}");
            assert_eq!(design.preset().operating_point(), expected, "others are scaled from there");
            assert_eq!(design.replaced_supply(), only.map(|_| own.supply));
            assert_eq!(design.at(None, None).unwrap().replaced_supply(), design.replaced_supply());
        }
    }
}

#[test]
fn supplies_that_are_asked_for_are_taken_or_refused() {
    let only = "1.2 V, the only supply that the constants of technology sg13g2 hold at";
    let set = request("apical", &["supply=0.8 V"], Some("sg13g2"));
    let asked = DesignRequest { supply: Some(Volts::new(0.8)), ..request("apical", &[], Some("sg13g2")) };
    for wrong in [set, asked] {
        assert!(refused(&wrong).contains(only), "{}", refused(&wrong));
    }
    for right in [
        request("apical", &["supply=1.2 V"], Some("sg13g2")),
        DesignRequest { supply: Some(Volts::new(1.2)), ..request("apical", &[], Some("sg13g2")) },
    ] {
        assert_eq!(right.resolve().unwrap().point(), point(1.2, 20.0));
    }
    // What a preset says itself is not put right.
    let own = Folder::new("own");
    let text = Preset::builtin_text("apical").unwrap().replace("\"65nm\"", "\"sg13g2\"");
    let file = own.write("own.toml", &text);
    assert!(refused(&DesignRequest::of(&file)).contains(only));
    for supply in [0.69, 1.21, f64::NAN] {
        let wrong = DesignRequest { supply: Some(Volts::new(supply)), ..DesignRequest::default() };
        assert!(refused(&wrong).contains("0.7 V to 1.2 V"), "{}", refused(&wrong));
    }
}

#[test]
fn a_clock_is_the_fastest_unless_one_is_asked_for() {
    let technology = Technology::find("65nm").unwrap();
    let fastest = technology.frequency(Hertz::new(20e6), Volts::new(0.8), Volts::new(1.0)).unwrap();
    let at = |supply, clock| DesignRequest { supply, clock, ..DesignRequest::default() };
    let volt = Some(Volts::new(1.0));
    assert_eq!(at(volt, None).resolve().unwrap().point().clock, fastest);
    assert_eq!(at(volt, Some(Hertz::new(5e6))).resolve().unwrap().point(), point(1.0, 5.0));
    assert_eq!(at(None, Some(LEAST_CLOCK)).resolve().unwrap().point().clock, LEAST_CLOCK);
    assert!(
        refused(&at(None, Some(Hertz::new(21e6))))
            .contains("21.000 MHz is out of range: above 0, at most 20.000")
    );
    for clock in [0.0, 0.5, -1.0, f64::NAN] {
        let message = refused(&at(None, Some(Hertz::new(clock))));
        assert!(message.ends_with("MHz is out of range: at least 0.000001 MHz"), "{message}");
    }
}

#[test]
fn a_technology_that_a_preset_names_by_file_lies_beside_it() {
    let folder = Folder::new("beside");
    let text = Preset::builtin_text("apical").unwrap().replace("\"65nm\"", "\"mine-65.toml\"");
    let preset = folder.write("mine.toml", &text);
    let missing = DesignRequest::of(&preset).resolve().unwrap_err();
    assert!(missing.is_missing() && missing.is_unreadable() && missing.to_string().contains("mine-65.toml"));
    let constants = Technology::builtin_text("65nm").unwrap();
    let technology =
        folder.write("mine-65.toml", &constants.replacen("name = \"65nm\"", "name = \"mine\"", 1));
    let design = DesignRequest::of(&preset).resolve().unwrap();
    assert_eq!((design.technology().name.as_str(), design.process().source()), ("mine", &*technology));
    let builtin = DesignRequest::default().resolve().unwrap();
    assert_eq!(energies(design.energy()), energies(builtin.energy()));
    // One that is asked for is looked for where the program is.
    assert!(request(&preset, &[], Some("mine-65.toml")).resolve().unwrap_err().is_unreadable());
    assert!(request("apical", &[], Some(&technology)).resolve().is_ok());
    let broken = folder.write("broken.toml", "name = 1");
    let error = DesignRequest::of(&broken).resolve().unwrap_err();
    assert!(!error.is_missing() && error.to_string() == broken, "the file is named: {error}");
}

#[test]
fn a_cache_reads_each_file_once_and_calibrates_once() {
    let folder = Folder::new("cache");
    let file = folder.write("mine.toml", Preset::builtin_text("apical").unwrap());
    let technology = folder.write("own.toml", Technology::builtin_text("65nm").unwrap());
    let asked = request(&file, &[], Some(&technology));
    let mut cache = DesignCache::default();
    let first = cache.resolve(&asked).unwrap();
    folder.write("mine.toml", "nothing");
    folder.write("own.toml", "nothing");
    let second = cache.resolve(&DesignRequest { supply: Some(Volts::new(0.9)), ..asked.clone() }).unwrap();
    assert!(Arc::ptr_eq(first.process(), second.process()));
    assert_eq!(cache.preset_text(&file).unwrap(), Preset::builtin_text("apical").unwrap());
    assert!(asked.resolve().is_err(), "without the cache the files are as they are");
    let builtin = || DesignRequest::default().resolve().unwrap();
    assert!(Arc::ptr_eq(builtin().process(), builtin().process()), "those of the crate are kept");
}

#[test]
fn a_design_is_made_for_a_network_as_it_is_asked_to() {
    let design = DesignRequest::default().resolve().unwrap();
    let config = |layers: &[usize]| Config::new(layers.to_vec()).unwrap();
    let (own, small) = (config(&[784, 200, 200, 10]), config(&[64, 24, 16, 4]));
    let large = config(&[900, 210, 200, 10]);
    let memory = |design: &Design| design.area().memory_bits;
    for fit in [Fit::AsIs, Fit::Grow, Fit::Exact] {
        let same = design.for_network(&own, fit).unwrap();
        assert_eq!(same.preset().organisation, design.preset().organisation, "{fit:?}");
    }
    for fit in [Fit::AsIs, Fit::Grow] {
        assert_eq!(memory(&design.for_network(&small, fit).unwrap()), memory(&design), "it fits");
    }
    assert!(memory(&design.for_network(&small, Fit::Exact).unwrap()) < memory(&design));
    for fit in [Fit::Grow, Fit::Exact] {
        let grown = design.at(Some(Volts::new(0.9)), None).unwrap().for_network(&large, fit).unwrap();
        assert!(memory(&grown) > memory(&design));
        assert_eq!(grown.point().supply, Volts::new(0.9));
        assert_eq!(grown.machine(&large.initial_state(1)).unwrap().config(), &large);
        let asked = DesignRequest {
            supply: Some(Volts::new(0.9)),
            network: Some((large.clone(), fit)),
            ..DesignRequest::default()
        };
        assert_eq!(asked.resolve().unwrap().preset(), grown.preset());
    }
    let error = design.for_network(&large, Fit::AsIs).unwrap_err();
    assert!(matches!(error, DesignError::Organisation(_)), "{error}");
}

/// A sample of constants reads no text again and gives what a technology of such constants gives.
#[test]
fn other_constants_make_another_design_of_the_same_machine() {
    let design =
        DesignRequest { supply: Some(Volts::new(0.9)), ..DesignRequest::default() }.resolve().unwrap();
    let file = TechnologyFile::find("65nm").unwrap();
    assert_eq!(&file.technology(&[]).unwrap(), design.technology());
    let one = file.technology(&[("cells.gate", 1.3)]).unwrap();
    assert_eq!(one, Technology::find_scaled("65nm", Some(("cells.gate", 1.3))).unwrap());
    let dearer = file.technology(&[("cells.gate", 1.3), ("sram.cacti.energy", 0.8)]).unwrap();
    let other = design.in_process(Arc::new(Process::new(dearer.clone()).unwrap())).unwrap();
    let factor = Calibration::of(&dearer).unwrap().factor;
    let model = EnergyModel::new(design.preset(), &dearer, design.point(), factor).unwrap();
    assert_eq!(energies(other.energy()), energies(&model));
    assert_ne!(energies(other.energy()), energies(design.energy()));
    assert_eq!((other.point(), other.preset()), (design.point(), design.preset()));
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    for (asked, message) in [
        (request("apicl", &[], None), "there is no preset \"apicl\"; there are park2019, apical"),
        (request("apical", &[], Some("7nm")), "there is no technology \"7nm\"; there are 65nm, sg13g2"),
        (request("apical", &["technology=7nm"], None), "there is no technology \"7nm\""),
    ] {
        let error = asked.resolve().unwrap_err();
        assert!(error.is_missing() && !error.is_unreadable(), "{error}");
        assert!(error.to_string().contains(message), "{error}");
    }
    let error = request("apical", &["encoder.pixels=3"], None).resolve().unwrap_err();
    assert!(!error.is_missing(), "{error}");
}
