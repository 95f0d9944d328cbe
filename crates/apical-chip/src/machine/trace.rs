//! What a cycle looks like from outside, for traces.

/// State of the controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ControllerState {
    /// Layers take in events.
    Forward,
    /// Spikes pass to the next layer.
    Handoff,
    /// The two output spikes are broadcast.
    Broadcast,
    /// Errors travel back through the weights; machines for backpropagation only.
    Backward,
    /// Synapses change.
    Update,
}

impl ControllerState {
    /// Name, as the register map and traces have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Handoff => "handoff",
            Self::Broadcast => "broadcast",
            Self::Backward => "backward",
            Self::Update => "update",
        }
    }
}

/// One layer in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LayerView {
    /// Whether the layer has an image in this slot.
    pub active: bool,
    /// Whether it still takes in events.
    pub running: bool,
    /// Events taken in during this cycle.
    pub events: u32,
    /// State of the update module: 0 idle, 1 read, 2 carry read, 3 carry write, 4 write.
    pub update: u8,
}

/// The machine in one cycle.
#[derive(Debug, Clone, Copy)]
pub struct CycleView<'a> {
    /// Number of the cycle, from 0.
    pub cycle: u64,
    /// State of the controller.
    pub state: ControllerState,
    /// Words in the event queue at the end of the cycle.
    pub queue_words: usize,
    /// Pixels that the encoder has taken in.
    pub pixels_taken: usize,
    /// Number of the slot, from 0.
    pub slot: u64,
    /// Layers in order.
    pub layers: &'a [LayerView],
}

/// Sees every cycle of a machine.
pub trait Observer {
    /// Called at the end of each cycle.
    fn cycle(&mut self, view: &CycleView<'_>);
}
