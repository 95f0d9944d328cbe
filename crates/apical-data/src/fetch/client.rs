//! One HTTP request for a file, or for the rest of it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::{Agent, Body};

use super::FetchOptions;

const PIECE: usize = 64 * 1024;

/// Why an attempt did not bring the whole file.
#[derive(Debug)]
pub(super) enum Failure {
    /// Another attempt may help: the connection failed, or the server is overloaded.
    Passing(String),
    /// Another attempt will not help.
    Lasting(String),
    /// The disk is at fault, not the server.
    Local(io::Error),
}

pub(super) fn agent(options: &FetchOptions) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(options.connect_timeout))
        .timeout_recv_response(Some(options.stall_timeout))
        .timeout_per_read(Some(options.stall_timeout))
        .user_agent(concat!("apical/", env!("CARGO_PKG_VERSION")))
        // Bytes as they are on disk; otherwise a server may send what the .gz file unpacks to.
        .accept_encoding("identity")
        .build()
        .into()
}

/// What is known of a file on one server.
#[derive(Debug, Default)]
pub(super) struct Remote {
    /// Its strong validator, so that a rest is not glued to the beginning of another version.
    entity_tag: Option<String>,
}

/// Fetches a file into `part`, after what is there already. `limit` is the largest length it may reach.
///
/// `report` is told the bytes there so far and, if known, in all.
pub(super) fn fetch_into(
    agent: &Agent,
    address: &str,
    part: &Path,
    limit: u64,
    remote: &mut Remote,
    report: &mut dyn FnMut(u64, Option<u64>),
) -> Result<(), Failure> {
    let mut file =
        OpenOptions::new().create(true).append(true).read(true).open(part).map_err(Failure::Local)?;
    let held = file.metadata().map_err(Failure::Local)?.len();
    let mut request = agent.get(address);
    if held > 0 {
        request = request.header("Range", format!("bytes={held}-"));
        if let Some(tag) = &remote.entity_tag {
            request = request.header("If-Range", tag);
        }
    }
    let response = request.call().map_err(|error| Failure::Passing(error.to_string()))?;
    let start = match response.status() {
        StatusCode::PARTIAL_CONTENT if held > 0 && range_start(response.headers()) == Some(held) => held,
        // The server ignores ranges, or has another version: what was there is worth nothing.
        StatusCode::OK => 0,
        StatusCode::RANGE_NOT_SATISFIABLE if held > 0 => {
            if range_total(response.headers()) == Some(held) {
                return Ok(());
            }
            file.set_len(0).map_err(Failure::Local)?;
            return Err(Failure::Passing("what an earlier attempt left is longer than the file".to_owned()));
        }
        StatusCode::PARTIAL_CONTENT => {
            file.set_len(0).map_err(Failure::Local)?;
            return Err(Failure::Passing("the server sent another part than was asked for".to_owned()));
        }
        status => return Err(refusal(status)),
    };
    if start == 0 {
        file.set_len(0).map_err(Failure::Local)?;
    }
    remote.entity_tag = strong_entity_tag(response.headers());
    receive(response, &mut file, start, limit, report)
}

fn receive(
    response: Response<Body>,
    file: &mut File,
    start: u64,
    limit: u64,
    report: &mut dyn FnMut(u64, Option<u64>),
) -> Result<(), Failure> {
    let total = number(response.headers(), "content-length").map(|length| start.saturating_add(length));
    if total.is_some_and(|total| total > limit) {
        return Err(too_large(file, limit));
    }
    let mut body = response.into_body().into_reader();
    let mut received = start;
    let mut piece = vec![0; PIECE];
    report(received, total);
    loop {
        let count = match body.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(broken_off(received, total, Some(&error))),
        };
        received += count as u64;
        if received > limit {
            return Err(too_large(file, limit));
        }
        file.write_all(&piece[..count]).map_err(Failure::Local)?;
        report(received, total);
    }
    if total.is_some_and(|total| received < total) {
        return Err(broken_off(received, total, None));
    }
    file.sync_all().map_err(Failure::Local)
}

/// Leaves nothing of the file, so that no other server continues it.
fn too_large(file: &File, limit: u64) -> Failure {
    match file.set_len(0) {
        Ok(()) => {
            Failure::Lasting(format!("the file there is longer than {limit} bytes, the most it can be"))
        }
        Err(error) => Failure::Local(error),
    }
}

fn broken_off(received: u64, total: Option<u64>, error: Option<&io::Error>) -> Failure {
    let of = total.map_or_else(String::new, |total| format!(" of {total}"));
    let why = error.map_or_else(String::new, |error| format!(" ({error})"));
    Failure::Passing(format!("the connection ended after {received}{of} bytes{why}"))
}

fn refusal(status: StatusCode) -> Failure {
    let reason = format!("the server answered {status}");
    let passing = status.is_server_error()
        || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS);
    if passing { Failure::Passing(reason) } else { Failure::Lasting(reason) }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text(headers, name)?.parse().ok()
}

/// The first byte of `Content-Range: bytes 100-199/200`.
fn range_start(headers: &HeaderMap) -> Option<u64> {
    text(headers, "content-range")?.strip_prefix("bytes")?.trim_start().split_once('-')?.0.parse().ok()
}

/// The length of the whole file in `Content-Range: bytes */200`.
fn range_total(headers: &HeaderMap) -> Option<u64> {
    text(headers, "content-range")?.rsplit_once('/')?.1.parse().ok()
}

/// RFC 9110 (13.1.5) allows only strong validators in If-Range.
fn strong_entity_tag(headers: &HeaderMap) -> Option<String> {
    text(headers, "etag").filter(|tag| !tag.starts_with("W/")).map(str::to_owned)
}
