//! What is varied of `apical`.

/// A heading, and variants: a name, and settings in the form of `--set`, separated by spaces; `preset=NAME` is another preset.
pub(crate) type Table = (&'static str, &'static [(&'static str, &'static str)]);

pub(crate) const TABLES: &[Table] = &[
    (
        "Inputs a cycle and layer, which is the number of row banks",
        &[
            ("1", "layers.*.inputs_per_cycle=1"),
            ("2", "layers.*.inputs_per_cycle=2"),
            ("4", "layers.*.inputs_per_cycle=4"),
            ("**8**", ""),
            ("16", "layers.*.inputs_per_cycle=16"),
        ],
    ),
    (
        "Pixels a cycle through the spike encoder",
        &[
            ("8", "encoder.pixels_per_cycle=8"),
            ("16", "encoder.pixels_per_cycle=16"),
            ("**32**", ""),
            ("64", "encoder.pixels_per_cycle=64"),
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
            ("8", "layers.0.weights.synapses_per_word=8 layers.0.weights.word_bits=32"),
            ("**10**", ""),
            ("20", "layers.0.weights.synapses_per_word=20 layers.0.weights.word_bits=80"),
            ("40", "layers.0.weights.synapses_per_word=40 layers.0.weights.word_bits=160"),
            (
                "200 (one row), 2 banks",
                "layers.0.weights.synapses_per_word=200 layers.0.weights.word_bits=800 layers.0.inputs_per_cycle=2",
            ),
        ],
    ),
    (
        "Synapses of a weight word in layer 2",
        &[
            ("5", "layers.1.weights.synapses_per_word=5 layers.1.weights.word_bits=20"),
            ("10", "layers.1.weights.synapses_per_word=10 layers.1.weights.word_bits=40"),
            ("**20**", ""),
            ("40", "layers.1.weights.synapses_per_word=40 layers.1.weights.word_bits=160"),
        ],
    ),
    (
        "Accumulator words: a memory for each neuron, words of neighbouring inputs; or rows of neighbouring neurons",
        &[
            (
                "neuron, 1 input",
                "layers.*.accumulators={order=\"neuron\",synapses_per_word=1,word_bits=8,ports=1}",
            ),
            (
                "neuron, 2 inputs",
                "layers.*.accumulators={order=\"neuron\",synapses_per_word=2,word_bits=16,ports=1}",
            ),
            ("**neuron, 4 inputs**", ""),
            (
                "neuron, 8 inputs",
                "layers.*.accumulators={order=\"neuron\",synapses_per_word=8,word_bits=64,ports=1}",
            ),
            (
                "neuron, 4 inputs, 2 ports",
                "layers.*.accumulators={order=\"neuron\",synapses_per_word=4,word_bits=32,ports=2}",
            ),
            (
                "row, 4 neurons",
                "layers.*.accumulators={order=\"input\",synapses_per_word=4,word_bits=32,ports=1}",
            ),
            (
                "row, 10 neurons",
                "layers.*.accumulators={order=\"input\",synapses_per_word=10,word_bits=80,ports=1}",
            ),
        ],
    ),
    (
        "Neurons that share their feedback signs, with accumulator rows of as many neurons",
        &[
            (
                "1, row of 4",
                "layers.*.accumulators={order=\"input\",synapses_per_word=4,word_bits=32,ports=1}",
            ),
            (
                "4, row of 4",
                "network.feedback_sharing=4 \
                 layers.*.accumulators={order=\"input\",synapses_per_word=4,word_bits=32,ports=1}",
            ),
            (
                "8, row of 8",
                "network.feedback_sharing=8 \
                 layers.*.accumulators={order=\"input\",synapses_per_word=8,word_bits=64,ports=1}",
            ),
            (
                "16, row of 16",
                "network.feedback_sharing=16 \
                 layers.*.accumulators={order=\"input\",synapses_per_word=16,word_bits=128,ports=1}",
            ),
            ("**1, memory for each neuron**", ""),
        ],
    ),
    (
        "Widths of weights and accumulators",
        &[
            (
                "w3g8",
                "network.format=w3g8 layers.0.weights.word_bits=30 layers.1.weights.word_bits=60 \
                 layers.2.weights.word_bits=30",
            ),
            ("**w4g8**", ""),
            (
                "w6g8",
                "network.format=w6g8 layers.0.weights.word_bits=60 layers.1.weights.word_bits=120 \
                 layers.2.weights.word_bits=60",
            ),
        ],
    ),
    (
        "Other machines",
        &[
            ("**apical**", ""),
            ("single-bank, 2 synapses a word", "preset=single-bank"),
            (
                "single-bank, 4 synapses a word",
                "preset=single-bank layers.*.weights.synapses_per_word=4 layers.*.weights.word_bits=64",
            ),
            (
                "single-bank, 10 synapses a word",
                "preset=single-bank layers.*.weights.synapses_per_word=10 layers.*.weights.word_bits=160",
            ),
            ("backpropagation", "preset=backpropagation"),
            (
                "backpropagation, 2 synapses a word",
                "preset=backpropagation layers.*.weights.synapses_per_word=2 layers.*.weights.word_bits=32",
            ),
            (
                "backpropagation, 10 synapses a word",
                "preset=backpropagation layers.*.weights.synapses_per_word=10 layers.*.weights.word_bits=160",
            ),
            ("park2019", "preset=park2019"),
            ("park2019, idle neurons off in updates", "preset=park2019 dataflow.update_reads=changing"),
        ],
    ),
];
