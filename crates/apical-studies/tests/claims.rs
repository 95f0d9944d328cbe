//! The claims, of a small set of images.

use std::sync::atomic::Ordering;

use apical_studies::claims::{ClaimsRequest, EPOCHS, NUMBERS, Verdict};
use apical_studies::{Control, StudyError};

use crate::{Noted, bars};

#[test]
fn work_adds_up_and_nothing_published_is_judged_on_other_data() {
    let split = bars(28, 10, 800, 100);
    let request = ClaimsRequest { quick: true, seeds: 1, epochs: 1, ..ClaimsRequest::new("bars", &split) };
    let noted = Noted::default();
    let result = request.run(Control { observer: &noted, stop: &noted.stop }).unwrap();
    assert_eq!(noted.done.load(Ordering::Relaxed), noted.begun.load(Ordering::Relaxed));
    assert_eq!(*noted.stages.lock().unwrap(), ["timing", "training and simulating", "further seeds"]);
    assert!(result.holds());
    for number in NUMBERS {
        assert!(result.claims.iter().any(|claim| claim.number == number), "claim {number}");
    }
    let judged: Vec<_> = result
        .claims
        .iter()
        .filter(|claim| claim.verdict != Verdict::NotJudged)
        .map(|claim| &claim.claim)
        .collect();
    assert!(judged.len() == 2 && judged.iter().all(|claim| claim.ends_with("learns the software's bits")));
    // The same figures in all three forms.
    let value = serde_json::to_value(&result).unwrap();
    assert_eq!(value["claims"].as_array().unwrap().len(), result.claims.len());
    let (text, page) = (result.text(), result.page().unwrap());
    for claim in &result.claims {
        assert!(text.contains(&claim.ours) && page.contains(&claim.ours), "{}", claim.claim);
    }
}

#[test]
fn a_flag_ends_a_run_of_any_part() {
    let split = bars(28, 10, 800, 100);
    for (only, quick) in [(&[1][..], true), (&[2], true), (&[2], false), (&[3], true), (&[7], true)] {
        let request =
            ClaimsRequest { quick, seeds: 1, epochs: EPOCHS, only, ..ClaimsRequest::new("bars", &split) };
        let noted = Noted { limit: 1000, ..Noted::default() };
        let stopped = request.run(Control { observer: &noted, stop: &noted.stop });
        assert!(matches!(stopped, Err(StudyError::Stopped)), "claims {only:?}");
        // Every thread ends its epoch at the most.
        let (done, begun) = (noted.done.load(Ordering::Relaxed), noted.begun.load(Ordering::Relaxed));
        assert!(done < begun / 2, "claims {only:?}: {done} of {begun}");
    }
}

#[test]
fn images_of_another_size_are_refused() {
    let split = bars(8, 4, 40, 8);
    let request = ClaimsRequest { quick: true, seeds: 1, epochs: 1, ..ClaimsRequest::new("bars", &split) };
    let message = request.run(Control::none()).unwrap_err().to_string();
    assert!(message.contains("784"), "{message}");
}
