//! Simulators that die or say nothing: errors, never a panic, and no wait without an end.

use apical_core::{Config, Processor, ProcessorError};
use apical_rtl::{Inputs, Outputs, RtlError, RtlProcessor, Simulator, package};

/// Answers the bus for so many accesses, idle and with zeros, and then does what it is told.
struct Frail {
    accesses: u32,
    end: End,
}

#[derive(Clone, Copy, PartialEq)]
enum End {
    Silence,
    Death,
    /// The bus goes on, but no slot begins.
    Idleness,
}

impl Simulator for Frail {
    fn settle(&mut self, inputs: &Inputs, _pixels: Option<&[u8]>) -> Result<Outputs, RtlError> {
        let over = self.accesses == 0;
        if over && self.end == End::Death {
            return Err(RtlError::Simulator("it died".into()));
        }
        let acknowledged = inputs.bus_strobe && (!over || self.end == End::Idleness);
        self.accesses = self.accesses.saturating_sub(u32::from(inputs.bus_strobe));
        Ok(Outputs { bus_acknowledge: acknowledged.into(), ..Outputs::default() })
    }

    fn rise(&mut self) -> Result<(), RtlError> {
        Ok(())
    }
}

fn config() -> Config {
    Config::new(vec![16, 6, 4, 3]).unwrap()
}

fn made(accesses: u32, end: End) -> Result<RtlProcessor, RtlError> {
    let organisation = package::small_machine().unwrap();
    RtlProcessor::of_simulator(Box::new(Frail { accesses, end }), &organisation, &config().initial_state(1))
}

#[test]
fn a_processor_that_does_not_answer_is_not_made() {
    let error = made(0, End::Silence).err().expect("nothing answers");
    assert!(matches!(error, RtlError::Timeout { what: "acknowledge of the bus", .. }), "{error}");
    assert_eq!(made(5, End::Death).err(), Some(RtlError::Simulator("it died".into())));
}

#[test]
fn a_processor_that_stops_answering_is_out_of_order() {
    for end in [End::Silence, End::Death, End::Idleness] {
        // Enough for loading.
        let mut processor = made(5000, end).unwrap();
        if let End::Silence | End::Death = end {
            while processor.failure().is_none() {
                processor.set_step_rate(apical_core::StepRate::ZERO);
            }
        }
        let image = [255; 16];
        let errors = [
            processor.learn(&image, 1).map(|_| ()).unwrap_err(),
            processor.infer(&image).map(|_| ()).unwrap_err(),
            processor.activity(&image).map(|_| ()).unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(&error, ProcessorError::BackEnd { name, .. } if name == "rtl"), "{error}");
        }
        assert_eq!(processor.drain_one(), None);
        assert!(processor.failure().is_some());
        assert_eq!(processor.state(), config().initial_state(1));
    }
}

#[test]
fn bad_calls_are_refused_as_everywhere() {
    let mut processor = made(u32::MAX, End::Silence).unwrap();
    let wrong_size = ProcessorError::ImageSize { found: 15, expected: 16 };
    assert_eq!(processor.learn(&[0; 15], 0), Err(wrong_size.clone()));
    assert_eq!(processor.infer(&[0; 15]), Err(wrong_size));
    assert_eq!(processor.learn(&[0; 16], 3), Err(ProcessorError::Label { label: 3, classes: 3 }));
    let other = Config::new(vec![16, 6, 3]).unwrap().initial_state(1);
    let error = processor.load(&other).unwrap_err().to_string();
    assert!(error.contains("compiled for 16-6-4-3 in w4g8"), "{error}");
    assert_eq!(processor.failure(), None);
}
