//! What a cycle looks like from outside, for traces.

use std::sync::{Arc, Mutex, PoisonError};

/// Declares an enum whose states have a number and a name each, as traces have them.
macro_rules! states {
    ($(#[$documentation:meta])* $name:ident {
        $($(#[$state_documentation:meta])* $state:ident = $number:literal, $text:literal;)*
    }) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$state_documentation])* $state = $number,)*
        }

        impl $name {
            /// All states, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$state),*];

            /// Name, as the register map and traces have it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$state => $text,)*
                }
            }

            /// Number, as waveforms have it.
            #[must_use]
            pub const fn number(self) -> u8 {
                self as u8
            }
        }
    };
}

states!(
    /// State of the controller.
    ControllerState {
        /// Layers take in events.
        Forward = 0, "forward";
        /// Spikes pass to the next layer.
        Handoff = 1, "handoff";
        /// The two output spikes are broadcast.
        Broadcast = 2, "broadcast";
        /// Errors travel back through the weights; machines for backpropagation only.
        Backward = 3, "backward";
        /// Synapses change.
        Update = 4, "update";
    }
);

states!(
    /// What the pixel input and spike encoder did in a cycle.
    EncoderState {
        /// Nothing: no image, or all of it taken in.
        Idle = 0, "idle";
        /// Took pixels in.
        Encode = 1, "encode";
        /// Waited for room in the event queue.
        Stalled = 2, "queue full";
        /// Waited for bits of the front end.
        Waiting = 3, "no bits";
    }
);

states!(
    /// What the front end did in a cycle.
    FrontEndState {
        /// Nothing: there is none, it has no image, or it is done with it.
        Idle = 0, "idle";
        /// Took values in, or moved the band up.
        Take = 1, "take";
        /// Filtered positions.
        Filter = 2, "filter";
        /// Both.
        Both = 3, "take and filter";
    }
);

states!(
    /// What a layer did in a cycle.
    LayerState {
        /// Nothing: it has no image in this slot, or the controller is not in its forward state.
        Idle = 0, "idle";
        /// Took in events; a dense machine: a word of inputs, spiking or not.
        Busy = 1, "busy";
        /// Waited for the encoder.
        Starved = 2, "starved";
        /// Added what was read last.
        Closing = 3, "closing";
        /// Done with its image; waits for the end of the slot.
        Waiting = 4, "waiting";
    }
);

states!(
    /// What a layer's update module did in a cycle.
    UpdateState {
        /// Nothing.
        Idle = 0, "idle";
        /// Read a step's accumulators.
        Read = 1, "read";
        /// Read weights of an input with a carry.
        CarryRead = 2, "carry read";
        /// Wrote weights of an input with a carry.
        CarryWrite = 3, "carry write";
        /// Wrote a step's accumulators.
        Write = 4, "write";
    }
);

/// One layer in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerView {
    /// Number of the image that the layer has in this slot, from 0 in the order in which images went in; `None`
    /// without one, and while synapses change.
    pub image: Option<u64>,
    /// What its forward phase did.
    pub state: LayerState,
    /// Events taken in during this cycle.
    pub events: u32,
    /// Whether an event had to wait although another row bank was idle.
    pub conflict: bool,
    /// What its update module did.
    pub update: UpdateState,
}

impl Default for LayerView {
    fn default() -> Self {
        Self { image: None, state: LayerState::Idle, events: 0, conflict: false, update: UpdateState::Idle }
    }
}

impl LayerView {
    /// Whether the forward phase was at work on its image, waiting for the encoder included.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.state, LayerState::Busy | LayerState::Starved | LayerState::Closing)
    }
}

/// The front end in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontEndView {
    /// What it did.
    pub state: FrontEndState,
    /// Values that it has taken in at the end of the cycle.
    pub values_taken: u32,
    /// Bits that are final at the end of the cycle, from bit 0 up.
    pub available: usize,
}

impl Default for FrontEndView {
    fn default() -> Self {
        Self { state: FrontEndState::Idle, values_taken: 0, available: 0 }
    }
}

/// The machine in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CycleView<'a> {
    /// Number of the cycle, from 0.
    pub cycle: u64,
    /// State of the controller.
    pub state: ControllerState,
    /// What the front end did; idle where there is none.
    pub front_end: FrontEndView,
    /// What the encoder did.
    pub encoder: EncoderState,
    /// Pixels or bits that the encoder has taken in at the end of the cycle.
    pub pixels_taken: usize,
    /// Words in the event queue at the end of the cycle.
    pub queue_words: usize,
    /// Whether the winner search compared potentials.
    pub searching: bool,
    /// Number of the slot, from 0.
    pub slot: u64,
    /// Number of the image that is learned from in this cycle: broadcast, backward pass and update.
    pub learned: Option<u64>,
    /// Layers in order.
    pub layers: &'a [LayerView],
}

/// Sees every cycle of a machine.
pub trait Observer {
    /// Called at the end of each cycle.
    fn cycle(&mut self, view: &CycleView<'_>);
}

/// An observer that its owner keeps a hand on, since a machine owns what observes it.
impl<O: Observer> Observer for Arc<Mutex<O>> {
    fn cycle(&mut self, view: &CycleView<'_>) {
        self.lock().unwrap_or_else(PoisonError::into_inner).cycle(view);
    }
}
