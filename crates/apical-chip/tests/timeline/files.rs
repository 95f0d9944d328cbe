//! Files without a cycle, and files that cannot be written.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use apical_chip::machine::trace::Observer;
use apical_chip::timeline::{Heading, Perfetto, Vcd};
use apical_core::Processor;

use super::{image, processor};

/// A writer with little room.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn run<O: Observer + Send + 'static>(make: impl Fn(Full, &Heading) -> O, room: usize) -> O {
    let (mut chip, heading) = processor("apical", &[]);
    let trace = Arc::new(Mutex::new(make(Full(room), &heading)));
    chip.observe(Box::new(Arc::clone(&trace)));
    chip.infer(&image(0)).unwrap();
    drop(chip);
    Arc::into_inner(trace).unwrap().into_inner().unwrap()
}

#[test]
fn an_error_of_writing_is_told_in_the_end() {
    for room in [10, 2000, 3000] {
        let error = run(Vcd::new, room).finish().err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        let error = run(Perfetto::new, room).finish().err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
    assert!(run(Vcd::new, 1 << 20).finish().is_ok());
    assert!(run(Perfetto::new, 1 << 20).finish().is_ok());
}

#[test]
fn a_trace_without_a_cycle_is_a_valid_file() {
    let (_, heading) = processor("apical", &[]);
    let vcd = Vcd::new(Vec::new(), &heading).finish().unwrap();
    let mut parser = vcd::Parser::new(vcd.as_slice());
    assert!(parser.parse_header().unwrap().find_var(&["apical", "layer3", "state"]).is_some());
    assert!(parser.next().is_none());
    let perfetto = Perfetto::new(Vec::new(), &heading).finish().unwrap();
    let perfetto: serde_json::Value = serde_json::from_slice(&perfetto).unwrap();
    assert!(perfetto["traceEvents"].as_array().unwrap().iter().all(|event| event["ph"] == "M"));
}
