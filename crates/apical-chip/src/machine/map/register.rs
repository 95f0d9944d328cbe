//! Registers of the bus: 32 bits at a byte address each.

use std::ops::RangeInclusive;

use apical_core::{Format, SPECIFICATION_VERSION};

use super::field::Field;
use super::fields::{
    control, errors, front_end, load_address, load_space, result, retina_thresholds, status,
};
use crate::organisation::Organisation;

/// A register of the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each one's description says what it is")]
pub enum Register {
    Id,
    Control,
    Status,
    StepRate,
    MarginBits,
    DropShift,
    Result,
    Images,
    Updates,
    Cycles,
    LoadSpace,
    LoadAddress,
    LoadData,
    Errors,
    FrontEnd,
    RetinaThresholds,
    /// One for each hidden layer, at neighbouring addresses.
    Window,
}

/// Which machines have a register or a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machines {
    /// All.
    All,
    /// Those with a front end.
    FrontEnd,
    /// Those with a retina.
    Retina,
    /// Those with levels.
    Levels,
}

impl Machines {
    /// Whether a machine is one of them.
    #[must_use]
    pub fn include(self, organisation: &Organisation) -> bool {
        let units = organisation.front_end.as_ref();
        match self {
            Self::All => true,
            Self::FrontEnd => units.is_some(),
            Self::Retina => units.is_some_and(|units| units.retina.is_some()),
            Self::Levels => units.is_some_and(|units| units.levels.is_some()),
        }
    }

    /// Them, as a remark; nothing for all.
    #[must_use]
    pub const fn remark(self) -> &'static str {
        match self {
            Self::All => "",
            Self::FrontEnd => "with a front end",
            Self::Retina => "with a retina",
            Self::Levels => "with levels",
        }
    }
}

/// What a host may do with a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read; it never changes.
    Constant,
    /// Read.
    Read,
    /// Read and write.
    Write,
    /// Read; written only while the controller is idle.
    WriteWhenIdle,
    /// Read; a written 1 clears its bit.
    WriteOneToClear,
}

/// Values that a register takes. Another one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// All: bits that it does not have are dropped.
    Any,
    /// From the first to the second.
    Range(u32, u32),
    /// Of each field from 1 on.
    NoFieldZero,
    /// From 0 to the largest accumulator, in 8.8.
    StepRate,
}

/// Everything about a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// Name, in capitals.
    pub name: &'static str,
    /// Byte address; of `WINDOW`, that of hidden layer 1, the next one 4 further.
    pub address: u16,
    /// Its bits, the lowest first; all others read as 0.
    pub fields: &'static [Field],
    /// What a host may do.
    pub access: Access,
    /// Value after reset, with the default rule.
    pub reset: u32,
    /// Values that can be written.
    pub values: Values,
    /// Which machines have it.
    pub machines: Machines,
    /// What it holds; of a register with several fields, what they have in common, or nothing.
    pub meaning: &'static str,
}

const WHOLE: &[Field] = &[Field::bits("VALUE", 31, 0, "")];
const HALF: &[Field] = &[Field::bits("VALUE", 15, 0, "")];
const FOUR: &[Field] = &[Field::bits("VALUE", 3, 0, "")];

/// What most registers have in common.
const REGISTER: Description = Description {
    name: "",
    address: 0,
    fields: WHOLE,
    access: Access::Read,
    reset: 0,
    values: Values::Any,
    machines: Machines::All,
    meaning: "",
};

const DESCRIPTIONS: [Description; Register::ALL.len()] = [
    Description {
        name: "ID",
        access: Access::Constant,
        reset: 0x4150_0000 | SPECIFICATION_VERSION,
        meaning: "\"AP\" and the version of the specification: 2 with a front end, or more than 4,000 inputs",
        ..REGISTER
    },
    Description {
        name: "CONTROL",
        address: 0x04,
        fields: control::ALL,
        access: Access::Write,
        values: Values::Range(0, 15),
        ..REGISTER
    },
    Description {
        name: "STATUS",
        address: 0x08,
        fields: status::ALL,
        // Idle, nothing in the pipeline.
        reset: status::EMPTY.mask(),
        ..REGISTER
    },
    Description {
        name: "STEP_RATE",
        address: 0x0C,
        fields: HALF,
        access: Access::Write,
        values: Values::StepRate,
        meaning: "learning rate, 8.8 unsigned, in accumulator units",
        ..REGISTER
    },
    Description {
        name: "MARGIN_BITS",
        address: 0x10,
        fields: FOUR,
        access: Access::WriteWhenIdle,
        reset: 5,
        values: Values::Range(0, 8),
        meaning: "bits of the random margin",
        ..REGISTER
    },
    Description {
        name: "DROP_SHIFT",
        address: 0x14,
        fields: FOUR,
        access: Access::WriteWhenIdle,
        reset: 3,
        values: Values::Range(1, 8),
        meaning: "n: a training spike is dropped one time in 2^n",
        ..REGISTER
    },
    Description { name: "RESULT", address: 0x18, fields: result::ALL, ..REGISTER },
    Description {
        name: "IMAGES",
        address: 0x1C,
        meaning: "images that left the output layer, modulo 2^32",
        ..REGISTER
    },
    Description { name: "UPDATES", address: 0x20, meaning: "updates done, modulo 2^32", ..REGISTER },
    Description {
        name: "CYCLES",
        address: 0x24,
        meaning: "clock cycles not spent waiting for a host, modulo 2^32",
        ..REGISTER
    },
    Description {
        name: "LOAD_SPACE",
        address: 0x28,
        fields: load_space::ALL,
        access: Access::Write,
        meaning: "what `LOAD_DATA` reaches",
        ..REGISTER
    },
    Description {
        name: "LOAD_ADDRESS",
        address: 0x2C,
        fields: load_address::ALL,
        access: Access::Write,
        meaning: "each access to `LOAD_DATA` goes on to the next part, then to the next word",
        ..REGISTER
    },
    Description {
        name: "LOAD_DATA",
        address: 0x30,
        access: Access::WriteWhenIdle,
        meaning: "a part of a word; what is written takes effect with the word's last part",
        ..REGISTER
    },
    Description {
        name: "ERRORS",
        address: 0x34,
        fields: errors::ALL,
        access: Access::WriteOneToClear,
        meaning: "protocol errors of the host, see below",
        ..REGISTER
    },
    Description {
        name: "FRONT_END",
        address: 0x38,
        fields: front_end::ALL,
        access: Access::WriteWhenIdle,
        machines: Machines::FrontEnd,
        ..REGISTER
    },
    Description {
        name: "RETINA_THRESHOLDS",
        address: 0x3C,
        fields: retina_thresholds::ALL,
        access: Access::WriteWhenIdle,
        reset: retina_thresholds::EDGE.put(1) | retina_thresholds::BAR.put(1),
        machines: Machines::Retina,
        values: Values::NoFieldZero,
        ..REGISTER
    },
    Description {
        name: "WINDOW",
        address: 0x40,
        fields: HALF,
        access: Access::WriteWhenIdle,
        reset: 16,
        values: Values::Range(1, 65_535),
        meaning: "theta of hidden layer 1; hidden layer `l` at 0x40 + 4 (l - 1)",
        ..REGISTER
    },
];

impl Register {
    /// All registers, by their addresses.
    pub const ALL: [Self; 17] = [
        Self::Id,
        Self::Control,
        Self::Status,
        Self::StepRate,
        Self::MarginBits,
        Self::DropShift,
        Self::Result,
        Self::Images,
        Self::Updates,
        Self::Cycles,
        Self::LoadSpace,
        Self::LoadAddress,
        Self::LoadData,
        Self::Errors,
        Self::FrontEnd,
        Self::RetinaThresholds,
        Self::Window,
    ];

    /// Everything about it.
    #[must_use]
    pub const fn description(self) -> &'static Description {
        &DESCRIPTIONS[self as usize]
    }

    /// Byte address; of the window, that of hidden layer 1.
    #[must_use]
    pub const fn address(self) -> u16 {
        self.description().address
    }

    /// Byte address of the window of a hidden layer, from 0.
    #[must_use]
    pub const fn window(hidden: u16) -> u16 {
        Self::Window.address() + 4 * hidden
    }

    /// The register at a byte address with so many hidden layers, and the hidden layer (from 0) of a window.
    #[must_use]
    pub fn at(address: u16, hidden: usize) -> Option<(Self, usize)> {
        let offset = address.checked_sub(Self::Window.address());
        match offset {
            Some(offset) => {
                let index = usize::from(offset / 4);
                (offset % 4 == 0 && index < hidden).then_some((Self::Window, index))
            }
            None => {
                Self::ALL.into_iter().find(|register| register.address() == address).map(|found| (found, 0))
            }
        }
    }
}

/// Its byte address.
impl From<Register> for u16 {
    fn from(register: Register) -> Self {
        register.address()
    }
}

impl Description {
    /// Bits in use.
    #[must_use]
    pub fn mask(&self) -> u32 {
        self.fields.iter().fold(0, |mask, field| mask | field.mask())
    }

    /// Whether a value can be written in a format.
    #[must_use]
    pub fn takes(&self, value: u32, format: Format) -> bool {
        let zero = self.fields.iter().any(|field| field.get(value) == 0);
        self.values.range(format).contains(&value) && !(self.values == Values::NoFieldZero && zero)
    }

    /// Whether a host may write it.
    #[must_use]
    pub fn writable(&self) -> bool {
        !matches!(self.access, Access::Constant | Access::Read)
    }
}

impl Values {
    /// Them, in a format.
    #[must_use]
    pub fn range(self, format: Format) -> RangeInclusive<u32> {
        match self {
            Self::Any | Self::NoFieldZero => 0..=u32::MAX,
            Self::Range(lowest, highest) => lowest..=highest,
            Self::StepRate => 0..=256 * format.accumulator_maximum() as u32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use apical_core::Config;

    #[test]
    fn descriptions_agree_with_themselves() {
        for (index, register) in Register::ALL.into_iter().enumerate() {
            let Description { name, address, fields, reset, values, .. } = *register.description();
            assert_eq!(register as usize, index, "{name}");
            assert_eq!(address % 4, 0, "{name}");
            assert_eq!(Register::at(address, 1), Some((register, 0)), "{name}");
            assert!(Register::ALL[..index].iter().all(|other| other.address() < address), "{name}");
            let mut free = 0;
            for field in fields {
                assert!(field.low >= free && field.high >= field.low && field.high < 32, "{name} {field:?}");
                free = field.high + 1;
            }
            let mask = register.description().mask();
            assert_eq!(reset & !mask, 0, "{name}");
            assert!(values == Values::Any || register.description().takes(reset, Format::W4G8), "{name}");
            if let Values::Range(lowest, highest) = values {
                assert!(lowest <= highest && highest & !mask == 0, "{name}");
            }
        }
    }

    #[test]
    fn reset_values_are_the_default_rule() {
        let config = Config::new(vec![784, 200, 200, 10]).unwrap();
        let reset = |register: Register| register.description().reset;
        assert_eq!(reset(Register::MarginBits), u32::from(config.margin_bits));
        assert_eq!(reset(Register::DropShift), u32::from(config.drop_shift));
        assert_eq!(reset(Register::Window), u32::from(config.window[0]));
    }

    #[test]
    fn no_threshold_of_a_retina_is_zero() {
        let thresholds = Register::RetinaThresholds.description();
        let takes = |edge, bar| {
            let value = retina_thresholds::EDGE.put(edge) | retina_thresholds::BAR.put(bar);
            thresholds.takes(value, Format::W4G8)
        };
        assert!(takes(1, 1) && takes(32_767, 32_767) && !takes(0, 1) && !takes(1, 0));
    }

    #[test]
    fn windows_are_where_hidden_layers_are() {
        assert_eq!(Register::at(Register::window(2), 3), Some((Register::Window, 2)));
        assert_eq!(Register::at(Register::window(3), 3), None);
        assert_eq!(Register::at(Register::window(1) + 2, 3), None);
        assert_eq!(Register::at(0x02, 3), None);
    }
}
