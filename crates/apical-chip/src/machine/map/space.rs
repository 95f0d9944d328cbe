//! Kinds of memories and registers behind the load port.

use super::field::Field;
use super::fields::{bias, header};
use super::register::Machines;

/// A kind of memory or register behind the load port; its code is in `LOAD_SPACE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each one's description says what it is")]
pub enum Space {
    Weights,
    Accumulators,
    Biases,
    Signs,
    Lanes,
    ControlGenerator,
    RecordInput,
    RecordSpikes,
    RecordWindow,
    RecordHeader,
    Pipeline,
    Potentials,
    LevelThresholds,
}

/// Which layers have a space of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layers {
    /// It belongs to no layer: what `LOAD_SPACE` says of layers does not matter.
    None,
    /// Each.
    All,
    /// All but the output layer.
    Hidden,
}

/// Everything about a space. How large it is follows from the machine: [`Space::extent`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpaceDescription {
    /// Name, in capitals.
    pub name: &'static str,
    /// Which layers have one.
    pub layers: Layers,
    /// What it is.
    pub what: &'static str,
    /// What the number of the memory says; nothing: it does not matter.
    pub number: Option<&'static str>,
    /// What the word says; nothing: it does not matter.
    pub word: Option<&'static str>,
    /// What its words are, apart from what the fields say.
    pub parts: &'static str,
    /// Fields of its words.
    pub fields: &'static [Field],
    /// Whether a host may write it.
    pub writable: bool,
    /// Which machines have it.
    pub machines: Machines,
    /// Whether a word takes effect with its last part, not each part by itself.
    pub collected: bool,
}

/// What most spaces have in common.
const SPACE: SpaceDescription = SpaceDescription {
    name: "",
    layers: Layers::None,
    what: "",
    number: None,
    word: None,
    parts: "",
    fields: &[],
    writable: true,
    machines: Machines::All,
    collected: false,
};

const DESCRIPTIONS: [SpaceDescription; Space::ALL.len()] = [
    SpaceDescription {
        name: "WEIGHTS",
        layers: Layers::All,
        what: "weights of a layer",
        number: Some("row bank x memories of a bank + memory"),
        word: Some("as section 14"),
        parts: "bits of the word",
        collected: true,
        ..SPACE
    },
    SpaceDescription {
        name: "ACCUMULATORS",
        layers: Layers::All,
        what: "accumulators of a layer",
        number: Some("memory"),
        word: Some("as section 14"),
        parts: "bits of the word",
        collected: true,
        ..SPACE
    },
    SpaceDescription {
        name: "BIASES",
        layers: Layers::All,
        what: "biases of a layer",
        word: Some("neuron"),
        parts: "1",
        fields: bias::ALL,
        ..SPACE
    },
    SpaceDescription {
        name: "SIGNS",
        layers: Layers::Hidden,
        what: "feedback signs of a hidden layer",
        word: Some("neuron"),
        parts: "classes",
        ..SPACE
    },
    SpaceDescription { name: "LANES", what: "lanes", word: Some("lane"), parts: "1", ..SPACE },
    SpaceDescription {
        name: "CONTROL_GENERATOR",
        what: "control generator",
        word: Some("0"),
        parts: "1",
        ..SPACE
    },
    SpaceDescription {
        name: "RECORD_INPUT",
        what: "record: input spikes",
        number: Some("age, 0 the newest"),
        parts: "inputs",
        ..SPACE
    },
    SpaceDescription {
        name: "RECORD_SPIKES",
        layers: Layers::Hidden,
        what: "record: spikes of a hidden layer",
        number: Some("age"),
        parts: "neurons",
        ..SPACE
    },
    SpaceDescription {
        name: "RECORD_WINDOW",
        layers: Layers::Hidden,
        what: "record: window bits of a hidden layer",
        number: Some("age"),
        parts: "neurons",
        ..SPACE
    },
    SpaceDescription {
        name: "RECORD_HEADER",
        what: "record: header",
        word: Some("age"),
        parts: "1",
        fields: header::ALL,
        ..SPACE
    },
    SpaceDescription {
        name: "PIPELINE",
        what: "images in the pipeline",
        word: Some("0"),
        parts: "1: their number; writing it puts the records of these ages in use",
        ..SPACE
    },
    SpaceDescription {
        name: "POTENTIALS",
        layers: Layers::All,
        what: "potentials of a layer",
        word: Some("neuron"),
        parts: "1, sign-extended",
        writable: false,
        ..SPACE
    },
    SpaceDescription {
        name: "LEVEL_THRESHOLDS",
        what: "thresholds of levels, the lowest first",
        number: Some("value modulo values a cycle; 0 if shared"),
        word: Some("value divided by values a cycle; 0 if shared"),
        parts: "8 bits a level",
        machines: Machines::Levels,
        collected: true,
        ..SPACE
    },
];

impl Space {
    /// All spaces, by their codes.
    pub const ALL: [Self; 13] = [
        Self::Weights,
        Self::Accumulators,
        Self::Biases,
        Self::Signs,
        Self::Lanes,
        Self::ControlGenerator,
        Self::RecordInput,
        Self::RecordSpikes,
        Self::RecordWindow,
        Self::RecordHeader,
        Self::Pipeline,
        Self::Potentials,
        Self::LevelThresholds,
    ];

    /// Everything about it.
    #[must_use]
    pub const fn description(self) -> &'static SpaceDescription {
        &DESCRIPTIONS[self as usize]
    }

    /// As `LOAD_SPACE` has it.
    #[must_use]
    pub const fn code(self) -> u32 {
        self as u32
    }

    /// The space of a code, if there is one.
    #[must_use]
    pub fn of_code(code: u32) -> Option<Self> {
        Self::ALL.get(code as usize).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_agree_with_themselves() {
        for (index, space) in Space::ALL.into_iter().enumerate() {
            assert_eq!(Space::of_code(space.code()), Some(space));
            assert_eq!(space as usize, index);
            let mut free = 0;
            for field in space.description().fields {
                assert!(field.low >= free && field.high >= field.low, "{space:?} {field:?}");
                free = field.high + 1;
            }
        }
        assert_eq!(Space::of_code(13), None);
    }
}
