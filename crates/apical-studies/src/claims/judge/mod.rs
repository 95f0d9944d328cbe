//! Claims beside what was published and what was found.

mod accuracy;
mod design;
mod silicon;

use apical_chip::published::TRAINING_RATE;
use apical_report::rate;
use apical_uncertainty::Interval;
use serde::Serialize;

use super::intervals::Intervals;
use super::measure::Measured;
use super::request::{ClaimsRequest, EPOCHS};
use super::training::Trained;
use crate::StudyError;

/// How a figure was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// Run here.
    Measured,
    /// Computed by the cycle-level model from counted events and the technology's constants.
    Modelled,
}

impl Label {
    /// As reports call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Modelled => "modelled",
        }
    }
}

/// What a modelled figure owes to what was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// It was put in: the reconstruction was built to have it.
    BuiltIn,
    /// A number was chosen to meet it.
    Fitted,
    /// Draws that meet it weigh more.
    Consistent,
    /// It was not looked at.
    Predicted,
}

impl Basis {
    /// As reports call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BuiltIn => "built in",
            Self::Fitted => "fitted",
            Self::Consistent => "consistent",
            Self::Predicted => "predicted",
        }
    }
}

/// Whether a claim holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// The run was too small, or of other data, or the line is there to compare.
    NotJudged,
}

impl Verdict {
    /// As reports call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "FAILS",
            Self::NotJudged => "not judged",
        }
    }
}

/// A line of the result.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Claim {
    /// One of [`NUMBERS`](super::NUMBERS).
    pub number: u8,
    /// What is claimed.
    pub claim: String,
    /// What was published, with its unit; `-` if nothing was.
    pub published: String,
    /// What was found, with its unit.
    pub ours: String,
    /// Relative to the published value, where there is one.
    pub error: Option<f64>,
    /// The value itself, in the unit of `ours`.
    pub value: f64,
    /// Median and range of 5 to 95 %, in the unit of `value`, where it is not known better.
    pub interval: Option<Interval>,
    /// How it was come by.
    pub label: Label,
    /// What it owes to what was published, where it is modelled.
    pub basis: Option<Basis>,
    /// Gives this figure again.
    pub command: String,
    /// Whether it holds.
    pub verdict: Verdict,
    /// Conditions, bounds, and what else is to be known.
    pub note: String,
    /// Shown beside all others of its machines, whichever claims are asked for.
    #[serde(skip)]
    always: bool,
}

impl Claim {
    /// Sets what was published: as text, and as a number to compare with.
    fn published(mut self, text: impl Into<String>, value: f64) -> Self {
        self.published = text.into();
        self.error = Some(self.value / value - 1.0);
        self
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    fn measured(mut self) -> Self {
        self.label = Label::Measured;
        self.basis = None;
        self
    }

    fn on(mut self, basis: Basis) -> Self {
        self.basis = Some(basis);
        self
    }

    /// With an interval that was judged already.
    fn with(mut self, interval: Interval) -> Self {
        self.interval = Some(interval);
        self
    }

    /// With an interval, all of which has to meet the claim.
    fn within(mut self, interval: Option<Interval>, holds: impl Fn(f64) -> bool) -> Self {
        self.interval = interval;
        let all = interval.is_none_or(|Interval { low, high, .. }| holds(low) && holds(high));
        if self.verdict == Verdict::Holds && !all {
            self.verdict = Verdict::Fails;
        }
        self
    }

    /// "modelled, predicted".
    #[must_use]
    pub fn labels(&self) -> String {
        let basis = self.basis.map(|basis| format!(", {}", basis.name()));
        self.label.name().to_owned() + &basis.unwrap_or_default()
    }

    fn not_judged(mut self) -> Self {
        self.verdict = Verdict::NotJudged;
        self
    }

    /// Figures of a whole training are not judged after a shorter one, in which more images update.
    fn of_whole_training(self, judge: &Judge<'_>) -> Self {
        if judge.whole_training { self } else { self.not_judged() }
    }
}

/// What the figures of a run are worth.
struct Judge<'a> {
    command: &'a str,
    /// Name of the data.
    data: &'a str,
    /// Published figures are of MNIST.
    mnist: bool,
    whole_training: bool,
}

impl Judge<'_> {
    /// A modelled figure with nothing published of it.
    fn claim(&self, number: u8, claim: &str, ours: impl Into<String>, value: f64, holds: bool) -> Claim {
        let verdict = match (self.mnist, holds) {
            (false, _) => Verdict::NotJudged,
            (true, true) => Verdict::Holds,
            (true, false) => Verdict::Fails,
        };
        Claim {
            number,
            claim: claim.to_owned(),
            published: "-".to_owned(),
            ours: ours.into(),
            error: None,
            value,
            interval: None,
            label: Label::Modelled,
            basis: Some(Basis::Predicted),
            command: format!("{} --only {number}", self.command),
            verdict,
            note: String::new(),
            always: false,
        }
    }

    /// Whether the simulated machines learned what the software did.
    fn equality(&self, number: u8, machines: &str, trained: &Trained) -> Claim {
        let differences = trained.differences;
        let claim = format!("{machines}: learns the software's bits");
        let ours = format!("{differences} differences");
        let note =
            format!("memories compared after {} learned images", apical_report::thousands(trained.compared));
        let claim = self.claim(number, &claim, ours, differences as f64, differences == 0);
        // Bits are bits, whatever images they were learned from.
        let verdict = if differences == 0 { Verdict::Holds } else { Verdict::Fails };
        Claim { verdict, always: true, ..claim.measured().note(note) }
    }
}

/// All claims of a run.
pub(super) fn judge(
    found: &Measured,
    intervals: Option<&Intervals>,
    request: &ClaimsRequest<'_>,
) -> Result<Vec<Claim>, StudyError> {
    let judge = Judge {
        command: request.command,
        data: request.data,
        mnist: request.data == "mnist",
        whole_training: request.epochs >= EPOCHS,
    };
    let mut claims = accuracy::claims(&judge, found, request.epochs);
    if let Some(silicon) = &found.silicon {
        claims.extend(silicon::claims(&judge, silicon, intervals));
    }
    if let Some(design) = &found.design {
        claims.extend(design::claims(&judge, design, intervals.and_then(|found| found.design)));
    }
    if let Some(learned) = found.learning_rate {
        let claim = "the software learns faster than the silicon did";
        let ours = format!("{} images/s", rate(learned));
        claims.push(
            judge
                .claim(7, claim, ours, learned, learned >= TRAINING_RATE.value)
                .published(TRAINING_RATE.to_string(), TRAINING_RATE.value)
                .measured()
                .note("median epoch, one core of this machine"),
        );
    }
    let wanted = |claim: &Claim| request.only.is_empty() || request.only.contains(&claim.number);
    claims.retain(|claim| claim.always || wanted(claim));
    Ok(claims)
}
