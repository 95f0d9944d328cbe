//! Fields of the registers, and of words behind the load port, that have more than one.

/// Fields of one word: a constant each, and all of them.
macro_rules! fields {
    ($(#[$about:meta])* $module:ident { $($name:ident: $high:literal $(: $low:literal)?, $meaning:literal;)* }) => {
        $(#[$about])*
        pub mod $module {
            use super::super::Field;

            $(
                #[doc = concat!("Bits ", $high, $(":", $low,)? ": ", $meaning, ".")]
                pub const $name: Field = fields!(@ stringify!($name), $high $(, $low)?; $meaning);
            )*
            /// All of them, the lowest first.
            pub const ALL: &[Field] = &[$($name),*];
        }
    };
    (@ $name:expr, $bit:literal; $meaning:literal) => { Field::bit($name, $bit, $meaning) };
    (@ $name:expr, $high:literal, $low:literal; $meaning:literal) => { Field::bits($name, $high, $low, $meaning) };
}

fields! {
    /// Fields of `CONTROL`.
    control {
        LEARN: 0, "learn, else infer";
        SEQUENTIAL: 1, "sequential order";
        DRAIN: 2, "drain";
        DRAIN_ONE: 3, "drain until an image has left (clears itself)";
    }
}

fields! {
    /// Fields of `STATUS`.
    status {
        STATE: 2:0, "state of the controller (section 4)";
        EMPTY: 3, "pipeline empty";
        RESULT: 4, "result valid";
    }
}

fields! {
    /// Fields of `RESULT`.
    result {
        WINNER: 7:0, "winner";
        LABEL: 15:8, "label";
        DIFFERENT: 16, "whether they differ";
    }
}

fields! {
    /// Fields of `LOAD_SPACE`.
    load_space {
        SPACE: 3:0, "kind of memory or register";
        LAYER: 7:4, "layer, from 1";
        NUMBER: 31:16, "number of the memory";
    }
}

fields! {
    /// Fields of `LOAD_ADDRESS`.
    load_address {
        WORD: 15:0, "word";
        PART: 23:16, "part of it, 32 bits each, the lowest first";
    }
}

fields! {
    /// Fields of `ERRORS`.
    errors {
        BUSY: 0, "access refused while the controller is not idle";
        RANGE: 1, "value out of the range of its register";
        ADDRESS: 2, "no such register, memory, word or part, or it is only read";
        LABEL: 3, "an image was to be learned with a label that is no class, and was classified";
        SHORT: 4, "an image with too few pixels: the rest of it counts as 0";
        LONG: 5, "an image with too many pixels: what came after the last group was dropped";
    }
}

fields! {
    /// Fields of `FRONT_END`.
    front_end {
        INVERTED: 0, "raw values `v` count as `255 - v`";
        HIGHEST: 1, "levels set the highest that is reached alone, else all";
        SPIKE_THRESHOLD: 15:8, "value from which a spike enters the band, where values have 1 bit";
    }
}

fields! {
    /// Fields of `RETINA_THRESHOLDS`.
    retina_thresholds {
        EDGE: 14:0, "least response of edges that sets a bit";
        BAR: 30:16, "of bars";
    }
}

fields! {
    /// Fields of a word of the space `RECORD_HEADER`.
    header {
        LABEL: 7:0, "label";
        LEARNED: 8, "learned";
        PASSED: 11:9, "layers passed";
        USED: 12, "in use";
    }
}

fields! {
    /// Fields of a word of the space `BIASES`, both in two's complement.
    bias {
        WEIGHT: 7:0, "bW";
        ACCUMULATOR: 15:8, "bG in its lowest `g` bits";
    }
}
