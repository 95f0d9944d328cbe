//! How long those wait who draw at the same time as many others, on loopback.
//!
//! ```text
//! cargo run --release -p apical-serve --example crowd -- [SESSIONS [PICTURES_PER_SECOND [SECONDS]]]
//! ```
//!
//! Starts a server in this process and sessions that each send a picture of 112 x 112 pixels so many times a second. The
//! latency is from the moment at which a picture is due to its answer, read and parsed: a session that waits for an answer
//! sends its next picture late, and that delay counts.

#[path = "../tests/common/mod.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod common;

use std::time::{Duration, Instant};

use common::{DIGIT_SIDE, Running, digit};

/// Different pictures.
const DRAWINGS: usize = 200;

fn main() {
    let numbers: Vec<u32> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let of = |index: usize, otherwise| numbers.get(index).copied().unwrap_or(otherwise);
    let (sessions, rate, seconds) = (of(0, 50), of(1, 20), of(2, 10));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let mut latencies = runtime.expect("threads").block_on(crowd(sessions, rate, seconds));
    latencies.sort();
    let percentile = |share: f64| {
        let index = (share * (latencies.len() - 1) as f64).round() as usize;
        latencies[index].as_secs_f64() * 1e3
    };
    println!(
        "measured: {sessions} sessions, {rate} pictures/s each, {seconds} s: {} answers; latency p50 {:.2} ms, p90 {:.2} ms, \
         p99 {:.2} ms, greatest {:.2} ms",
        latencies.len(),
        percentile(0.5),
        percentile(0.9),
        percentile(0.99),
        percentile(1.0)
    );
}

async fn crowd(sessions: u32, rate: u32, seconds: u32) -> Vec<Duration> {
    let server = Running::start().await;
    let mut pages = Vec::new();
    for number in 0..sessions {
        let mut page = server.client().await;
        page.until("accuracy").await;
        pages.push((number as usize, page));
    }
    let drawings: Vec<_> = (0..DRAWINGS).map(|index| digit(index).0).collect();
    let drawings = &*drawings.leak();
    let begin = Instant::now();
    let pages = pages.into_iter().map(|(number, mut page)| {
        tokio::spawn(async move {
            let mut latencies = Vec::new();
            for picture in 0..rate * seconds {
                // Sessions do not draw in step.
                let offset = f64::from(picture) + number as f64 / f64::from(sessions);
                let due = begin + Duration::from_secs_f64(offset / f64::from(rate));
                tokio::time::sleep_until(due.into()).await;
                let pixels = &drawings[(number * 31 + picture as usize) % DRAWINGS];
                let request = page.draw(DIGIT_SIDE, pixels).await;
                while page.until("recognition").await["request"] != request {}
                latencies.push(due.elapsed());
            }
            latencies
        })
    });
    let mut latencies = Vec::new();
    for page in pages.collect::<Vec<_>>() {
        latencies.extend(page.await.expect("a session"));
    }
    server.stop().await;
    latencies
}
