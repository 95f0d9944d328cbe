//! A server on a free port, and clients for it.

use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::sync::LazyLock;
use std::time::Duration;

use apical_chip::design::{Design, DesignRequest};
use apical_core::fast::FastProcessor;
use apical_core::run::{Choices, ImageSize, Progress, Run, Source, Stage, Start};
use apical_core::snapshot::{DataHash, DataRecord, Snapshot};
use apical_core::training::{LearningRate, Recipe};
use apical_core::{Config, Processor, State};
use apical_data::{DataSource, LoadOptions, Loaded, Split};
use apical_serve::{Options, Server, StartModel};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Longer than anything takes, even on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, which ends with this value.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

pub(crate) fn processors() -> Vec<Design> {
    static PROCESSORS: LazyLock<Vec<Design>> = LazyLock::new(|| {
        ["apical", "park2019", "retina"].map(|name| DesignRequest::of(name).resolve().unwrap()).to_vec()
    });
    PROCESSORS.clone()
}

/// The built-in digits.
static DIGITS: LazyLock<Loaded> =
    LazyLock::new(|| DataSource::Builtin.load(&LoadOptions::default()).unwrap());

/// A network that learned them for a few epochs, once for all tests of a program.
static MODEL: LazyLock<(Run, State)> = LazyLock::new(|| {
    let Split { train, test } = &DIGITS.split;
    let recipe = Recipe { seed: 1, epochs: 6, learning_rate: LearningRate::DEFAULT, shift: 0 };
    let config = Config::new(vec![784, 200, 200, 10]).unwrap();
    let start = Start {
        // Its tests would only take time.
        stage: Stage { first_test: 0, ..Stage::new(Source::named("builtin"), recipe) },
        data: DataRecord {
            name: "builtin".into(),
            train_hash: train.hash().into(),
            test_hash: test.hash().into(),
        },
        size: ImageSize { height: 28, width: 28 },
        class_names: DIGITS.class_names.clone(),
    };
    let mut run = Run::begin(&config, start);
    let mut processor = FastProcessor::new(&config.initial_state(1)).unwrap();
    while !run.has_ended() {
        run.learn(&mut processor, train, |_| ControlFlow::Continue(())).unwrap();
        run.close_epoch(None);
    }
    run.calibrate(Some("0:10/20,9:30/30".parse().unwrap()));
    (run, processor.state())
});

/// A small network that sees the built-in digits through a front end, as `apical train` makes it in one epoch.
pub(crate) fn behind(front_end: &str) -> (Run, State) {
    let Split { train, test } = &DIGITS.split;
    let size = ImageSize { height: 28, width: 28 };
    let text = format!("front_end = \"{front_end}\"\nlayers = [784, 40, 30, 10]\nepochs = 1\nfirst_test = 0");
    let choices = Choices::parse(&text).unwrap().fitted(size, 10, train).unwrap();
    let stage = Stage { source: Source::named("builtin"), ..choices.stage().unwrap() };
    let config = choices.config(&stage, size, 10).unwrap();
    let data =
        DataRecord { name: "builtin".into(), train_hash: train.hash().into(), test_hash: test.hash().into() };
    let start = Start { stage, data, size, class_names: DIGITS.class_names.clone() };
    let mut run = Run::begin(&config, start);
    let mut processor = FastProcessor::new(&config.initial_state(1)).unwrap();
    while !run.has_ended() {
        run.learn(&mut processor, train, |_| ControlFlow::Continue(())).unwrap();
        run.close_epoch(None);
    }
    (run, processor.state())
}

/// What the configuration in a model file of runs on the built-in digits makes, as `apical train` makes it.
pub(crate) fn again(text: &str) -> Snapshot {
    let Split { train, test } = &DIGITS.split;
    let size = ImageSize { height: 28, width: 28 };
    let choices = Choices::parse(text).unwrap();
    let stages = choices.stages().unwrap();
    let config = choices.config(&stages[0], size, 10).unwrap();
    let mut processor = FastProcessor::new(&config.initial_state(stages[0].recipe.seed)).unwrap();
    let mut run: Option<Run> = None;
    for stage in stages {
        assert_eq!(stage.source, Source::named("builtin"));
        let data = stage.data.clone().unwrap();
        assert_eq!(data.train_hash, train.hash().into());
        let start = Start { stage, data, size, class_names: choices.class_names.clone().unwrap() };
        let run = match &mut run {
            Some(run) => {
                run.go_on(&config, start);
                run
            }
            none => none.insert(Run::begin(&config, start)),
        };
        while !run.has_ended() {
            let learned = run.learn(&mut processor, train, |_| ControlFlow::Continue(())).unwrap();
            if learned == Progress::EpochLearned {
                match run.tests_now() {
                    true => {
                        let mut judge = |index| processor.judge(test.image(index)).unwrap();
                        let found: Vec<_> = (0..test.len()).map(&mut judge).collect();
                        run.close_tested_epoch(&found, test.labels());
                    }
                    false => run.close_epoch(None),
                }
            }
        }
    }
    let mut run = run.unwrap();
    run.set_software(concat!("apical ", env!("CARGO_PKG_VERSION")));
    run.snapshot(&processor)
}

impl Running {
    /// A server that trains its network itself.
    pub(crate) async fn alone() -> Self {
        Self::with(None).await
    }

    /// A server with a network that learned for a few epochs.
    pub(crate) async fn start() -> Self {
        let model = tokio::task::spawn_blocking(|| (MODEL.clone(), DIGITS.clone())).await.unwrap();
        let ((run, state), data) = model;
        Self::with(Some(StartModel { run, state, data: Some(data) })).await
    }

    /// A server with a model.
    pub(crate) async fn serving((run, state): (Run, State)) -> Self {
        Self::with(Some(StartModel { run, state, data: Some(DIGITS.clone()) })).await
    }

    /// A server with an untrained network of 10 x 10 pixels in two classes, whose data are gone.
    pub(crate) async fn without_data() -> Self {
        let recipe = Recipe { seed: 1, epochs: 1, learning_rate: LearningRate::DEFAULT, shift: 0 };
        let config = Config::new(vec![100, 20, 2]).unwrap();
        let hash = || DataHash::from([0; 32]);
        let start = Start {
            stage: Stage::new(Source::named("gone.csv"), recipe),
            data: DataRecord { name: "gone.csv".into(), train_hash: hash(), test_hash: hash() },
            size: ImageSize { height: 10, width: 10 },
            class_names: Vec::new(),
        };
        let (run, state) = (Run::begin(&config, start), config.initial_state(1));
        Self::with(Some(StartModel { run, state, data: None })).await
    }

    async fn with(model: Option<StartModel>) -> Self {
        let address = "127.0.0.1:0".parse().unwrap();
        let options =
            Options { address, model, processors: processors(), follows_front_end: true, data: Vec::new() };
        let server = Server::bind(options, |_, _| {}).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(server.run(async move { drop(stopped.await) }));
        Self { address, stop: Some(stop), server }
    }

    pub(crate) async fn client(&self) -> Client {
        let origin = format!("http://{}", self.address);
        Client::connect(self.address, Some(&origin)).await.unwrap()
    }

    /// Ends the server; it must end soon.
    pub(crate) async fn stop(mut self) {
        self.begin_to_stop();
        tokio::time::timeout(PATIENCE, self.server).await.unwrap().unwrap();
    }

    pub(crate) fn begin_to_stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }
}

/// A page.
pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    number: u32,
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr, origin: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("ws://{address}/socket").into_client_request()?;
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Self { socket, number: 0 })
    }

    pub(crate) async fn send(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    pub(crate) async fn send_raw(&mut self, message: Message) -> Result<(), Error> {
        self.socket.send(message).await
    }

    /// Sends bytes of a kind; returns the number of the request.
    pub(crate) async fn send_bytes(&mut self, kind: u8, content: &[u8]) -> u32 {
        self.number += 1;
        let mut bytes = vec![kind];
        bytes.extend(self.number.to_le_bytes());
        bytes.extend(content);
        self.socket.send(Message::binary(bytes)).await.unwrap();
        self.number
    }

    /// Sends a drawing; returns the number of the request.
    pub(crate) async fn draw(&mut self, side: u16, pixels: &[u8]) -> u32 {
        let size = side.to_le_bytes();
        self.send_bytes(1, &[&size, &size, pixels].concat()).await
    }

    pub(crate) async fn next(&mut self) -> Option<Result<Message, Error>> {
        tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("the server says nothing")
    }

    /// The next message of a type; others are passed over.
    pub(crate) async fn until(&mut self, name: &str) -> Value {
        loop {
            if let Message::Text(text) = self.next().await.expect("the connection ended").unwrap() {
                let message: Value = serde_json::from_str(&text).unwrap();
                assert!(name == "error" || message["type"] != "error", "{message}");
                if message["type"] == name {
                    return message;
                }
            }
        }
    }

    pub(crate) async fn until_bytes(&mut self) -> Vec<u8> {
        loop {
            if let Message::Binary(bytes) = self.next().await.expect("the connection ended").unwrap() {
                return bytes.to_vec();
            }
        }
    }

    /// The close frame with which the server ends the connection.
    pub(crate) async fn closed(&mut self) -> CloseFrame {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(frame))) => return frame.expect("a code"),
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Model file of the session's network.
    pub(crate) async fn download(&mut self) -> Vec<u8> {
        self.send(serde_json::json!({"type": "download"})).await;
        let bytes = self.until_bytes().await;
        assert_eq!(bytes[0], 2);
        bytes[1..].to_vec()
    }
}

/// A test image of the built-in digits, enlarged as somebody would draw it; and its class.
pub(crate) fn digit(index: usize) -> (Vec<u8>, u8) {
    const SCALE: usize = 4;
    let image = DIGITS.split.test.image(index);
    let side = 28 * SCALE;
    let pixels = (0..side * side).map(|index| image[index / side / SCALE * 28 + index % side / SCALE]);
    (pixels.collect(), DIGITS.split.test.labels()[index])
}

pub(crate) const DIGIT_SIDE: u16 = 112;
