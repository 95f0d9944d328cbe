//! A session's connection: bytes in and out, and what a client may not do.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::{Semaphore, mpsc};

use super::Context;
use super::rate::TokenBucket;
use crate::limits::{
    BYTE_BURST, BYTES_PER_SECOND, MESSAGE_BURST, MESSAGES_PER_SECOND, PING_INTERVAL, SEND_TIMEOUT, SILENCE,
    WAITING_MESSAGES, WAITING_REQUESTS,
};
use crate::protocol::{Message as Answer, Request, Upload};
use crate::session::{self, Inbound, Inbox, Outgoing, Task};
use crate::shared::{Beginning, Trained};

/// Why a connection ends.
struct End {
    code: u16,
    reason: String,
}

impl End {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    fn gone() -> Self {
        Self::new(close_code::NORMAL, "")
    }
}

/// Longest reason of a close frame, in bytes.
const LONGEST_REASON: usize = 120;

pub(super) async fn serve(socket: WebSocket, context: Context) {
    let (mut sink, stream) = socket.split();
    let end = match context.sessions.clone().try_acquire_owned() {
        Ok(permit) => {
            let end = serve_session(&mut sink, stream, &context).await;
            drop(permit);
            end
        }
        Err(_) => End::new(close_code::AGAIN, "as many sessions as possible are open"),
    };
    let mut reason = end.reason;
    while reason.len() > LONGEST_REASON {
        reason.pop();
    }
    let frame = CloseFrame { code: end.code, reason: reason.into() };
    // The client may be gone already.
    let _ = send(&mut sink, Message::Close(Some(frame))).await;
}

type Sink = SplitSink<WebSocket, Message>;

async fn send(sink: &mut Sink, message: Message) -> Result<(), End> {
    match tokio::time::timeout(SEND_TIMEOUT, sink.send(message)).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(End::gone()),
    }
}

async fn serve_session(sink: &mut Sink, stream: SplitStream<WebSocket>, context: &Context) -> End {
    let mut client = Client::new(stream, context);
    let start = match prepare(sink, &mut client, context).await {
        Ok(start) => start,
        Err(end) => return end,
    };
    let (outgoing, mut messages) = mpsc::channel(WAITING_MESSAGES);
    let (inbox, thread) = match session::begin(context.shared.clone(), start, outgoing) {
        Ok(begun) => begun,
        Err(error) => return End::new(close_code::AGAIN, error.to_string()),
    };
    let reading = client.read(&inbox);
    let writing = write(sink, &mut messages);
    let end = tokio::select! {
        end = reading => end,
        end = writing => end,
    };
    // The session's thread sees either of it, and ends.
    let _ = inbox.send(Inbound::Closed);
    messages.close();
    while messages.recv().await.is_some() {}
    let _ = tokio::task::spawn_blocking(move || thread.join()).await;
    end
}

/// Greets, and waits for the network to begin with.
async fn prepare(sink: &mut Sink, client: &mut Client, context: &Context) -> Result<Arc<Trained>, End> {
    let mut beginning = context.shared.beginning.clone();
    let text = |message: &Answer| Message::text(serde_json::to_string(message).unwrap_or_default());
    send(sink, text(&Answer::Hello(context.shared.hello()))).await?;
    loop {
        let now = beginning.borrow_and_update().clone();
        match now {
            Beginning::Ready(start) => return Ok(start),
            Beginning::Failed(message) => return Err(End::new(close_code::ERROR, message)),
            Beginning::Training(preparing) => send(sink, text(&Answer::Preparing(preparing))).await?,
        }
        tokio::select! {
            changed = beginning.changed() => {
                changed.map_err(|_| End::new(close_code::ERROR, "the training on the server ended"))?;
            }
            // Whatever is sent before the session begins waits, unless it is too much.
            end = client.receive_early() => return Err(end),
        }
    }
}

async fn write(sink: &mut Sink, messages: &mut mpsc::Receiver<Outgoing>) -> End {
    let mut ping = tokio::time::interval(PING_INTERVAL);
    loop {
        let message = tokio::select! {
            message = messages.recv() => match message {
                Some(Outgoing::Text(text)) => Message::text(text),
                Some(Outgoing::Binary(bytes)) => Message::binary(bytes),
                Some(Outgoing::End(reason)) => return End::new(close_code::ERROR, reason),
                None => return End::new(close_code::ERROR, "the session ended"),
            },
            _ = ping.tick() => Message::Ping(Vec::new().into()),
        };
        if let Err(end) = send(sink, message).await {
            return end;
        }
    }
}

/// What a client sends.
struct Client {
    stream: SplitStream<WebSocket>,
    ending: tokio::sync::watch::Receiver<bool>,
    messages: TokenBucket,
    bytes: TokenBucket,
    /// Requests that may wait for those before them.
    permits: Arc<Semaphore>,
    /// Arrived before the session began.
    early: Vec<(Task, Instant)>,
}

impl Client {
    fn new(stream: SplitStream<WebSocket>, context: &Context) -> Self {
        let now = Instant::now();
        Self {
            stream,
            ending: context.ending.clone(),
            messages: TokenBucket::new(MESSAGES_PER_SECOND, MESSAGE_BURST, now),
            bytes: TokenBucket::new(BYTES_PER_SECOND, BYTE_BURST, now),
            permits: Arc::new(Semaphore::new(WAITING_REQUESTS)),
            early: Vec::new(),
        }
    }

    /// Keeps what arrives, as long as it is little; returns when the connection must end.
    async fn receive_early(&mut self) -> End {
        loop {
            match self.receive().await {
                Ok(task) => {
                    if self.early.last().is_some_and(|(last, _)| last.is_overtaken_by(&task)) {
                        self.early.pop();
                    }
                    if self.early.len() >= WAITING_REQUESTS {
                        return End::new(close_code::POLICY, "too many messages before the session began");
                    }
                    self.early.push((task, Instant::now()));
                }
                Err(end) => return end,
            }
        }
    }

    /// Passes on what arrives, until the connection ends.
    async fn read(mut self, inbox: &Inbox) -> End {
        for (task, arrived) in std::mem::take(&mut self.early) {
            if let ControlFlow::Break(end) = self.forward(inbox, task, arrived).await {
                return end;
            }
        }
        loop {
            match self.receive().await {
                Ok(task) => {
                    if let ControlFlow::Break(end) = self.forward(inbox, task, Instant::now()).await {
                        return end;
                    }
                }
                Err(end) => return end,
            }
        }
    }

    async fn forward(&mut self, inbox: &Inbox, task: Task, arrived: Instant) -> ControlFlow<End> {
        let permit = tokio::select! {
            permit = self.permits.clone().acquire_owned() => permit,
            _ = self.ending.wait_for(|ending| *ending) => {
                return ControlFlow::Break(End::new(close_code::AWAY, "the server ends"));
            }
        };
        let Ok(permit) = permit else { return ControlFlow::Break(End::gone()) };
        match inbox.send(Inbound::Task { task, arrived, _permit: permit }) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(End::new(close_code::ERROR, "the session ended")),
        }
    }

    async fn receive(&mut self) -> Result<Task, End> {
        loop {
            let message = tokio::select! {
                message = tokio::time::timeout(SILENCE, self.stream.next()) => message,
                _ = self.ending.wait_for(|ending| *ending) => {
                    return Err(End::new(close_code::AWAY, "the server ends"));
                }
            };
            let message = match message {
                Ok(Some(Ok(message))) => message,
                Ok(Some(Err(error))) => return Err(of_error(&error)),
                Ok(None) | Err(_) => return Err(End::gone()),
            };
            let (now, bytes) = (Instant::now(), length(&message));
            if !self.messages.take(1, now) || !self.bytes.take(bytes, now) {
                return Err(End::new(close_code::POLICY, "too many messages"));
            }
            let protocol_error =
                |error: &dyn std::fmt::Display| End::new(close_code::INVALID, error.to_string());
            match message {
                Message::Text(text) => {
                    return Request::parse(&text).map(Task::Request).map_err(|error| protocol_error(&error));
                }
                Message::Binary(bytes) => {
                    return Upload::parse(&bytes).map(Task::Upload).map_err(|error| protocol_error(&error));
                }
                Message::Ping(_) | Message::Pong(_) => {}
                Message::Close(_) => return Err(End::gone()),
            }
        }
    }
}

fn length(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) | Message::Ping(bytes) | Message::Pong(bytes) => bytes.len(),
        Message::Close(_) => 0,
    }
}

/// What was wrong with the bytes themselves.
fn of_error(error: &axum::Error) -> End {
    let text = error.to_string();
    // The only way that the library offers to tell one from the other.
    if text.contains("too long") || text.contains("Space limit") || text.contains("too big") {
        End::new(close_code::SIZE, format!("longer than {} bytes", crate::MESSAGE_BYTES))
    } else if text.contains("UTF-8") || text.contains("utf-8") {
        End::new(close_code::INVALID, "text that is not UTF-8")
    } else {
        End::new(close_code::PROTOCOL, "")
    }
}
