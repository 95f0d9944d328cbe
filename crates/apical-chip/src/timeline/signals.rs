//! The signals of a waveform: their names, and their values in a cycle, in the same order.

use super::Heading;
use crate::machine::trace::{
    ControllerState, CycleView, EncoderState, FrontEndState, LayerState, LayerView, UpdateState,
};

/// Signals of a block.
pub(super) struct Scope {
    pub(super) name: String,
    pub(super) signals: Vec<Signal>,
}

pub(super) struct Signal {
    pub(super) name: String,
    pub(super) width: u32,
    /// What its values mean, where they are states.
    pub(super) meaning: Option<String>,
}

fn number(name: &str, width: u32) -> Signal {
    Signal { name: name.to_owned(), width, meaning: None }
}

fn state(name: impl Into<String>, states: impl Iterator<Item = (u8, &'static str)>) -> Signal {
    let meanings: Vec<String> = states.map(|(number, name)| format!("{number} {name}")).collect();
    Signal { name: name.into(), width: 3, meaning: Some(meanings.join(", ")) }
}

/// Numbers of images and slots.
const WIDE: u32 = 64;

/// The blocks of a machine.
pub(super) fn scopes(heading: &Heading) -> Vec<Scope> {
    let layers = heading.layers;
    let scope = |name: &str, signals| Scope { name: name.to_owned(), signals };
    let named = |states: &'static [UpdateState]| states.iter().map(|state| (state.number(), state.name()));
    let mut scopes = vec![
        scope(
            "controller",
            vec![
                state("state", ControllerState::ALL.iter().map(|state| (state.number(), state.name()))),
                number("slot", WIDE),
            ],
        ),
        scope(
            "encoder",
            vec![
                state("state", EncoderState::ALL.iter().map(|state| (state.number(), state.name()))),
                number("pixels_taken", 32),
            ],
        ),
        scope("queue", vec![number("words", 32)]),
    ];
    scopes.extend((1..=layers).map(|layer| Scope {
        name: format!("layer{layer}"),
        signals: vec![
            number("image", WIDE),
            state("state", LayerState::ALL.iter().map(|state| (state.number(), state.name()))),
            number("active", 1),
            number("running", 1),
            number("events", 32),
            number("conflict", 1),
        ],
    }));
    if heading.front_end {
        let states = FrontEndState::ALL.iter().map(|state| (state.number(), state.name()));
        let signals = vec![state("state", states), number("values_taken", 32), number("available", 32)];
        scopes.insert(1, scope("front_end", signals));
    }
    scopes.push(scope("search", vec![number("busy", 1)]));
    let mut update = vec![number("image", WIDE)];
    update.extend((1..=layers).map(|layer| state(format!("layer{layer}"), named(UpdateState::ALL))));
    scopes.push(scope("update", update));
    scopes
}

/// Values of all signals of [`scopes`]; `None`: there is none, such as the image of an idle layer.
pub(super) fn values(view: &CycleView<'_>, heading: &Heading, values: &mut Vec<Option<u64>>) {
    values.clear();
    values.extend([u64::from(view.state.number()), view.slot].map(Some));
    if heading.front_end {
        let front_end = view.front_end;
        let numbers =
            [front_end.state.number().into(), front_end.values_taken.into(), front_end.available as u64];
        values.extend(numbers.map(Some));
    }
    values.extend(
        [u64::from(view.encoder.number()), view.pixels_taken as u64, view.queue_words as u64].map(Some),
    );
    // As many as were declared, whatever network was loaded since.
    let views =
        || view.layers.iter().copied().chain(std::iter::repeat(LayerView::default())).take(heading.layers);
    for layer in views() {
        values.push(layer.image);
        values.extend(
            [
                u64::from(layer.state.number()),
                layer.image.is_some().into(),
                layer.is_running().into(),
                layer.events.into(),
                layer.conflict.into(),
            ]
            .map(Some),
        );
    }
    values.push(Some(view.searching.into()));
    values.push(view.learned);
    values.extend(views().map(|layer| Some(layer.update.number().into())));
}
