//! What the hardware did: events of the machine, beside the core's events of the rule.
//!
//! Nothing here knows of energy. A counter counts one kind of thing, and every energy is a counter times a constant.

use std::ops::{AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// Declares a struct of event counts with sums, differences and a list of names.
macro_rules! counters {
    ($(#[$documentation:meta])* $name:ident { $($(#[$field_documentation:meta])* $field:ident,)* }) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name {
            $($(#[$field_documentation])* pub $field: u64,)*
        }

        impl $name {
            /// Names and counts, in the order of the documentation.
            #[must_use]
            pub fn entries(&self) -> Vec<(&'static str, u64)> {
                vec![$((stringify!($field), self.$field)),*]
            }

            /// Sets a count by its name. Whether there is one of that name.
            #[must_use]
            pub fn set(&mut self, name: &str, count: u64) -> bool {
                match name {
                    $(stringify!($field) => self.$field = count,)*
                    _ => return false,
                }
                true
            }
        }

        impl AddAssign<&Self> for $name {
            fn add_assign(&mut self, other: &Self) {
                $(self.$field += other.$field;)*
            }
        }

        /// What happened between two readings.
        impl Sub<&$name> for &$name {
            type Output = $name;

            fn sub(self, earlier: &$name) -> $name {
                $name { $($field: self.$field - earlier.$field,)* }
            }
        }
    };
}

counters!(
    /// Events of the controller and of the blocks that all layers share.
    SharedCounters {
        /// Cycles in which layers take in events.
        forward_cycles,
        /// Cycles that hand spikes to the next layer, one a slot.
        handoff_cycles,
        /// Cycles that broadcast the two output spikes.
        broadcast_cycles,
        /// Cycles of the backward pass; machines for backpropagation only.
        backward_cycles,
        /// Cycles of updates.
        update_cycles,
        /// Slots: steps of the layer pipeline.
        slots,
        /// Images that left the output layer.
        images,
        /// Raw values taken in by the front end.
        values,
        /// Values compared with thresholds of levels, one a value and level.
        level_comparisons,
        /// Accesses to single memories of thresholds.
        threshold_reads,
        /// Rows that stepped into the retina's band, empty ones included.
        band_steps,
        /// Positions that all filters of the retina were laid on.
        positions,
        /// Those with a value other than 0 in their window.
        active_positions,
        /// Rows of such windows with a value other than 0.
        active_rows,
        /// Bits that the front end set.
        field_bits,
        /// Cycles in which the encoder waited for bits of the front end.
        front_end_waits,
        /// Pixels taken in by the encoder; bits, where a front end makes them.
        pixels,
        /// Pixels compared with a random byte (training), with 128 otherwise.
        random_comparisons,
        /// Steps of all lanes of the encoder's generator.
        random_steps,
        /// Steps of the control generator.
        control_steps,
        /// Input spikes that the encoder made.
        input_spikes,
        /// Spike words put into the event queue.
        queue_pushes,
        /// Spike words taken out of it.
        queue_pops,
        /// Cycles in which the encoder waited for room in the queue.
        encoder_stalls,
        /// Cycles in which the encoder worked.
        encoder_cycles,
        /// Potentials compared by the winner search, which is done twice for a training image.
        search_comparisons,
        /// Training images whose phases spiked alike, so that nothing travelled back.
        skipped_updates,
        /// Output spikes broadcast to the layers: two an update.
        feedback_spikes,
        /// Updates done.
        updates,
        /// Bits of spike and window records that were written.
        record_bits,
    }
);

counters!(
    /// Events of one layer.
    LayerCounters {
        /// Events taken in: spikes of the layer before.
        events,
        /// Accesses to single weight memories by the forward phase.
        forward_reads,
        /// Accesses to single weight memories by updates, to read.
        update_weight_reads,
        /// Accesses to single weight memories by updates, to write.
        update_weight_writes,
        /// Accesses to single weight memories by the backward pass.
        backward_reads,
        /// Accesses to single accumulator memories, to read.
        accumulator_reads,
        /// Accesses to single accumulator memories, to write.
        accumulator_writes,
        /// Weights added, one an event and neuron.
        additions,
        /// Sums of the weights of a cycle added to a potential: one a neuron and cycle with an event.
        potential_additions,
        /// Potential registers clocked.
        potential_clocks,
        /// Window comparisons: potentials against theta.
        window_comparisons,
        /// Spikes that the layer made.
        spikes,
        /// Feedback signs read.
        signs_read,
        /// Synapses updated, biases included.
        synapses_updated,
        /// Carries out of an accumulator.
        carries,
        /// Multiplications; machines for backpropagation only.
        multiplications,
        /// Cycles in which at least one event was taken in.
        busy_cycles,
        /// Cycles of the forward phase in which an event had to wait for its bank.
        conflict_cycles,
        /// Cycles in which the layer waited for the encoder.
        starved_cycles,
        /// Cycles of the forward phase in which the layer had nothing left to do, or no image.
        waiting_cycles,
        /// Cycles in which the update module worked.
        update_busy_cycles,
    }
);

impl SharedCounters {
    /// Clock cycles: those of all states of the controller.
    #[must_use]
    pub fn cycles(&self) -> u64 {
        self.forward_cycles
            + self.handoff_cycles
            + self.broadcast_cycles
            + self.backward_cycles
            + self.update_cycles
    }
}

/// Everything that a machine counts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MachineCounters {
    /// Controller and shared blocks.
    pub shared: SharedCounters,
    /// Layers in order.
    pub layers: Vec<LayerCounters>,
}

impl MachineCounters {
    /// Nothing yet, for so many layers.
    #[must_use]
    pub fn new(layers: usize) -> Self {
        Self { shared: SharedCounters::default(), layers: vec![LayerCounters::default(); layers] }
    }

    /// Clock cycles.
    #[must_use]
    pub fn cycles(&self) -> u64 {
        self.shared.cycles()
    }
}

impl AddAssign<&Self> for MachineCounters {
    fn add_assign(&mut self, other: &Self) {
        self.shared += &other.shared;
        if self.layers.len() < other.layers.len() {
            self.layers.resize(other.layers.len(), LayerCounters::default());
        }
        for (sum, layer) in self.layers.iter_mut().zip(&other.layers) {
            *sum += layer;
        }
    }
}

/// What happened between two readings of the same machine.
impl Sub<&MachineCounters> for &MachineCounters {
    type Output = MachineCounters;

    fn sub(self, earlier: &MachineCounters) -> MachineCounters {
        MachineCounters {
            shared: &self.shared - &earlier.shared,
            layers: self.layers.iter().zip(&earlier.layers).map(|(now, then)| now - then).collect(),
        }
    }
}
