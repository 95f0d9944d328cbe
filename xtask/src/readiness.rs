//! Whether a suite can run here; asked of all suites before the first one starts.

/// Whether a suite can run here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Readiness {
    Ready,
    /// It runs, but some of its tests cannot, and why.
    Partly(Vec<String>),
    /// What is missing.
    Missing(String),
}

impl Readiness {
    /// Ready unless something is missing.
    pub(crate) fn unless(missing: Option<String>) -> Self {
        missing.map_or(Self::Ready, Self::Missing)
    }

    /// Ready for what does not need the things that are missing.
    pub(crate) fn without(missing: Vec<String>) -> Self {
        if missing.is_empty() { Self::Ready } else { Self::Partly(missing) }
    }

    /// What will not run, one line each.
    pub(crate) fn notes(&self) -> Vec<String> {
        match self {
            Self::Ready => Vec::new(),
            Self::Partly(reasons) => reasons.iter().map(|reason| format!("in part: {reason}")).collect(),
            Self::Missing(reason) => vec![reason.clone()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said() {
        assert_eq!(Readiness::unless(None).notes(), [""; 0]);
        assert_eq!(Readiness::unless(Some("no Node.js".into())).notes(), ["no Node.js"]);
        assert_eq!(Readiness::without(Vec::new()), Readiness::Ready);
        assert_eq!(Readiness::without(vec!["no MNIST".into()]).notes(), ["in part: no MNIST"]);
    }
}
