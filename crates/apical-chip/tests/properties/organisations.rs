//! Random presets that are valid by construction.

use apical_chip::preset::Preset;
use proptest::prelude::*;

/// One layer's memories. Shares of the layer's sizes, so that they fit whatever these are.
#[derive(Debug, Clone)]
struct Memories {
    per_cycle: u32,
    synapses: u32,
    spare_bits: u32,
    ports: u32,
    /// Order, synapses and ports of memories for accumulators alone.
    accumulators: Option<(bool, u32, u32)>,
}

fn memories() -> impl Strategy<Value = Memories> {
    let accumulators = proptest::option::of((any::<bool>(), 1_u32..9, 1_u32..3));
    (0_u32..4, 1_u32..13, 0_u32..9, 1_u32..3, accumulators).prop_map(
        |(per_cycle, synapses, spare_bits, ports, accumulators)| Memories {
            per_cycle: 1 << per_cycle,
            synapses,
            spare_bits,
            ports,
            accumulators,
        },
    )
}

/// Memories of words below 8 bits are outside the technology's tables.
const NARROWEST: u32 = 8;

/// The text of a preset for a network of some sizes.
fn text(
    sizes: &[u32],
    weight: u32,
    accumulator: u32,
    (event, backward): (bool, bool),
    pixels: u32,
    layers: &[Memories],
) -> String {
    let feedback = if backward { "backpropagation" } else { "spikes" };
    let kind = if event { "event" } else { "dense" };
    let first = layers[0].per_cycle;
    let pixels = if event { pixels.max(first) } else { first };
    let mut text = format!(
        "format_version = 1\nname = \"random\"\nsummary = \"random\"\ntechnology = \"65nm\"\nsupply = \"0.8 V\"\n\
         clock = \"20 MHz\"\n[network]\nlayers = {sizes:?}\nformat = \"w{weight}g{accumulator}\"\n\
         [dataflow]\nkind = \"{kind}\"\nfeedback = \"{feedback}\"\n[encoder]\npixels_per_cycle = {pixels}\n\
         [queue]\nwords = 3\n[search]\nneurons_per_cycle = 2\n"
    );
    for layer in layers {
        let Memories { per_cycle, synapses, spare_bits, ports, accumulators } = layer;
        let separate = accumulators.filter(|_| event);
        let each = if separate.is_some() { weight } else { weight + accumulator };
        let (order, synapses) = if event { ("input", *synapses) } else { ("neuron", *per_cycle) };
        let bits = (synapses * each + spare_bits).max(NARROWEST);
        text += &format!(
            "[[layers]]\ninputs_per_cycle = {per_cycle}\nweights = {{ order = \"{order}\", synapses_per_word = \
             {synapses}, word_bits = {bits}, ports = {ports} }}\n"
        );
        if let Some((by_input, synapses, ports)) = separate {
            let order = if by_input { "input" } else { "neuron" };
            let bits = (synapses * accumulator).max(NARROWEST);
            text += &format!(
                "accumulators = {{ order = \"{order}\", synapses_per_word = {synapses}, word_bits = {bits}, ports = \
                 {ports} }}\n"
            );
        }
    }
    text
}

/// Any preset of two to four layers.
pub(crate) fn presets() -> impl Strategy<Value = Preset> {
    let layers = proptest::collection::vec((1_u32..40, memories()), 2..5);
    (layers, 2_u32..12, 2_u32..9, 4_u32..9, any::<(bool, bool)>(), 0_u32..7).prop_map(
        |(layers, classes, weight, accumulator, event, pixels)| {
            let mut sizes: Vec<u32> = layers.iter().map(|(size, _)| *size).collect();
            sizes.push(classes);
            let memories: Vec<Memories> = layers.into_iter().map(|(_, memories)| memories).collect();
            let text = text(&sizes, weight, accumulator, event, 1 << pixels, &memories);
            Preset::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
        },
    )
}
