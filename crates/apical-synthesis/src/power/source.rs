//! Where activity comes from: a SAIF file, or the counts of our own simulator.

use crate::SynthesisError;
use crate::gates::{Counts, Flat};
use crate::netlist::{Bit, NetNames};
use crate::saif::{Activity, Recording, Scope};

/// A recording.
#[derive(Clone, Copy)]
pub enum Source<'s> {
    /// As SAIF, by names.
    Saif(&'s Recording),
    /// By numbers.
    Counts(&'s Flat, &'s Counts),
}

/// An instance in it.
#[derive(Clone, Copy)]
pub(crate) enum At<'s> {
    Scope(&'s Scope),
    Number(&'s Flat, &'s Counts, usize),
}

impl<'s> Source<'s> {
    /// Its length in units of time.
    pub(crate) fn duration(self) -> u64 {
        match self {
            Self::Saif(recording) => recording.duration,
            Self::Counts(_, counts) => counts.duration,
        }
    }

    /// The top.
    pub(crate) fn top(self, name: &str) -> Result<At<'s>, SynthesisError> {
        match self {
            Self::Saif(recording) => recording
                .top
                .at(["TOP", name])
                .or_else(|| recording.top.at([name]))
                .map(At::Scope)
                .ok_or_else(|| SynthesisError::content("SAIF", format!("no instance {name}"))),
            Self::Counts(flat, counts) => Ok(At::Number(flat, counts, 0)),
        }
    }
}

impl At<'_> {
    pub(crate) fn inner(self, name: &str) -> Result<Self, SynthesisError> {
        let found = match self {
            Self::Scope(scope) => scope.instances.get(name).map(At::Scope),
            Self::Number(flat, counts, instance) => {
                flat.instances[instance].inner.get(name).map(|inner| At::Number(flat, counts, *inner))
            }
        };
        found.ok_or_else(|| SynthesisError::content("activity", format!("no instance {name}")))
    }

    /// What a bit did.
    pub(crate) fn activity(
        self,
        bit: Bit,
        names: &NetNames,
        module: &str,
    ) -> Result<Activity, SynthesisError> {
        match (self, bit) {
            (_, Bit::Constant(_)) => Ok(Activity::default()),
            (Self::Number(flat, counts, instance), _) => Ok(flat.activity(counts, instance, bit)),
            (Self::Scope(scope), Bit::Net(net)) => {
                let name = names.net(net);
                scope.nets.get(&name).copied().ok_or_else(|| {
                    SynthesisError::content("SAIF", format!("no signal {name} in an instance of {module}"))
                })
            }
        }
    }

    /// Reads and writes of a macro.
    pub(super) fn accesses(self, name: &str) -> Result<[f64; 2], SynthesisError> {
        let missing = || SynthesisError::content("activity", format!("no memory {name}"));
        match self {
            Self::Number(flat, counts, instance) => {
                let (reads, writes) = flat.accesses(counts, instance, name).ok_or_else(missing)?;
                Ok([reads as f64, writes as f64])
            }
            Self::Scope(scope) => {
                let scope = scope.instances.get(name).ok_or_else(missing)?;
                let count = |signal: &str| {
                    let found = scope.nets.get(signal).ok_or_else(missing)?;
                    Ok::<_, SynthesisError>(super::cycles(found.high))
                };
                Ok([count("reads")?, count("writes")?])
            }
        }
    }
}
