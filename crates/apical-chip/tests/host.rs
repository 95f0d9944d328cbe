//! A host that breaks the protocol: every error is answered as `docs/microarchitecture.md` says, and nothing else changes.

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::host::{Answer, HostPort, Moment};
use apical_chip::machine::map::{Register, errors as bits};
use apical_chip::preset::Preset;
use apical_core::{Config, Processor, State};

const CONTROL: u16 = Register::Control.address();
const STATUS: u16 = Register::Status.address();
const STEP_RATE: u16 = Register::StepRate.address();
const MARGIN_BITS: u16 = Register::MarginBits.address();
const DROP_SHIFT: u16 = Register::DropShift.address();
const RESULT: u16 = Register::Result.address();
const LOAD_SPACE: u16 = Register::LoadSpace.address();
const LOAD_ADDRESS: u16 = Register::LoadAddress.address();
const LOAD_DATA: u16 = Register::LoadData.address();
const ERRORS: u16 = Register::Errors.address();
const WINDOW: u16 = Register::Window.address();

/// 70 inputs are three groups of 32 pixels, the last of 6.
const INPUTS: usize = 70;
const GROUP: usize = 32;

fn start() -> State {
    let mut state = Config::new(vec![INPUTS, 9, 7, 4]).unwrap().initial_state(5);
    // So that most images change something.
    state.config.window = vec![3000, 3000];
    state
}

fn processor() -> ChipProcessor {
    ChipProcessor::adaptive(&Preset::builtin("apical").unwrap().organisation, &start()).unwrap()
}

fn port() -> HostPort {
    let mut port = HostPort::new(processor());
    port.write(STEP_RATE, 127 << 8, Moment::Idle);
    port.write(CONTROL, 1, Moment::Idle);
    assert_eq!(port.errors(), 0);
    port
}

fn image(seed: usize, count: usize) -> Vec<u8> {
    (0..count).map(|pixel| ((pixel * 73 + seed * 151) % 256) as u8).collect()
}

fn value(port: &mut HostPort, address: u16) -> u32 {
    match port.read(address, Moment::Idle) {
        Answer::Value(value) => value,
        Answer::Memory => panic!("0x{address:02x} is no memory"),
    }
}

/// Reads `ERRORS` over the bus and clears it.
fn errors(port: &mut HostPort) -> u32 {
    let found = value(port, ERRORS);
    port.write(ERRORS, found, Moment::Idle);
    assert_eq!(value(port, ERRORS), 0);
    found
}

#[test]
fn a_host_that_keeps_to_the_protocol_gets_what_the_back_end_gives() {
    let mut port = port();
    let mut plain = processor();
    plain.set_step_rate(port.processor().step_rate());
    let mut updates = 0;
    for number in 0..40 {
        let pixels = image(number, INPUTS);
        port.send(&pixels, (number % 4) as u8);
        let expected = plain.learn(&pixels, (number % 4) as u8).unwrap();
        updates += expected.map_or(0, |outcome| u32::from(outcome.step != 0));
        assert_eq!(port.take_result().and_then(|left| left.outcome), expected);
    }
    port.write(CONTROL, 5, Moment::Idle);
    while let Some(outcome) = plain.drain_one() {
        assert_eq!(port.take_result().and_then(|left| left.outcome), Some(outcome));
    }
    assert!(updates > 5, "{updates} updates");
    assert_eq!(port.processor().state(), plain.state());
    assert_eq!(port.processor().cycles(), plain.cycles());
    assert_eq!(errors(&mut port), 0);
}

/// Learns with an image of another number of pixels in the middle; state, cycles, errors.
fn learned_with(middle: &[u8]) -> (State, u64, u32) {
    let mut port = port();
    for number in 0..12 {
        let label = (number % 4) as u8;
        if number % 4 == 2 {
            port.send(middle, label);
        } else {
            port.send(&image(number, INPUTS), label);
        }
    }
    let left = std::iter::from_fn(|| port.take_result()).count();
    assert_eq!(left, 12 - 2, "images leave after three slots");
    port.write(CONTROL, 0b1001, Moment::Idle);
    assert!(port.take_result().is_some());
    assert_eq!(value(&mut port, CONTROL), 1, "one image was asked for");
    let errors = errors(&mut port);
    (port.processor().state(), port.processor().cycles().count(), errors)
}

#[test]
fn a_short_image_is_one_filled_up_with_0() {
    for count in [1, GROUP - 1, GROUP, GROUP + 1, 2 * GROUP] {
        let short = image(77, count);
        let mut whole = short.clone();
        whole.resize(INPUTS, 0);
        let (state, cycles, found) = learned_with(&short);
        assert_eq!(found, bits::SHORT.mask(), "{count} pixels");
        assert_eq!((state, cycles, 0), learned_with(&whole), "{count} pixels");
    }
    // Groups count: what is missing of the last one is no error.
    assert_eq!(learned_with(&image(77, 2 * GROUP + 1)).2, 0);
}

#[test]
fn a_long_image_is_one_cut_off() {
    let cut = learned_with(&image(77, INPUTS));
    for count in [3 * GROUP + 1, 4 * GROUP, 20 * GROUP] {
        let (state, cycles, found) = learned_with(&image(77, count));
        assert_eq!(found, bits::LONG.mask(), "{count} pixels");
        assert_eq!((state, cycles, 0), cut, "{count} pixels");
    }
    // Pixels beyond the image in its last group are ignored.
    assert_eq!(learned_with(&image(77, 3 * GROUP)), cut);
}

#[test]
fn a_label_that_is_no_class_is_classified() {
    for label in [4, 5, 255] {
        let mut port = port();
        let before = port.processor().state();
        let mut plain = processor();
        let winner = plain.infer(&image(3, INPUTS)).unwrap();
        port.send(&image(3, INPUTS), label);
        port.write(CONTROL, 5, Moment::Idle);
        let left = port.take_result().unwrap();
        assert_eq!((left.winner, left.label, left.outcome), (winner, label, None));
        assert_eq!(port.processor().state(), before, "nothing is learned, no number drawn");
        assert_eq!(value(&mut port, RESULT), 1 << 16 | u32::from(label) << 8 | u32::from(winner));
        assert_eq!(errors(&mut port), bits::LABEL.mask());
    }
    // Who classifies needs no label.
    let mut port = port();
    port.write(CONTROL, 0, Moment::Idle);
    port.send(&image(3, INPUTS), 255);
    assert_eq!(errors(&mut port), 0);
}

#[test]
fn values_out_of_range_are_not_taken() {
    let mut port = port();
    for (address, lowest, highest) in [
        (CONTROL, 0, 15),
        (STEP_RATE, 0, 127 << 8),
        (MARGIN_BITS, 0, 8),
        (DROP_SHIFT, 1, 8),
        (WINDOW, 1, 65_535),
        (WINDOW + 4, 1, 65_535),
    ] {
        // An empty pipeline takes bit 3 of CONTROL back.
        let kept = if address == CONTROL { 7 } else { highest };
        for good in [lowest, highest] {
            port.write(address, good, Moment::Idle);
        }
        assert_eq!(value(&mut port, address), kept, "0x{address:02x}");
        assert_eq!(errors(&mut port), 0);
        let below = if lowest == 0 { u32::MAX } else { lowest - 1 };
        for bad in [highest + 1, below, 1 << 31] {
            port.write(address, bad, Moment::Idle);
            assert_eq!(value(&mut port, address), kept, "0x{address:02x} of {bad}");
            assert_eq!(errors(&mut port), bits::RANGE.mask(), "0x{address:02x} of {bad}");
        }
    }
}

#[test]
fn addresses_that_do_not_exist_are_refused() {
    let mut port = port();
    for address in [0x02, 0x38, WINDOW + 8, 0x100, 0xFFFC] {
        assert_eq!(value(&mut port, address), 0);
        assert_eq!(errors(&mut port), bits::ADDRESS.mask(), "0x{address:04x} read");
        port.write(address, 1, Moment::Idle);
        assert_eq!(errors(&mut port), bits::ADDRESS.mask(), "0x{address:04x} written");
    }
    for address in [0x00, STATUS, RESULT, 0x1C, 0x20, 0x24] {
        let kept = value(&mut port, address);
        port.write(address, 1, Moment::Idle);
        assert_eq!(value(&mut port, address), kept);
        assert_eq!(errors(&mut port), bits::ADDRESS.mask(), "0x{address:02x} is only read");
    }
    let last = 8;
    // Space, layer, memory, word, part.
    for (space, layer, memory, word, part) in [
        (0, 0, 0, 0, 0),
        (0, 4, 0, 0, 0),
        (0, 1, 8, 0, 0),
        (0, 1, 0, 9, 0),
        (1, 1, 9, 0, 0),
        (1, 1, 0, 0, 1),
        (2, 1, 0, 9, 0),
        (3, 3, 0, 0, 0),
        (4, 0, 0, 16, 0),
        (5, 0, 0, 1, 0),
        (6, 0, 3, 0, 0),
        (7, 3, 0, 0, 0),
        (9, 0, 0, 3, 0),
        (11, 1, 0, 9, 0),
        (12, 1, 0, 0, 0),
    ] {
        let address = part << 16 | word;
        port.write(LOAD_SPACE, memory << 16 | layer << 4 | space, Moment::Idle);
        port.write(LOAD_ADDRESS, address, Moment::Idle);
        let what = format!("space {space}, layer {layer}, memory {memory}, word {word}, part {part}");
        assert_eq!(port.read(LOAD_DATA, Moment::Idle), Answer::Value(0), "{what}");
        port.write(LOAD_DATA, 1, Moment::Idle);
        assert_eq!(value(&mut port, LOAD_ADDRESS), address, "{what}");
        assert_eq!(errors(&mut port), bits::ADDRESS.mask(), "{what}");
    }
    // And one that does: it goes on to the next word. Row bank 7 of 70 inputs has its last row at 8.
    port.write(LOAD_SPACE, 7 << 16 | 1 << 4, Moment::Idle);
    port.write(LOAD_ADDRESS, last, Moment::Idle);
    assert_eq!(port.read(LOAD_DATA, Moment::Idle), Answer::Memory);
    assert_eq!(value(&mut port, LOAD_ADDRESS), 1 << 16 | last, "a word of 40 bits has two parts");
    port.read(LOAD_DATA, Moment::Idle);
    assert_eq!(value(&mut port, LOAD_ADDRESS), last + 1);
    port.write(LOAD_SPACE, 1 << 4 | 11, Moment::Idle);
    port.write(LOAD_ADDRESS, 0, Moment::Idle);
    assert_eq!(port.read(LOAD_DATA, Moment::Idle), Answer::Memory);
    assert_eq!(errors(&mut port), 0);
    port.write(LOAD_DATA, 0, Moment::Idle);
    assert_eq!(errors(&mut port), bits::ADDRESS.mask(), "potentials are only read");
}

#[test]
fn a_busy_machine_refuses_what_would_disturb_it() {
    let mut port = port();
    port.write(LOAD_SPACE, 1 << 4, Moment::Idle);
    for (address, good) in [(MARGIN_BITS, 1), (DROP_SHIFT, 1), (WINDOW, 1), (LOAD_DATA, 0)] {
        let kept = port.read(address, Moment::Idle);
        port.write(address, good, Moment::Forward);
        assert_eq!(errors(&mut port), bits::BUSY.mask(), "0x{address:02x}");
        if address != LOAD_DATA {
            assert_eq!(port.read(address, Moment::Idle), kept);
            // Wrong in both ways.
            port.write(address, 1 << 20, Moment::Forward);
            assert_eq!(errors(&mut port), bits::BUSY.mask() | bits::RANGE.mask());
        }
    }
    assert_eq!(port.read(LOAD_DATA, Moment::Forward), Answer::Value(0));
    assert_eq!(errors(&mut port), bits::BUSY.mask());
    port.write(STEP_RATE, 77, Moment::Forward);
    assert_eq!(value(&mut port, STEP_RATE), 77);
    assert_eq!(port.read(STATUS, Moment::Forward), Answer::Value(1));
    assert_eq!(errors(&mut port), 0);
}

#[test]
fn an_image_without_pixels_cannot_be_sent() {
    let mut port = port();
    let before = (port.processor().state(), port.processor().cycles());
    port.send(&[], 0);
    assert_eq!((port.processor().state(), port.processor().cycles()), before);
    assert_eq!(port.take_result(), None);
}
