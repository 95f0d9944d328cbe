//! Holds what Verilator counted against our own simulator's counts, net by net.

use crate::SynthesisError;
use crate::gates::{Counts, Flat};
use crate::netlist::{Bit, Design, Module, NetNames, Sample};
use crate::power::{At, Source};
use crate::saif::Recording;

struct Walk<'a> {
    design: &'a Design,
    sample: Sample,
    nets: usize,
    different: usize,
    first: Option<String>,
}

/// Every net of the recorded blocks must have changed as often, and been 1 as long, in both; how many there are.
///
/// # Errors
/// If one was not recorded, or they differ.
pub(crate) fn compare(
    design: &Design,
    sample: Sample,
    flat: &Flat,
    counts: &Counts,
    recording: &Recording,
) -> Result<usize, SynthesisError> {
    if recording.duration != counts.duration {
        let problem = format!("{} instead of {} half cycles", recording.duration, counts.duration);
        return Err(SynthesisError::differs("Verilator", problem));
    }
    let mut walk = Walk { design, sample, nets: 0, different: 0, first: None };
    let top = design.module(&design.top)?;
    let at = [Source::Counts(flat, counts).top(&top.name)?, Source::Saif(recording).top(&top.name)?];
    walk.visit(top, at, &top.name)?;
    match walk.first {
        Some(first) => {
            let problem = format!("{} of {} nets did something else: {first}", walk.different, walk.nets);
            Err(SynthesisError::differs("Verilator", problem))
        }
        None => Ok(walk.nets),
    }
}

impl Walk<'_> {
    fn visit(&mut self, module: &Module, at: [At<'_>; 2], path: &str) -> Result<(), SynthesisError> {
        let names = NetNames::of(module);
        for net in module.used_nets() {
            let [own, other] = at.map(|at| at.activity(Bit::Net(net), &names, &module.name));
            let (own, other) = (own?, other?);
            self.nets += 1;
            if own != other {
                self.different += 1;
                let name = names.net(net);
                self.first.get_or_insert_with(|| format!("{path}.{name}, {other:?} instead of {own:?}"));
            }
        }
        for like in self.sample.groups(module, self.design) {
            for index in like.chosen {
                let instance = &module.instances[index];
                let [own, other] = at.map(|at| at.inner(&instance.name));
                let path = format!("{path}.{}", instance.name);
                self.visit(self.design.module(&instance.of)?, [own?, other?], &path)?;
            }
        }
        Ok(())
    }
}
