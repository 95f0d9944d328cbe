//! How often a network is right, by the margin of its winner.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::Judgement;

/// Fewest images of a step.
const FEWEST: usize = 20;
/// Most steps before neighbours are joined.
const STEPS: usize = 32;
/// Most steps of a text.
const MOST_STEPS: usize = 256;

/// Images whose margins are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Least margin of the step. Of the first step, 0.
    pub margin: u32,
    /// Images with such a margin that were not learned.
    pub images: u32,
    /// Of those, images classified correctly.
    pub right: u32,
}

impl Step {
    /// Share of right answers with half an image of either kind added (the Jeffreys prior), so that it is never 0 or 1.
    #[must_use]
    pub fn probability(self) -> f64 {
        (2.0 * f64::from(self.right) + 1.0) / (2.0 * f64::from(self.images) + 2.0)
    }

    /// Whether it is right at least as often as `other`, exactly.
    fn is_not_below(self, other: Self) -> bool {
        let share = |step: Self| (2 * u64::from(step.right) + 1, 2 * u64::from(step.images) + 2);
        let ((right, images), (other_right, other_images)) = (share(self), share(other));
        u128::from(right) * u128::from(other_images) >= u128::from(other_right) * u128::from(images)
    }
}

/// How often the winner was right on images that were not learned: steps of ascending margin, each right more often than the one below.
///
/// Isotonic regression by pooling adjacent violators (Ayer and others, "An empirical distribution function for sampling with incomplete
/// information", 1955) over groups of at least 20 images. Margins are what calibrates, not potentials: these grow with the
/// number of inputs that spike, for every class alike.
///
/// As text: `margin:right/images` of each step, separated by commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calibration {
    steps: Vec<Step>,
}

impl Calibration {
    /// An answer that is right less often than that is called unsure.
    pub const SURE: f64 = 0.8;

    /// From answers for images that were not learned, and whether they are right. `None` for fewer than 20 images.
    #[must_use]
    pub fn fit(answers: impl IntoIterator<Item = (Judgement, bool)>) -> Option<Self> {
        let mut answers: Vec<(u32, bool)> =
            answers.into_iter().map(|(found, right)| (found.margin, right)).collect();
        if answers.len() < FEWEST {
            return None;
        }
        answers.sort_unstable();
        let least = FEWEST.max(answers.len() / STEPS);
        let mut steps: Vec<Step> = Vec::new();
        let mut rest = &answers[..];
        while let Some(&(margin, _)) = rest.first() {
            let mut count = least.min(rest.len());
            // Equal margins stay together.
            count += rest[count..].iter().take_while(|answer| answer.0 == rest[count - 1].0).count();
            if rest.len() - count < least {
                count = rest.len();
            }
            let right = rest[..count].iter().filter(|answer| answer.1).count();
            let margin = if steps.is_empty() { 0 } else { margin };
            steps.push(Step { margin, images: count as u32, right: right as u32 });
            rest = &rest[count..];
            while let [.., below, above] = steps[..]
                && below.is_not_below(above)
            {
                steps.truncate(steps.len() - 2);
                let (images, right) = (below.images + above.images, below.right + above.right);
                steps.push(Step { margin: below.margin, images, right });
            }
        }
        Some(Self { steps })
    }

    /// The same of what a network takes images for, one a label.
    #[must_use]
    pub fn of_judgements(found: &[Judgement], labels: &[u8]) -> Option<Self> {
        Self::fit(found.iter().zip(labels).map(|(found, &label)| (*found, found.class == label)))
    }

    /// The steps, by margin; at least one.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Images that it is from.
    #[must_use]
    pub fn images(&self) -> u64 {
        self.steps.iter().map(|step| u64::from(step.images)).sum()
    }

    /// How probable it is that a winner with such a margin is right, above 0 and below 1.
    #[must_use]
    pub fn probability(&self, margin: u32) -> f64 {
        let above = self.steps.partition_point(|step| step.margin <= margin);
        self.steps[above.max(1) - 1].probability()
    }

    /// The least margin from which on an answer is right with a probability of at least `probability`; `None` if none is.
    #[must_use]
    pub fn least_margin(&self, probability: f64) -> Option<u32> {
        self.steps.iter().find(|step| step.probability() >= probability).map(|step| step.margin)
    }

    /// Whether an answer with such a margin is right less often than [`SURE`](Self::SURE).
    #[must_use]
    pub fn is_unsure(&self, margin: u32) -> bool {
        self.probability(margin) < Self::SURE
    }
}

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Step { margin, images, right }) in self.steps.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{margin}:{right}/{images}")?;
        }
        Ok(())
    }
}

/// Why a text is no calibration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "1 to {MOST_STEPS} steps MARGIN:RIGHT/IMAGES separated by commas, margins ascending from 0, each right more often than the one \
     before it: {problem}"
)]
pub struct CalibrationError {
    problem: String,
}

impl FromStr for Calibration {
    type Err = CalibrationError;

    fn from_str(text: &str) -> Result<Self, CalibrationError> {
        let wrong = |problem: String| Err(CalibrationError { problem });
        let mut steps: Vec<Step> = Vec::new();
        for part in text.split(',') {
            let numbers = part.split_once(':').and_then(|(margin, rest)| {
                let (right, images) = rest.split_once('/')?;
                Some(Step { margin: number(margin)?, images: number(images)?, right: number(right)? })
            });
            let shown = || part.chars().take(40).collect::<String>();
            let Some(step) = numbers.filter(|step| step.images > 0 && step.right <= step.images) else {
                return wrong(format!("{:?} is none", shown()));
            };
            let fits = match steps.last() {
                None => step.margin == 0,
                Some(&below) => step.margin > below.margin && !below.is_not_below(step),
            };
            if !fits || steps.len() == MOST_STEPS {
                return wrong(format!("{:?} does not follow", shown()));
            }
            steps.push(step);
        }
        Ok(Self { steps })
    }
}

/// Digits only.
fn number(text: &str) -> Option<u32> {
    let number = text.parse::<u32>().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use proptest::prelude::*;

    fn answers(list: &[(u32, bool)]) -> Vec<(Judgement, bool)> {
        list.iter().map(|&(margin, right)| (Judgement { class: 0, margin }, right)).collect()
    }

    fn fitted(list: &[(u32, bool)]) -> Calibration {
        Calibration::fit(answers(list)).unwrap()
    }

    #[test]
    fn steps_are_what_was_counted() {
        // 20 images of margin 3, half of them right; 30 of margin 9, all of them right.
        let mut list: Vec<(u32, bool)> = (0..20).map(|index| (3, index % 2 == 0)).collect();
        list.extend([(9, true); 30]);
        let found = fitted(&list);
        assert_eq!(found.to_string(), "0:10/20,9:30/30");
        assert_eq!(found.images(), 50);
        assert_eq!([0, 3, 8].map(|margin| found.probability(margin)), [0.5; 3]);
        assert_eq!([9, 1000].map(|margin| found.probability(margin)), [61.0 / 62.0; 2]);
        assert_eq!((found.least_margin(0.8), found.least_margin(0.5)), (Some(9), Some(0)));
        assert_eq!(found.least_margin(0.99), None);
        assert_eq!([8, 9].map(|margin| found.is_unsure(margin)), [true, false]);
    }

    #[test]
    fn steps_that_fall_are_joined() {
        let list: Vec<(u32, bool)> =
            [(1, true), (2, false), (3, true)].into_iter().flat_map(|answer| vec![answer; 20]).collect();
        assert_eq!(fitted(&list).to_string(), "0:20/40,3:20/20");
        // Equal ones too; equal margins are never parted; what is left over at the end joins the last.
        let list: Vec<(u32, bool)> = [(1, true), (2, true)].into_iter().flat_map(|a| vec![a; 25]).collect();
        assert_eq!(fitted(&list[..45]).to_string(), "0:45/45");
        assert_eq!(Calibration::fit(answers(&list[..19])), None);
    }

    #[test]
    fn texts_that_say_something_else_are_refused() {
        for text in [
            "",
            "0:1/2,",
            "1:1/2",
            "0:3/2",
            "0:0/0",
            "0:1/2,0:2/2",
            "0:2/2,5:1/2",
            "0:1/2,5:1/2",
            "0:+1/2",
            "00:1/2",
            "0:1/2/3",
            "0:1",
            "0:1/4294967296",
        ] {
            let error = text.parse::<Calibration>().unwrap_err().to_string();
            assert!(error.contains("MARGIN:RIGHT/IMAGES"), "{text}: {error}");
        }
        let many: Vec<String> = (0..=MOST_STEPS).map(|step| format!("{step}:{step}/300")).collect();
        assert!(many.join(",").parse::<Calibration>().is_err());
        assert!(many[..MOST_STEPS].join(",").parse::<Calibration>().is_ok());
    }

    proptest! {
        #[test]
        fn any_fit_ascends_counts_all_and_reads_back(
            list in prop::collection::vec((0_u32..200, any::<bool>()), FEWEST..600)
        ) {
            let found = fitted(&list);
            prop_assert_eq!(found.images(), list.len() as u64);
            let right: u64 = found.steps().iter().map(|step| u64::from(step.right)).sum();
            prop_assert_eq!(right, list.iter().filter(|answer| answer.1).count() as u64);
            prop_assert!(found.steps().iter().all(|step| step.images as usize >= FEWEST));
            prop_assert!((0..200).is_sorted_by(|a, b| found.probability(*a) <= found.probability(*b)));
            prop_assert_eq!(found.to_string().parse::<Calibration>(), Ok(found));
        }
    }
}
