//! Two machines of 4-3-2, one inference and one update on them: small enough to count by hand.

use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Preset;
use apical_core::{Config, Order, Processor, State, StepRate};

/// Event-driven. Every memory is smaller than the smallest of the tables, and so costs as much as that one.
pub(crate) const EVENT: &str = r#"
format_version = 1
name = "small-event"
summary = "4-3-2, event-driven"
technology = "65nm"
supply = "0.8 V"
clock = "20 MHz"

[network]
layers = [4, 3, 2]
format = "w4g8"

[dataflow]
kind = "event"
feedback = "spikes"

[encoder]
pixels_per_cycle = 2

[queue]
words = 2

[search]
neurons_per_cycle = 2

[[layers]]
inputs_per_cycle = 2
weights = { order = "input", synapses_per_word = 3, word_bits = 16, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 4, word_bits = 32, ports = 1 }

[[layers]]
inputs_per_cycle = 1
weights = { order = "input", synapses_per_word = 2, word_bits = 16, ports = 1 }
accumulators = { order = "neuron", synapses_per_word = 3, word_bits = 32, ports = 1 }
"#;

/// Dense, two ports.
pub(crate) const DENSE: &str = r#"
format_version = 1
name = "small-dense"
summary = "4-3-2, dense"
technology = "65nm"
supply = "0.8 V"
clock = "20 MHz"

[network]
layers = [4, 3, 2]
format = "w4g8"

[dataflow]
kind = "dense"
feedback = "spikes"
update_reads = "all"

[encoder]
pixels_per_cycle = 2

[search]
neurons_per_cycle = 2

[[layers]]
inputs_per_cycle = 2
weights = { order = "neuron", synapses_per_word = 2, word_bits = 32, ports = 2 }

[[layers]]
inputs_per_cycle = 1
weights = { order = "neuron", synapses_per_word = 1, word_bits = 16, ports = 2 }
"#;

/// Spikes at inputs 0 and 2.
pub(crate) const PIXELS: [u8; 4] = [255, 0, 255, 0];

/// With [`PIXELS`]: hidden potentials 5, -3, 0, so that neuron 0 alone spikes and all are inside the window; output
/// potentials 4 and 1, so that class 0 wins. Taught class 1, hidden neurons 1 and 2 change, and two synapses carry.
pub(crate) fn state() -> State {
    let mut config = Config::new(vec![4, 3, 2]).unwrap();
    config.order = Order::Sequential;
    config.margin_bits = 0;
    config.drop_shift = 8;
    let mut state = config.initial_state(1);
    let [hidden, output] = &mut state.network.layers[..] else { panic!("two layers") };
    hidden.weights = vec![3, -2, 1, 0, 0, 0, 2, -1, -1, 0, 0, 0];
    hidden.accumulators = vec![0, 125, 0, 0, 0, 0, 0, 0, -126, 0, 0, 0];
    output.weights = vec![4, 1, 0, 0, 0, 0];
    output.accumulators = vec![0; 6];
    // Rows of a neuron: class 0, class 1. Neuron 0 has equal signs.
    state.network.feedback[0].positive = vec![true, true, false, true, true, false];
    state
}

/// One inference, then one update with step 5.
pub(crate) fn inference_and_update(preset: &Preset) -> MachineCounters {
    let mut processor = ChipProcessor::new(&preset.organisation, &state()).unwrap();
    assert_eq!(processor.infer(&PIXELS).unwrap(), 0);
    processor.set_step_rate(StepRate::new(5 * 256, preset.organisation.format).unwrap());
    let outcome = processor.learn(&PIXELS, 1).unwrap().unwrap();
    assert_eq!((outcome.winner, outcome.step), (0, 5));
    let counters = processor.machine_counters();
    assert_eq!(counters.shared.input_spikes, 4, "two an image; no pixel met a random byte of 255");
    counters
}
