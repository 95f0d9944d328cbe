//! What became of a suite.

/// Tests counted while a suite ran.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// Why a test did not run, one entry a test.
    pub(crate) skipped: Vec<String>,
    /// What this CPU cannot do, so that a test ran in part.
    pub(crate) limited: Vec<String>,
}

impl Counts {
    /// A suite that is one check.
    pub(crate) fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed), ..Self::default() }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped);
        self.limited.extend(other.limited);
    }
}

/// What became of a suite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It ran.
    Ran(Counts),
    /// It could not run here, and why.
    Skipped(String),
}

impl Outcome {
    /// One check: the command succeeded.
    pub(crate) fn of_check(command: &mut std::process::Command) -> Self {
        Self::Ran(Counts::one(crate::process::succeeds(command)))
    }

    pub(crate) fn failed(&self, continuous_integration: bool) -> bool {
        match self {
            Self::Ran(counts) => counts.failed > 0 || (continuous_integration && !counts.skipped.is_empty()),
            Self::Skipped(_) => continuous_integration,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skip_fails_an_unattended_run_only() {
        let suite = Outcome::Skipped("no Node".into());
        let test = Outcome::Ran(Counts { passed: 3, skipped: vec!["no MNIST".into()], ..Counts::default() });
        for outcome in [suite, test] {
            assert!(outcome.failed(true));
            assert!(!outcome.failed(false));
        }
    }

    #[test]
    fn what_the_cpu_lacks_is_no_failure_and_a_failed_test_always_is() {
        let limited =
            Counts { passed: 1, limited: vec!["avx512: not on this CPU".into()], ..Counts::default() };
        assert!(!Outcome::Ran(limited).failed(true));
        let failed = Counts { passed: 9, failed: 1, ..Counts::default() };
        assert!(Outcome::Ran(failed.clone()).failed(true));
        assert!(Outcome::Ran(failed).failed(false));
    }
}
