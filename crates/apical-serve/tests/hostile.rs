//! Clients that no page is.

use std::time::Duration;

use crate::common::{Client, DIGIT_SIDE, Running, digit};
use apical_serve::{MAXIMUM_SESSIONS, MESSAGE_BYTES};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};

/// A page that draws must be answered whatever others do.
async fn draws(page: &mut Client) {
    let (pixels, _) = digit(0);
    let number = page.draw(DIGIT_SIDE, &pixels).await;
    assert_eq!(page.until("recognition").await["request"], number);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_pages_get_no_session() {
    let server = Running::start().await;
    for origin in [None, Some("http://evil.example"), Some("null"), Some("http://127.0.0.1:1")] {
        match Client::connect(server.address, origin).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 403, "{origin:?}"),
            _ => panic!("{origin:?} got a session"),
        }
    }
    draws(&mut server.client().await).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_and_oversized_messages_end_their_own_connection_alone() {
    let server = Running::start().await;
    let mut page = server.client().await;
    let cases = [
        (Message::text("{"), 1007),
        (Message::text(r#"{"type": "explode"}"#), 1007),
        (Message::text(r#"{"type": "undo", "times": 2}"#), 1007),
        (Message::binary(vec![9, 0, 0, 0, 0]), 1007),
        (Message::binary(vec![1]), 1007),
        (Message::binary(vec![0; MESSAGE_BYTES + 1]), 1009),
        (Message::text("x".repeat(MESSAGE_BYTES + 1)), 1009),
    ];
    for (message, code) in cases {
        let shown = format!("{message:.40?}");
        let mut hostile = server.client().await;
        // The server may close before all of it is sent.
        let _ = hostile.send_raw(message).await;
        match hostile.next_close().await {
            Some(found) => assert_eq!(found, code, "{shown}"),
            // A close frame can be lost when bytes of ours are still on their way.
            None => assert_eq!(code, 1009, "{shown}"),
        }
        draws(&mut page).await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_ends_its_connection_and_others_go_on() {
    let server = Running::start().await;
    let mut page = server.client().await;
    page.until("accuracy").await;
    let mut hostile = server.client().await;
    let flood = tokio::spawn(async move {
        for _ in 0..100_000 {
            if hostile.send_raw(Message::text(r#"{"type":"clear"}"#)).await.is_err() {
                return true;
            }
        }
        false
    });
    for _ in 0..20 {
        draws(&mut page).await;
    }
    assert!(flood.await.unwrap(), "it was let in for long");
    draws(&mut page).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_sessions_than_fit_are_told_to_come_again() {
    let server = Running::start().await;
    let mut pages = Vec::new();
    for _ in 0..MAXIMUM_SESSIONS {
        let mut page = server.client().await;
        page.until("hello").await;
        pages.push(page);
    }
    let mut late = server.client().await;
    assert_eq!(u16::from(late.closed().await.code), 1013);
    draws(&mut pages[7]).await;
    // A session that ends makes room for the next.
    drop(pages.pop());
    for _ in 0..600 {
        let mut next = server.client().await;
        if matches!(next.next().await, Some(Ok(Message::Text(_)))) {
            return server.stop().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no room was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_told_when_the_server_ends() {
    let mut server = Running::start().await;
    let (mut one, mut training) = (server.client().await, server.client().await);
    one.until("accuracy").await;
    training.until("accuracy").await;
    training
        .send(json!({"type": "train", "data": "builtin", "epochs": 1000, "seed": 1, "fresh": true,
            "images_per_second": null, "learning_rate": {"from": 6, "to": 6}}))
        .await;
    training.until("training").await;
    server.begin_to_stop();
    assert_eq!(u16::from(one.closed().await.code), 1001);
    assert_eq!(u16::from(training.closed().await.code), 1001);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_answered_for_this_host_alone_and_say_what_they_may_load() {
    let server = Running::start().await;
    let ask = async |host: &str, path: &str| {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    };
    let own = server.address.to_string();
    for path in ["/", "/page.js", "/page.css", "/icon.svg"] {
        let answer = ask(&own, path).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer:.80}");
        assert!(answer.contains("content-security-policy: default-src 'none'"), "{path}");
    }
    assert!(ask(&own, "/../etc/passwd").await.starts_with("HTTP/1.1 404"));
    assert!(ask("evil.example", "/").await.starts_with("HTTP/1.1 421"));
    assert!(ask(&own, "/socket").await.starts_with("HTTP/1.1 4"));
    server.stop().await;
}

impl Client {
    /// Code of the close frame; `None` if the connection ended without one.
    async fn next_close(&mut self) -> Option<u16> {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                _ => return None,
            }
        }
    }
}
