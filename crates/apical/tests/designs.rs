//! The same request for a processor is the same design, or refused with the same words, on the command line, in a sweep
//! and on the page. What a design is, `apical-chip` defines; `python/tests/test_designs.py` asks Python the same.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::common::{Sandbox, idx_images, idx_labels, refused, succeeded};
use apical_chip::design::{Design, DesignRequest};
use apical_chip::energy::Estimate;
use apical_chip::preset::Preset;
use apical_chip::simulation::run_inference;
use apical_chip::technology::Technology;
use apical_chip::units::{Hertz, Volts};
use apical_core::snapshot::Snapshot;
use apical_core::{Processor, State};
use base64::Engine as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

/// Test images, and those that are classified.
const IMAGES: usize = 6;
const SIDE: usize = 28;

/// A picture with some strokes.
fn picture(index: usize) -> Vec<u8> {
    let on = |pixel: usize| pixel % SIDE % 9 == index % 9 || pixel / SIDE == 3 + 2 * index;
    (0..SIDE * SIDE).map(|pixel| if on(pixel) { 220 } else { 0 }).collect()
}

/// A folder with pictures of the presets' size in `digits/`, and a preset in `mine/` whose technology lies beside it.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path("digits")).unwrap();
    for (part, count) in [("train", 20), ("t10k", IMAGES)] {
        let pixels: Vec<u8> = (0..count).flat_map(picture).collect();
        let labels: Vec<u8> = (0..count).map(|index| (index % 10) as u8).collect();
        let file = |kind: &str| sandbox.path(&format!("digits/{part}-{kind}-ubyte"));
        fs::write(file("images-idx3"), idx_images(count, SIDE, &pixels)).unwrap();
        fs::write(file("labels-idx1"), idx_labels(&labels)).unwrap();
    }
    fs::create_dir(sandbox.path("mine")).unwrap();
    let preset = Preset::builtin_text("apical").unwrap().replace("\"65nm\"", "\"beside.toml\"");
    fs::write(sandbox.path("mine/own.toml"), preset.replace("name = \"apical\"", "name = \"own\"")).unwrap();
    let technology =
        Technology::builtin_text("65nm").unwrap().replacen("name = \"65nm\"", "name = \"mine\"", 1);
    fs::write(sandbox.path("mine/beside.toml"), technology).unwrap();
    sandbox
}

/// What somebody asks for.
#[derive(Debug, Clone)]
struct Asked {
    preset: String,
    technology: Option<&'static str>,
    supply: Option<f64>,
    megahertz: Option<f64>,
}

/// What comes of it: supply, clock, an image's energy with its bounds, area; or why not.
type Answer = Result<[f64; 6], String>;

const POINTS: [(Option<f64>, Option<f64>); 6] = [
    (None, None),
    (Some(0.9), None),
    (Some(1.2), None),
    (None, Some(5.0)),
    (Some(1.2), Some(5.0)),
    (None, Some(21.0)),
];

/// Those that take pixels as they are, as the page does.
fn presets() -> Vec<String> {
    let takes_pixels = |name: &&str| !Preset::builtin(name).unwrap().organisation.makes_bits();
    let names = Preset::builtin_names().filter(takes_pixels);
    names.map(str::to_owned).chain(["mine/own.toml".to_owned()]).collect()
}

fn technologies() -> Vec<Option<&'static str>> {
    Technology::builtin_names().map(Some).chain([None, Some("7nm")]).collect()
}

impl Asked {
    fn design(&self, sandbox: &Sandbox) -> Result<Design, String> {
        let is_file = self.preset.contains('/');
        let path = sandbox.path(&self.preset).display().to_string();
        let request = DesignRequest {
            technology: self.technology.map(str::to_owned),
            supply: self.supply.map(Volts::new),
            clock: self.megahertz.map(|megahertz| Hertz::new(megahertz * 1e6)),
            ..DesignRequest::of(if is_file { &path } else { &self.preset })
        };
        request.resolve().map_err(|error| error.to_string())
    }

    /// By the library.
    fn defined(&self, sandbox: &Sandbox, state: &State) -> Answer {
        let design = self.design(sandbox)?;
        let mut processor = design.machine(state).unwrap();
        let images: Vec<Vec<u8>> = (0..IMAGES).map(picture).collect();
        let (run, _) = run_inference(&mut processor, images.iter().map(Vec::as_slice), || {}).unwrap();
        Ok(answer(&design, design.energy().account(&run.counters).per(run.images).total()))
    }

    /// By `apical simulate`.
    fn simulated(&self, sandbox: &Sandbox, model: &str) -> Answer {
        let mut command =
            sandbox.apical(&["simulate", model, "--data", "digits", "--json", "--preset", &self.preset]);
        let numbers = [("--voltage", self.supply), ("--frequency", self.megahertz)];
        for (flag, value) in numbers.into_iter().filter_map(|(flag, value)| Some((flag, value?.to_string())))
        {
            command.args([flag, &value]);
        }
        command.args(self.technology.iter().flat_map(|name| ["--technology", name]));
        let report = told(command)?;
        let number = |key: &str| report[key].as_f64().unwrap();
        let [low, high] = [0, 1].map(|bound| report["energy_nj_bounds"][bound].as_f64().unwrap());
        let (supply, clock) = (number("supply_v"), number("clock_mhz"));
        Ok([supply, clock, low, number("energy_nj_per_image"), high, number("area_mm2")])
    }

    /// By `apical sweep`.
    fn swept(&self, sandbox: &Sandbox) -> Answer {
        let quoted = |name: &str| format!("\"{name}\"");
        let entries = [
            ("technology", self.technology.map(quoted)),
            ("supply_v", self.supply.map(|supply| supply.to_string())),
            ("clock_mhz", self.megahertz.map(|clock| clock.to_string())),
        ];
        let entries = entries.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}\n", value?)));
        let plan = format!(
            "format_version = 1\nname = \"one\"\nstrategy = \"grid\"\ndata = \"digits\"\nimages = {IMAGES}\n\
             [fixed]\nepochs = 1\npreset = {}\n{}[axes]\nweight_bits = [{}]\n",
            quoted(&self.preset),
            entries.collect::<String>(),
            weight_bits(&self.preset),
        );
        fs::write(sandbox.path("plan.toml"), plan).unwrap();
        let swept = told(sandbox.apical(&["sweep", "plan.toml", "--json", "--out", "swept"]))?;
        let result = &swept["points"][0]["result"];
        let number = |part: &str, key: &str| {
            let part = if part == "config" { &result["config"]["processor"] } else { &result["processor"] };
            part[key].as_f64().unwrap_or_else(|| panic!("{key}: {swept}"))
        };
        let (supply, clock) = (number("config", "supply_v"), number("config", "clock_mhz"));
        let energies = ["nj_low", "nj_per_image", "nj_high"].map(|key| number("", key));
        Ok([supply, clock, energies[0], energies[1], energies[2], number("", "mm2")])
    }
}

fn answer(design: &Design, energy: Estimate) -> [f64; 6] {
    let point = design.point();
    let [low, calibrated, high] = [energy.low, energy.calibrated, energy.high].map(|part| part.nanojoules());
    [point.supply.value(), point.clock.megahertz(), low, calibrated, high, design.area().total().value()]
}

/// So that the preset's memories are taken as they are.
fn weight_bits(preset: &str) -> u32 {
    Preset::builtin(preset).map_or(4, |preset| preset.organisation.format.weight_bits())
}

/// What a command prints, or its whole complaint.
fn told(mut command: assert_cmd::Command) -> Result<Value, String> {
    let output = command.output().unwrap();
    if output.status.success() {
        return Ok(serde_json::from_slice(&output.stdout).unwrap());
    }
    assert_eq!(output.status.code(), Some(2));
    Err(String::from_utf8(output.stderr).unwrap())
}

fn check(asked: &Asked, by: &str, found: Answer, expected: &Answer) {
    match (found, expected) {
        (Ok(found), Ok(expected)) => {
            for (found, expected) in found.into_iter().zip(expected) {
                assert!((found / expected - 1.0).abs() < 1e-9, "{asked:?} {by}: {found} is not {expected}");
            }
        }
        (Err(found), Err(expected)) => {
            assert!(found.contains(expected), "{asked:?} {by}: {found:?} does not say {expected:?}");
        }
        (found, expected) => panic!("{asked:?} {by}: {found:?} is not {expected:?}"),
    }
}

/// The network of a sweep that has one.
fn network(sandbox: &Sandbox) -> String {
    let files = fs::read_dir(sandbox.path("swept/networks")).unwrap().map(|file| file.unwrap().file_name());
    format!("swept/networks/{}", files.map(|name| name.into_string().unwrap()).min().unwrap())
}

fn state(path: &Path) -> State {
    State { in_flight: Vec::new(), ..Snapshot::load(path).unwrap().state }
}

#[test]
fn the_command_line_and_sweeps_make_the_same_designs_and_refuse_alike() {
    let mut refusals = 0;
    for preset in presets() {
        let sandbox = sandbox();
        let asked =
            |technology, (supply, megahertz)| Asked { preset: preset.clone(), technology, supply, megahertz };
        asked(None, (None, None)).swept(&sandbox).unwrap();
        let model = network(&sandbox);
        let state = state(&sandbox.path(&model));
        for asked in
            technologies().into_iter().flat_map(|technology| POINTS.map(|point| asked(technology, point)))
        {
            let expected = asked.defined(&sandbox, &state);
            check(&asked, "simulated", asked.simulated(&sandbox, &model), &expected);
            check(&asked, "swept", asked.swept(&sandbox), &expected);
            refusals += u32::from(expected.is_err());
        }
    }
    // In each technology a clock that is too fast; 0.9 V in a library; a technology that is not there.
    assert_eq!(refusals, presets().len() as u32 * (3 + 1 + POINTS.len() as u32));
}

/// A server, ended with this value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        let mut process = Command::new(assert_cmd::cargo::cargo_bin!("apical"))
            .current_dir(sandbox.path("."))
            .args(["serve", "--port", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { process, address }
    }

    fn page(&self) -> Page {
        let mut request = format!("ws://{}/socket", self.address).into_client_request().unwrap();
        request.headers_mut().insert("origin", format!("http://{}", self.address).parse().unwrap());
        let stream = TcpStream::connect(&self.address).unwrap();
        Page(tungstenite::client(request, stream).unwrap().0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Page(WebSocket<TcpStream>);

impl Page {
    fn send(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).unwrap();
    }

    /// The next message of one of two types.
    fn until(&mut self, names: [&str; 2]) -> Value {
        loop {
            if let Message::Text(text) = self.0.read().unwrap() {
                let message: Value = serde_json::from_str(&text).unwrap();
                if names.contains(&message["type"].as_str().unwrap()) {
                    return message;
                }
            }
        }
    }

    /// Shows a picture; what the network saw.
    fn draw(&mut self) -> Vec<u8> {
        let side = (SIDE as u16).to_le_bytes();
        let bytes = [&[1, 1, 0, 0, 0], &side[..], &side[..], &picture(1)].concat();
        self.0.send(Message::binary(bytes)).unwrap();
        let recognition = self.until(["recognition", "error"]);
        base64::prelude::BASE64_STANDARD.decode(recognition["pixels"].as_str().unwrap()).unwrap()
    }

    /// Asks for a preset or a supply. The figures of the picture there.
    fn asks(&mut self, request: &Value) -> Answer {
        self.send(request);
        let processor = self.until(["processor", "error"]);
        if processor["type"] == "error" {
            return Err(processor["message"].as_str().unwrap().to_owned());
        }
        let cost = &self.until(["recognition", "error"])["cost"];
        let (of, energy) =
            (|key: &str| processor[key].as_f64().unwrap(), |key: &str| cost[key].as_f64().unwrap());
        let [low, calibrated, high] = ["low", "nanojoules", "high"].map(energy);
        Ok([of("supply"), of("clock_mhz"), low, calibrated, high, of("area_mm2")])
    }
}

#[test]
fn the_page_makes_the_same_designs_and_refuses_alike() {
    let sandbox = sandbox();
    let own = Asked { preset: "mine/own.toml".into(), technology: None, supply: None, megahertz: None };
    own.swept(&sandbox).unwrap();
    let model = network(&sandbox);
    let state = state(&sandbox.path(&model));
    for technology in technologies().into_iter().filter(|name| *name != Some("7nm")) {
        let mut arguments = vec!["--model", &model, "--preset", "mine/own.toml"];
        arguments.extend(technology.iter().flat_map(|name| ["--technology", name]));
        let server = Server::start(&sandbox, &arguments);
        let mut page = server.page();
        page.until(["processor", "error"]);
        let pixels = page.draw();
        for preset in presets() {
            let name = if preset == own.preset { "own" } else { &preset };
            for supply in [None, Some(0.9), Some(1.2)] {
                let asked = Asked { preset: preset.clone(), technology, supply, megahertz: None };
                let expected = asked.design(&sandbox).map(|design| {
                    let mut processor = design.machine(&state).unwrap();
                    processor.activity(&pixels).unwrap();
                    answer(&design, design.energy().account(&processor.machine_counters()).total())
                });
                let found = match supply {
                    None => page.asks(&json!({"type": "preset", "name": name})),
                    Some(volts) => page.asks(&json!({"type": "supply", "volts": volts})),
                };
                check(&asked, "on the page", found, &expected);
            }
        }
    }
    let unknown = ["serve", "--port", "0", "--model", &model, "--technology", "7nm"];
    let expected = Asked { technology: Some("7nm"), ..own }.design(&sandbox).unwrap_err();
    assert!(refused(sandbox.apical(&unknown)).contains(&expected));
}

/// `preset show` shows what `simulate` runs.
#[test]
fn a_preset_that_is_shown_is_the_one_that_is_simulated() {
    let sandbox = sandbox();
    for asked in [&["apical"][..], &["apical", "--set", "technology=sg13g2"], &["mine/own.toml"]] {
        let shown: Value = serde_json::from_str(&succeeded({
            let mut command = sandbox.apical(&["preset", "show", "--json"]);
            command.args(asked);
            command
        }))
        .unwrap();
        let mut command = sandbox.apical(&["simulate", "--random", "--data", "digits", "--json", "--preset"]);
        command.args(asked);
        let simulated: Value = serde_json::from_str(&succeeded(command)).unwrap();
        for key in ["supply_v", "clock_mhz", "area_mm2", "area_mm2_breakdown"] {
            assert_eq!(shown[key], simulated[key], "{asked:?} {key}");
        }
    }
}
