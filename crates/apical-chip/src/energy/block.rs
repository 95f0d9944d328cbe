//! Blocks of a processor, as reports have them.

/// Where energy goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// Levels and retina: raw values to bits.
    FrontEnd,
    /// Pixel input, spike encoder, random lanes.
    Encoder,
    /// Event queue and pickers.
    Events,
    /// Weight memories.
    Weights,
    /// Accumulator memories.
    Accumulators,
    /// Wires between memories and lanes.
    Wires,
    /// Multiplexers between memories and lanes.
    Ports,
    /// Neuron lanes.
    Lanes,
    /// Winner search.
    Search,
    /// Target phase and feedback.
    Feedback,
    /// Update modules.
    Update,
    /// Spikes and window bits kept for updates.
    Records,
    /// Controller, and the trunk of the clock.
    Control,
    /// What lets a host write and read memories and registers; it rests while images are processed.
    Load,
    /// Everything that leaks.
    Leakage,
}

impl Block {
    /// All blocks, in the order of reports.
    pub const ALL: [Self; 15] = [
        Self::FrontEnd,
        Self::Encoder,
        Self::Events,
        Self::Weights,
        Self::Accumulators,
        Self::Wires,
        Self::Ports,
        Self::Lanes,
        Self::Search,
        Self::Feedback,
        Self::Update,
        Self::Records,
        Self::Control,
        Self::Load,
        Self::Leakage,
    ];

    /// Name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FrontEnd => "front end",
            Self::Encoder => "encoder",
            Self::Events => "events",
            Self::Weights => "weight memory",
            Self::Accumulators => "accumulator memory",
            Self::Wires => "wires to memories",
            Self::Ports => "memory ports",
            Self::Lanes => "neuron lanes",
            Self::Search => "winner search",
            Self::Feedback => "feedback",
            Self::Update => "update modules",
            Self::Records => "records",
            Self::Control => "control and clock trunk",
            Self::Load => "load port",
            Self::Leakage => "leakage",
        }
    }
}
