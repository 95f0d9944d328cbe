//! The timeline of a simulation.

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::trace::Observer;
use apical_chip::timeline::{Heading, Perfetto, Vcd};

use crate::failure::Failure;

/// Bytes of a timeline, at most: it is kept until the run has succeeded.
const MAXIMUM_BYTES: usize = 512 << 20;

/// Form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Waveform.
    Vcd,
    /// Trace-event JSON.
    Perfetto,
}

impl Form {
    /// By the ending of a file's name.
    pub(super) fn of(file: &Path) -> Result<Self, Failure> {
        match file.extension().and_then(OsStr::to_str) {
            Some("vcd") => Ok(Self::Vcd),
            Some("json") => Ok(Self::Perfetto),
            _ => Err(Failure::Use(format!(
                "--trace: the name of {} must end in .vcd (waveform, for GTKWave) or .json (timeline, for \
                 ui.perfetto.dev)",
                file.display()
            ))),
        }
    }
}

/// A timeline under way, which the processor writes.
pub(super) enum Trace {
    Vcd(Arc<Mutex<Vcd<Bounded>>>),
    Perfetto(Arc<Mutex<Perfetto<Bounded>>>),
}

impl Trace {
    pub(super) fn start(form: Form, processor: &mut ChipProcessor, heading: Heading) -> Self {
        let out = Bounded { bytes: Vec::new(), maximum: MAXIMUM_BYTES };
        match form {
            Form::Vcd => Self::Vcd(observe(processor, Vcd::new(out, &heading))),
            Form::Perfetto => Self::Perfetto(observe(processor, Perfetto::new(out, &heading))),
        }
    }

    /// The file's content.
    pub(super) fn finish(self, processor: &mut ChipProcessor) -> Result<Vec<u8>, Failure> {
        drop(processor.take_observer());
        let out = match self {
            Self::Vcd(trace) => alone(trace).and_then(Vcd::finish),
            Self::Perfetto(trace) => alone(trace).and_then(Perfetto::finish),
        };
        out.map(|out| out.bytes).map_err(|_| {
            Failure::Use(format!(
                "--trace: the timeline is longer than {} MiB; choose fewer images with --limit",
                MAXIMUM_BYTES >> 20
            ))
        })
    }
}

fn observe<O: Observer + Send + 'static>(processor: &mut ChipProcessor, observer: O) -> Arc<Mutex<O>> {
    let shared = Arc::new(Mutex::new(observer));
    processor.observe(Box::new(Arc::clone(&shared)));
    shared
}

/// The writer, once the processor has let go of it.
fn alone<O>(shared: Arc<Mutex<O>>) -> io::Result<O> {
    let inner = Arc::into_inner(shared).and_then(|mutex| mutex.into_inner().ok());
    inner.ok_or_else(|| io::Error::other("the processor still writes"))
}

/// Bytes in memory, up to a limit.
pub(super) struct Bounded {
    bytes: Vec<u8>,
    maximum: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.maximum - self.bytes.len() {
            return Err(ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_chooses_the_form() {
        assert_eq!(Form::of(Path::new("a/b.vcd")).unwrap(), Form::Vcd);
        assert_eq!(Form::of(Path::new("b.c.json")).unwrap(), Form::Perfetto);
        for name in ["b.txt", "vcd", ".vcd", "b.VCD.gz"] {
            let message = Form::of(Path::new(name)).unwrap_err().to_string();
            assert!(message.contains(name) && message.contains(".vcd") && message.contains(".json"));
        }
    }

    #[test]
    fn a_timeline_has_a_limit() {
        let mut out = Bounded { bytes: Vec::new(), maximum: 5 };
        assert!(out.write_all(b"123").is_ok() && out.write_all(b"45").is_ok());
        assert_eq!(out.write_all(b"6").unwrap_err().kind(), ErrorKind::FileTooLarge);
        assert_eq!(out.bytes, b"12345");
    }
}
