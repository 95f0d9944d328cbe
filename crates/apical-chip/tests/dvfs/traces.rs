//! Traces of arrivals, and texts that are none.

use apical_chip::dvfs::{MAXIMUM_IMAGES, Trace, TraceError};
use apical_chip::units::Seconds;
use proptest::prelude::*;

#[test]
fn bursts_are_reproducible_and_have_the_mean_rate_asked_for() {
    let interval = Seconds::new(1e-5);
    let trace = Trace::bursty(20_000, 31, interval, 7);
    assert_eq!(trace, Trace::bursty(20_000, 31, interval, 7));
    assert_ne!(trace, Trace::bursty(20_000, 31, interval, 8));
    assert!((trace.end().value() / (20_000.0 * 1e-5) - 1.0).abs() < 0.05, "{}", trace.end());
    assert_eq!(Trace::periodic(MAXIMUM_IMAGES + 1, interval).arrivals().len(), MAXIMUM_IMAGES);
}

#[test]
fn traces_are_read_with_and_without_a_heading() {
    for text in [
        "seconds\n0\n0.001\n0.001\n2e-3\n",
        "0\r\n 0.001\r\n0.001\r\n\r\n0.002",
        "\u{feff}Seconds\n0\n1e-3\n1e-3\n2e-3",
    ] {
        let trace = Trace::parse(text.as_bytes()).unwrap();
        assert_eq!(trace.arrivals(), [0.0, 0.001, 0.001, 0.002].map(Seconds::new), "{text:?}");
    }
}

#[test]
fn wrong_traces_are_refused_with_their_line() {
    for (text, expected) in [
        ("", "no arrivals"),
        ("seconds\n", "no arrivals"),
        ("0\nx\n", "line 2: \"x\" is no number"),
        ("time\n0\n", "line 1: \"time\""),
        ("seconds\nseconds\n", "line 2"),
        ("0\nNaN\n", "line 2: \"NaN\""),
        ("seconds\n0\n\n-1\n", "line 4: -1 s is out of range: 0 to 1000000 s"),
        ("inf\n", "line 1: inf s is out of range"),
        ("0\n2\n1\n", "line 3: time goes backwards: 1 s after 2 s"),
        ("0,1\n", "line 1: 2 columns"),
        ("\"0\"\n\"-2\"\n", "line 2: -2 s is out of range"),
        ("0\n\"\n", "line 2"),
    ] {
        let error = Trace::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
    }
    let error = Trace::load("no-such-file.csv".as_ref()).unwrap_err();
    assert!(matches!(error, TraceError::Read { .. }) && error.to_string().contains("no-such-file.csv"));
    assert!(matches!(Trace::parse(std::io::repeat(b'0')), Err(TraceError::Large)));
    let long = "0\n".repeat(MAXIMUM_IMAGES + 1);
    assert!(matches!(Trace::parse(long.as_bytes()), Err(TraceError::Long { line }) if line == 100_001));
}

proptest! {
    #[test]
    fn time_going_backwards_is_refused(mut times in prop::collection::vec(0_u32..1000, 2..20)) {
        times.dedup();
        let text: String = times.iter().map(|time| format!("{time}\n")).collect();
        match Trace::parse(text.as_bytes()) {
            Ok(trace) => prop_assert!(times.is_sorted() && trace.arrivals().len() == times.len()),
            Err(TraceError::Backwards { line, .. }) => {
                let index = line as usize - 1;
                prop_assert!(times[index] < times[index - 1]);
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn any_bytes_are_a_trace_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(trace) = Trace::parse(bytes.as_slice()) {
            prop_assert!(!trace.arrivals().is_empty() && trace.arrivals().is_sorted());
        }
    }

    #[test]
    fn anything_like_a_trace_is_one_or_an_error(text in "(seconds\n)?([0-9]{0,3}[.e\",\n-]{0,2}){0,40}") {
        if let Ok(trace) = Trace::parse(text.as_bytes()) {
            prop_assert!(!trace.arrivals().is_empty() && trace.arrivals().is_sorted());
        }
    }
}
