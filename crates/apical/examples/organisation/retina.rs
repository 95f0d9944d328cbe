//! What is varied of `retina`.

use crate::apical::Table;

pub(crate) const TABLES: &[Table] = &[
    (
        "Positions and values a cycle",
        &[
            ("1 position, 1 value", "front_end.positions_per_cycle=1 front_end.values_per_cycle=1"),
            ("4 positions, 4 values", "front_end.positions_per_cycle=4 front_end.values_per_cycle=4"),
            ("7 positions, 7 values", "front_end.positions_per_cycle=7 front_end.values_per_cycle=7"),
            ("7 positions, 28 values", "front_end.positions_per_cycle=7"),
            ("14 positions, 14 values", "front_end.positions_per_cycle=14 front_end.values_per_cycle=14"),
            ("14 positions, 28 values", "front_end.positions_per_cycle=14"),
            ("**28 positions, 28 values**", ""),
        ],
    ),
    (
        "Bits a cycle through the spike encoder",
        &[("16", "encoder.pixels_per_cycle=16"), ("32", "encoder.pixels_per_cycle=32"), ("**64**", "")],
    ),
    (
        "Row banks of layer 1",
        &[
            ("4", "layers.0.inputs_per_cycle=4"),
            ("8", "layers.0.inputs_per_cycle=8"),
            ("**16**", ""),
            ("16, in all layers", "layers.*.inputs_per_cycle=16"),
        ],
    ),
    (
        "Words of the event queue",
        &[("2", "queue.words=2"), ("4", "queue.words=4"), ("**16**", ""), ("64", "queue.words=64")],
    ),
    (
        "Synapses of a weight word in layer 1",
        &[
            ("4", "layers.0.weights.synapses_per_word=4 layers.0.weights.word_bits=16"),
            ("5", "layers.0.weights.synapses_per_word=5 layers.0.weights.word_bits=20"),
            ("**8**", ""),
            ("10", "layers.0.weights.synapses_per_word=10 layers.0.weights.word_bits=40"),
            ("20", "layers.0.weights.synapses_per_word=20 layers.0.weights.word_bits=80"),
            ("40", "layers.0.weights.synapses_per_word=40 layers.0.weights.word_bits=160"),
        ],
    ),
    (
        "Synapses of a weight word in layer 2",
        &[
            ("5", "layers.1.weights.synapses_per_word=5 layers.1.weights.word_bits=20"),
            ("8", "layers.1.weights.synapses_per_word=8 layers.1.weights.word_bits=32"),
            ("**10**", ""),
            ("20", "layers.1.weights.synapses_per_word=20 layers.1.weights.word_bits=80"),
        ],
    ),
    (
        "Inputs of an accumulator word in layer 1",
        &[
            ("2", "layers.0.accumulators.synapses_per_word=2 layers.0.accumulators.word_bits=16"),
            ("4", "layers.0.accumulators.synapses_per_word=4 layers.0.accumulators.word_bits=32"),
            ("**8**", ""),
            ("16", "layers.0.accumulators.synapses_per_word=16 layers.0.accumulators.word_bits=128"),
        ],
    ),
    (
        "Widths of weights",
        &[
            (
                "w3g8",
                "network.format=w3g8 layers.0.weights.word_bits=24 layers.1.weights.word_bits=30 \
                 layers.2.weights.word_bits=30",
            ),
            ("**w4g8**", ""),
        ],
    ),
    (
        "Other retinas",
        &[
            ("**7 x 7, 6 angles, stride 1, pool 4**", ""),
            ("stride 2, pool 2", "see=retina:stride=2,pool=2"),
            ("5 x 5, 6 angles", "see=retina:kernel=5"),
            ("4 angles", "see=retina:angles=4"),
        ],
    ),
];
