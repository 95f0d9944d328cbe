//! Messages of every kind: with all that they can hold, and with nothing that is optional. `coverage` sees to it that none
//! is missing.

use apical_data::GreyImage;
use apical_serve::protocol::{
    Accuracy, Answer, Averages, BlockCost, Cost, CurvePoint, Epoch, Feedback, FilterKind, FilterView,
    FrontEndView, Hello, LayerAnswer, LayerChange, LearningRateSchedule, LevelCode, LevelView, Limits, Mean,
    Message, Model, NeuronChange, Origin, Point, Preparing, PresetName, ProcessorFigures, Published,
    Recognition, Request, RetinaView, Seed, Size, Step, Taught, TrainRequest, Training, TrainingState,
    Upload, VERSION, Work, encode_model, encode_weights,
};
use serde::Serialize;

const PREPARING: Preparing = Preparing { epoch: 3, epochs: 30 };
const EPOCH: Epoch =
    Epoch { error: 0.0485, update_rate: 0.4075, correct: 1912, tested: 2000, nanojoules: Some(21.25) };
const INFERENCE: Work = Work {
    nanojoules: 16.5,
    low: 10.25,
    high: 31.0,
    milliwatts: 10.1,
    images_per_second: 618_000.0,
    cycles: 32.4,
    latency_us: 4.85,
};
const LEARNING: Work = Work { nanojoules: 17.0, low: 10.5, high: 32.0, milliwatts: 10.4, ..INFERENCE };
const PUBLISHED: Published = Published {
    nanojoules: 1.0,
    learning_nanojoules: 2.0,
    images_per_second: 3.0,
    milliwatts: 4.0,
    area_mm2: 5.0,
};

/// What a server sends as text.
pub(crate) fn messages() -> Vec<Message> {
    let mut all = vec![
        Message::Hello(hello()),
        Message::Hello(Hello { preparing: Some(PREPARING), ..hello() }),
        Message::Preparing(PREPARING),
        Message::Model(model()),
        Message::Model(Model {
            seed: Seed(u64::MAX),
            measured_on: None,
            history: vec![Epoch { correct: 0, tested: 0, nanojoules: None, ..EPOCH }],
            ..model()
        }),
        Message::Model(Model { layers: vec![12, 3, 2], front_end: front_end(), ..model() }),
        Message::Model(Model { layers: vec![8, 3, 2], front_end: own_levels(), ..model() }),
        Message::Processor(Box::new(processor())),
        Message::Processor(Box::new(ProcessorFigures {
            inference: None,
            learning: None,
            overhead: None,
            curve: Vec::new(),
            published: None,
            ..processor()
        })),
        Message::Recognition(Box::new(recognition())),
        Message::Recognition(Box::new(lonely_recognition())),
        Message::Recognition(Box::new(Recognition {
            origin: Origin::Image,
            inverted: true,
            blank: true,
            answer: None,
            ..recognition()
        })),
        Message::Taught(Box::new(taught())),
        Message::Taught(Box::new(Taught { class: None, feedback: None, ..taught() })),
        Message::Accuracy(accuracy()),
        Message::Accuracy(Accuracy { before: None, ..accuracy() }),
        Message::Averages(averages()),
        Message::Averages(Averages {
            learning: Mean::default(),
            updates: 0,
            skipped: 0,
            overhead: None,
            ..averages()
        }),
        Message::Examples { counts: vec![0, 3] },
    ];
    let states =
        [TrainingState::Running, TrainingState::Paused, TrainingState::Finished, TrainingState::Stopped];
    all.extend(states.map(|state| Message::Training(Training { state, ..training() })));
    all.push(Message::Training(Training {
        images_per_second: None,
        error: None,
        update_rate: None,
        nanojoules: None,
        points: Vec::new(),
        history: Vec::new(),
        ..training()
    }));
    let error = |request, about, message: &str| Message::Error { request, about, message: message.into() };
    all.push(error(Some(12), "image", "image: this is no PNG, JPEG or BMP"));
    all.push(error(None, "teach", "class: 12 is out of range: 0 to 1"));
    all
}

fn hello() -> Hello {
    Hello {
        protocol: VERSION,
        software: "apical 0.1.0",
        specification: 1,
        limits: Limits { message_bytes: 4_194_304, messages_per_second: 120 },
        data: vec!["builtin".into()],
        front_ends: vec!["threshold", "retina"],
        presets: vec![PresetName { name: "apical".into(), summary: "A processor.".into() }],
        preparing: None,
    }
}

fn model() -> Model {
    Model {
        revision: 7,
        name: "builtin".into(),
        layers: vec![4, 3, 2],
        format: "w4g8".into(),
        seed: Seed(1),
        image: Size { width: 2, height: 2 },
        front_end: FrontEndView { name: "threshold".into(), inverted: false, levels: None, retina: None },
        classes: vec!["0".into(), "☐".into()],
        measured_on: Some("builtin".into()),
        learned: 300_000,
        taught: 4,
        undo: 2,
        examples: vec![0, 3],
        history: vec![EPOCH],
    }
}

/// A retina of one field beside two levels.
fn front_end() -> FrontEndView {
    let filter = |kind, degrees, coefficients: [i8; 9]| FilterView {
        kind,
        degrees,
        coefficients: coefficients.to_vec(),
    };
    let retina = RetinaView {
        columns: 1,
        rows: 1,
        pool: 2,
        stride: 1,
        kernel: 3,
        filters: vec![
            filter(FilterKind::Edge, 0.0, [-1, -1, -1, 0, 0, 0, 1, 1, 1]),
            filter(FilterKind::Bar, 0.0, [-1, -1, -1, 2, 2, 2, -1, -1, -1]),
        ],
    };
    let levels = LevelView { count: 2, code: LevelCode::Thermometer, thresholds: Some(vec![85, 170]) };
    FrontEndView {
        name: "inverted+retina+thermometer:2".into(),
        inverted: true,
        levels: Some(levels),
        retina: Some(retina),
    }
}

/// Levels whose thresholds each value has for itself.
fn own_levels() -> FrontEndView {
    let levels = LevelView { count: 2, code: LevelCode::Highest, thresholds: None };
    FrontEndView { name: "levels:2".into(), inverted: false, levels: Some(levels), retina: None }
}

fn processor() -> ProcessorFigures {
    let point =
        |supply, clock_mhz| CurvePoint { supply, clock_mhz, inference: INFERENCE, learning: LEARNING };
    ProcessorFigures {
        preset: "apical".into(),
        technology: "65nm".into(),
        area_mm2: 5.25,
        supply: 0.8,
        minimum_supply: 0.7,
        maximum_supply: 1.2,
        own_supply: 0.8,
        clock_mhz: 20.0,
        inference: Some(INFERENCE),
        learning: Some(LEARNING),
        overhead: Some(0.03),
        curve: vec![point(0.7, 11.5), point(1.2, 64.0)],
        published: Some(PUBLISHED),
    }
}

fn cost() -> Cost {
    let memory = BlockCost { name: "weight memory", nanojoules: 9.5, layers: Some(vec![8.0, 1.5]) };
    let clock = BlockCost { name: "clock", nanojoules: 6.5, layers: None };
    Cost {
        cycles: 34,
        nanojoules: 16.0,
        low: 10.0,
        high: 31.0,
        microseconds: 1.7,
        blocks: vec![memory, clock],
    }
}

fn answer() -> Answer {
    Answer {
        input: vec![0, 3],
        layers: vec![
            LayerAnswer { potentials: vec![-3, 4, 0], spikes: vec![1] },
            LayerAnswer { potentials: vec![12, 53], spikes: vec![1] },
        ],
        winner: 1,
        runner_up: Some(0),
        margin: 41,
        cost: cost(),
    }
}

fn recognition() -> Recognition {
    Recognition {
        request: Some(12),
        revision: 7,
        origin: Origin::Drawing,
        truth: None,
        inverted: false,
        blank: false,
        pixels: "AAD//w==".into(),
        answer: Some(answer()),
        server_us: 310,
    }
}

/// A test image; and no class but the winner.
fn lonely_recognition() -> Recognition {
    Recognition {
        request: None,
        origin: Origin::Sample,
        truth: Some(1),
        answer: Some(Answer { runner_up: None, margin: 0, ..answer() }),
        ..recognition()
    }
}

fn taught() -> Taught {
    let neuron = NeuronChange { neuron: 2, up: 30, down: 0, weights: 1 };
    Taught {
        class: Some(1),
        revision: 7,
        images: 2,
        steps: vec![
            Step { label: 1, winner: 0, correct: false, margin: 12, step: 6, updated: true },
            Step { label: 1, winner: 1, correct: true, margin: 3, step: 0, updated: false },
        ],
        updates: 1,
        skipped: 1,
        feedback: Some(Feedback { label: 1, winner: 0 }),
        changes: vec![
            LayerChange { weights: 1, accumulators: 30, inputs: vec![0, 3], neurons: vec![neuron] },
            LayerChange::default(),
        ],
        cost: cost(),
    }
}

fn accuracy() -> Accuracy {
    Accuracy { revision: 7, correct: 1912, tested: 2000, data: "builtin".into(), before: Some(1915) }
}

fn averages() -> Averages {
    let mean = Mean { images: 202, cycles: 32.5, nanojoules: 16.0 };
    Averages { inference: mean, learning: mean, updates: 12, skipped: 190, overhead: Some(-0.001) }
}

fn training() -> Training {
    Training {
        state: TrainingState::Running,
        data: "builtin".into(),
        epoch: 2,
        epochs: 30,
        image: 4096,
        images: 10_000,
        images_per_second: Some(180_000.0),
        error: Some(0.125),
        update_rate: Some(0.25),
        nanojoules: Some(17.25),
        points: vec![Point { image: 24_096, error: 0.125, update_rate: 0.25, nanojoules: 17.25 }],
        history: vec![EPOCH],
    }
}

/// What a page asks for as text.
pub(crate) fn requests() -> Vec<Request> {
    let train = |fresh, images_per_second| {
        Request::Train(TrainRequest {
            data: "builtin".into(),
            epochs: 3,
            seed: Seed(if fresh { 1 } else { u64::MAX }),
            fresh,
            front_end: fresh.then(|| "retina".into()),
            images_per_second,
            learning_rate: LearningRateSchedule { from: 6.0, to: 0.3 },
        })
    };
    vec![
        Request::Preset { name: "apical".into() },
        Request::Supply { volts: 0.85 },
        Request::Sample { mistake: true },
        Request::Sample { mistake: false },
        Request::Clear {},
        Request::Teach { class: 1, presentations: 32, learning_rate: 6.0 },
        Request::Keep { class: 1 },
        Request::Forget {},
        Request::Practise { rounds: 4, learning_rate: 1.5 },
        Request::Name { class: 1, name: "☐".into() },
        Request::Undo {},
        Request::Reset {},
        train(true, None),
        train(false, Some(100.0)),
        Request::Pause {},
        Request::Resume {},
        Request::Stop {},
        Request::Step { images: 100 },
        Request::Speed { images_per_second: None },
        Request::Speed { images_per_second: Some(1000.0) },
        Request::Weights { layer: 1, first: 0, count: 256 },
        Request::Download {},
    ]
}

/// A binary message, and what it is.
#[derive(Debug, Serialize)]
pub(crate) struct Bytes {
    kind: &'static str,
    hex: String,
    /// Numbers of its header.
    header: serde_json::Value,
    /// Its content.
    content: Vec<i16>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a server sends as bytes.
pub(crate) fn to_page() -> Vec<Bytes> {
    let weights = [1, -8, 7, 0, -1, 2];
    let header = serde_json::json!({"revision": 70_000, "layer": 2, "inputs": 3, "first": 10, "neurons": 2});
    vec![
        Bytes {
            kind: "weights",
            hex: hex(&encode_weights(70_000, 2, 3, 10, &weights)),
            header,
            content: weights.map(i16::from).to_vec(),
        },
        Bytes {
            kind: "model",
            hex: hex(&encode_model(&[5, 6])),
            header: serde_json::json!({}),
            content: vec![5, 6],
        },
    ]
}

/// What a page sends as bytes: those that Rust reads as it says.
pub(crate) fn to_server() -> Vec<Bytes> {
    let number = 0x0102_0304;
    let bytes = |kind, bytes: &[u8], read: Upload, header: serde_json::Value, content: &[u8]| {
        assert_eq!(Upload::parse(bytes).as_ref(), Ok(&read));
        Bytes { kind, hex: hex(bytes), header, content: content.iter().map(|&byte| byte.into()).collect() }
    };
    let ink = [1, 2, 3, 4, 5, 255];
    let image = GreyImage::new(3, 2, ink.to_vec()).expect("three columns of two pixels");
    let file = vec![9, 8];
    vec![
        bytes(
            "picture",
            &[1, 4, 3, 2, 1, 3, 0, 2, 0, 1, 2, 3, 4, 5, 255],
            Upload::Picture { request: number, image },
            serde_json::json!({"request": number, "columns": 3, "rows": 2}),
            &ink,
        ),
        bytes(
            "image",
            &[2, 4, 3, 2, 1, 9, 8],
            Upload::ImageFile { request: number, content: file.clone() },
            serde_json::json!({"request": number}),
            &file,
        ),
        bytes(
            "model",
            &[3, 255, 255, 255, 255, 9, 8],
            Upload::ModelFile { request: u32::MAX, content: file.clone() },
            serde_json::json!({"request": u32::MAX}),
            &file,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_as_they_are_written() {
        for request in requests() {
            let text = serde_json::to_string(&request).unwrap();
            assert_eq!(Request::parse(&text).unwrap(), request, "{text}");
        }
    }
}
