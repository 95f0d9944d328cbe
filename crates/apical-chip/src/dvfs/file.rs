//! Traces as CSV files.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::arrivals::{MAXIMUM_IMAGES, MAXIMUM_SECONDS, Trace};
use crate::units::Seconds;

/// The only heading that a trace may have.
const HEADING: &str = "seconds";
/// Fields are quoted in messages up to this length.
const QUOTED: usize = 40;
/// Room for as many arrivals as are allowed, with digits to spare.
const MAXIMUM_BYTES: u64 = 8 << 20;

/// A trace that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file's content is wrong.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: Box<TraceError>,
    },
    /// More than one field in a line.
    #[error("line {line}: {found} columns; expected one, the arrival in seconds")]
    Columns {
        /// Line, from 1.
        line: u64,
        /// Columns found.
        found: usize,
    },
    /// A field that is no number.
    #[error("line {line}: {found:?} is no number; expected an arrival in seconds, such as 0.0025")]
    Number {
        /// Line, from 1.
        line: u64,
        /// The field.
        found: String,
    },
    /// A time out of range.
    #[error("line {line}: {found} s is out of range: 0 to {} s", MAXIMUM_SECONDS.value())]
    Range {
        /// Line, from 1.
        line: u64,
        /// The time.
        found: f64,
    },
    /// An image that arrives before the one ahead of it.
    #[error("line {line}: time goes backwards: {found} s after {before} s")]
    Backwards {
        /// Line, from 1.
        line: u64,
        /// The time.
        found: f64,
        /// The time of the image ahead.
        before: f64,
    },
    /// No image at all.
    #[error("no arrivals: expected at least one line with a time in seconds")]
    Empty,
    /// Too much text.
    #[error("more than {MAXIMUM_BYTES} bytes; a trace has 1 to {MAXIMUM_IMAGES} arrivals, one a line")]
    Large,
    /// Too many images.
    #[error("line {line}: more than {MAXIMUM_IMAGES} arrivals; a trace has 1 to {MAXIMUM_IMAGES}")]
    Long {
        /// Line, from 1.
        line: u64,
    },
}

impl Trace {
    /// Reads a CSV file with one column of arrival times in seconds; a heading `seconds` may stand above.
    ///
    /// # Errors
    /// If the file cannot be read, a line is no time from 0 to [`MAXIMUM_SECONDS`], time goes backwards, or there are no
    /// images or more than [`MAXIMUM_IMAGES`]; file and line are named.
    pub fn load(path: &Path) -> Result<Self, TraceError> {
        let file = File::open(path).map_err(|source| TraceError::Read { path: path.to_owned(), source })?;
        Self::parse(file).map_err(|source| match source {
            TraceError::Read { source, .. } => TraceError::Read { path: path.to_owned(), source },
            source => TraceError::File { path: path.to_owned(), source: source.into() },
        })
    }

    /// Reads the content of such a file.
    ///
    /// # Errors
    /// As [`load`](Self::load), without the name of the file.
    pub fn parse(content: impl Read) -> Result<Self, TraceError> {
        let mut bytes = Vec::new();
        let read = content.take(MAXIMUM_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|source| TraceError::Read { path: PathBuf::new(), source })?;
        if bytes.len() as u64 > MAXIMUM_BYTES {
            return Err(TraceError::Large);
        }
        // By hand, as readers of CSV pass over empty lines without counting them.
        let lines = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes).split(|byte| *byte == b'\n');
        let lines = (1..).zip(lines.map(String::from_utf8_lossy));
        let mut filled = lines.filter(|(_, line)| !line.trim().is_empty()).peekable();
        let _heading = filled.next_if(|(_, line)| unquoted(line).eq_ignore_ascii_case(HEADING));
        let mut arrivals: Vec<Seconds> = Vec::new();
        for (line, text) in filled {
            if arrivals.len() == MAXIMUM_IMAGES {
                return Err(TraceError::Long { line });
            }
            let before = arrivals.last().copied().unwrap_or_default();
            arrivals.push(arrival(&text, before, line)?);
        }
        if arrivals.is_empty() { Err(TraceError::Empty) } else { Ok(Self::checked(arrivals)) }
    }
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text).trim()
}

fn arrival(text: &str, before: Seconds, line: u64) -> Result<Seconds, TraceError> {
    let columns = text.split(',').count();
    if columns != 1 {
        return Err(TraceError::Columns { line, found: columns });
    }
    let field = unquoted(text);
    let found = field.parse::<f64>().ok().filter(|seconds| !seconds.is_nan());
    let found =
        found.ok_or_else(|| TraceError::Number { line, found: field.chars().take(QUOTED).collect() })?;
    if !(0.0..=MAXIMUM_SECONDS.value()).contains(&found) {
        return Err(TraceError::Range { line, found });
    }
    if found < before.value() {
        return Err(TraceError::Backwards { line, found, before: before.value() });
    }
    Ok(Seconds::new(found))
}
