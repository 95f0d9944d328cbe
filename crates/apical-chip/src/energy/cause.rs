//! What energy is spent for, and by what.

/// What energy is spent for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Classifying.
    Forward,
    /// Learning: feedback, updates, and what is kept for them.
    Update,
    /// Clock pins and trunk.
    Clock,
    /// Leakage.
    Leakage,
}

impl Cause {
    /// All causes, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Forward, Self::Update, Self::Clock, Self::Leakage];

    /// Name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Update => "update",
            Self::Clock => "clock",
            Self::Leakage => "leakage",
        }
    }
}

/// What spends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An access to a memory.
    Memory,
    /// Anything else.
    Logic,
}

impl Kind {
    /// Name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Logic => "logic",
        }
    }
}
