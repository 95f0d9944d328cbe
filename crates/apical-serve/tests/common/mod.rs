//! A server on a free port, and clients for it.
#![allow(dead_code)] // Each test program uses a part.

use std::net::SocketAddr;
use std::time::Duration;

use apical_chip::energy::Calibration;
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;
use apical_serve::{Options, Server};
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
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

pub fn processors() -> Vec<(Preset, Technology, f64)> {
    let processor = |name| {
        let preset = Preset::builtin(name).unwrap();
        let technology = Technology::find(&preset.technology).unwrap();
        let factor = Calibration::of(&technology).unwrap().factor;
        (preset, technology, factor)
    };
    ["apical", "park2019"].map(processor).to_vec()
}

impl Running {
    pub async fn start() -> Self {
        let address = "127.0.0.1:0".parse().unwrap();
        Self::with(Options { address, model: None, processors: processors(), data: Vec::new() }).await
    }

    pub async fn with(options: Options) -> Self {
        let server = Server::bind(options, |_, _| {}).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(server.run(async move { drop(stopped.await) }));
        Self { address, stop: Some(stop), server }
    }

    pub async fn client(&self) -> Client {
        let origin = format!("http://{}", self.address);
        Client::connect(self.address, Some(&origin)).await.unwrap()
    }

    /// Ends the server; it must end soon.
    pub async fn stop(mut self) {
        self.begin_to_stop();
        tokio::time::timeout(PATIENCE, self.server).await.unwrap().unwrap();
    }

    pub fn begin_to_stop(&mut self) {
        let _ = self.stop.take().unwrap().send(());
    }
}

/// A page.
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    number: u32,
}

impl Client {
    pub async fn connect(address: SocketAddr, origin: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("ws://{address}/socket").into_client_request()?;
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Self { socket, number: 0 })
    }

    pub async fn send(&mut self, message: Value) {
        self.socket.send(Message::text(message.to_string())).await.unwrap();
    }

    pub async fn send_raw(&mut self, message: Message) -> Result<(), Error> {
        self.socket.send(message).await
    }

    /// Sends bytes of a kind; returns the number of the request.
    pub async fn send_bytes(&mut self, kind: u8, content: &[u8]) -> u32 {
        self.number += 1;
        let mut bytes = vec![kind];
        bytes.extend(self.number.to_le_bytes());
        bytes.extend(content);
        self.socket.send(Message::binary(bytes)).await.unwrap();
        self.number
    }

    /// Sends a drawing; returns the number of the request.
    pub async fn draw(&mut self, side: u16, pixels: &[u8]) -> u32 {
        let size = side.to_le_bytes();
        self.send_bytes(1, &[&size, &size, pixels].concat()).await
    }

    pub async fn next(&mut self) -> Option<Result<Message, Error>> {
        tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("the server says nothing")
    }

    /// The next message of a type; others are passed over.
    pub async fn until(&mut self, name: &str) -> Value {
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

    pub async fn until_bytes(&mut self) -> Vec<u8> {
        loop {
            if let Message::Binary(bytes) = self.next().await.expect("the connection ended").unwrap() {
                return bytes.to_vec();
            }
        }
    }

    /// The close frame with which the server ends the connection.
    pub async fn closed(&mut self) -> CloseFrame {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(frame))) => return frame.expect("a code"),
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// Model file of the session's network.
    pub async fn download(&mut self) -> Vec<u8> {
        self.send(serde_json::json!({"type": "download"})).await;
        let bytes = self.until_bytes().await;
        assert_eq!(bytes[0], 2);
        bytes[1..].to_vec()
    }
}

/// A test image of the built-in digits, enlarged as somebody would draw it; and its class.
pub fn digit(index: usize) -> (Vec<u8>, u8) {
    const SCALE: usize = 4;
    let split = apical_data::builtin::default_split();
    let image = split.test.image(index);
    let side = 28 * SCALE;
    let pixels = (0..side * side).map(|place| image[place / side / SCALE * 28 + place % side / SCALE]);
    (pixels.collect(), split.test.labels()[index])
}

pub const DIGIT_SIDE: u16 = 112;
