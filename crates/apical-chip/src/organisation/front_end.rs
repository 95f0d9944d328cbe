//! What a front end is built of.

use apical_core::front_end::{FrontEnd, Levels};
use serde::Serialize;

use super::retina::RetinaUnits;

/// Most values that a front end takes a cycle.
pub(super) const MAXIMUM_VALUES_PER_CYCLE: u32 = 64;

/// Units of a front end (docs/microarchitecture.md, section 20). Thresholds are loaded, everything else is built in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct FrontEndOrganisation {
    /// Raw values of an image.
    pub values: u32,
    /// Raw values taken a cycle, 1 to 64; with a retina, a divisor of its width.
    pub values_per_cycle: u32,
    /// Comparators of levels.
    pub levels: Option<LevelUnits>,
    /// Filters over a picture.
    pub retina: Option<RetinaUnits>,
}

/// Comparators of levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct LevelUnits {
    /// Levels of each value.
    pub levels: u32,
    /// Whether each value has thresholds of its own, in memories; registers hold shared ones.
    pub own_thresholds: bool,
}

/// A front end that units were not built for: what differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) part: &'static str,
    pub(super) found: u32,
    pub(super) built: u32,
}

impl FrontEndOrganisation {
    /// Units for a front end that makes bits or inverts; `None` for a bare threshold, which has none. `values` is the number of the
    /// network's inputs. What is taken a cycle is made smaller where the front end has less, or a width that it does not divide.
    #[must_use]
    pub fn new(
        front_end: &FrontEnd,
        inputs: u32,
        values_per_cycle: u32,
        positions_per_cycle: u32,
    ) -> Option<Self> {
        if *front_end == FrontEnd::THRESHOLD {
            return None;
        }
        let retina = front_end.retina.as_ref().map(|retina| RetinaUnits::new(retina, positions_per_cycle));
        let values = front_end.raw_inputs().map_or(inputs, |values| values as u32);
        let most = values_per_cycle.clamp(1, MAXIMUM_VALUES_PER_CYCLE).min(values.max(1));
        let divides = |per_cycle: &u32| retina.is_none_or(|retina| retina.width.is_multiple_of(*per_cycle));
        Some(Self {
            values,
            values_per_cycle: (1..=most).rev().find(divides).unwrap_or(1),
            levels: front_end.levels.as_ref().map(LevelUnits::new),
            retina,
        })
    }

    /// Bits of an image; `None` where values are only inverted.
    #[must_use]
    pub fn bits(&self) -> Option<u32> {
        let levels = self.levels.map(|levels| self.values.saturating_mul(levels.levels));
        let retina = self.retina.map(|retina| retina.bits());
        (levels.is_some() || retina.is_some())
            .then(|| levels.unwrap_or(0).saturating_add(retina.unwrap_or(0)))
    }

    /// Groups of values of an image.
    #[must_use]
    pub const fn groups(&self) -> u32 {
        self.values.div_ceil(self.values_per_cycle)
    }

    /// What of the units another front end would need otherwise.
    pub(super) fn difference(&self, other: &Self) -> Option<Difference> {
        let levels = |units: &Self| units.levels.map_or((0, 0), |of| (of.levels, of.own_thresholds.into()));
        let retina = |units: &Self| {
            let of = units.retina?;
            Some([of.width, of.height, of.kernel, of.angles, of.stride, of.pool, of.value_bits])
        };
        let names = ["width", "height", "kernel", "angles", "stride", "pool", "bits of a value"];
        let (built, found) = (levels(self), levels(other));
        let pair = |part, found, built| (found != built).then_some(Difference { part, found, built });
        let retinas = match (retina(self), retina(other)) {
            (Some(built), Some(found)) => names
                .into_iter()
                .zip(found.into_iter().zip(built))
                .find_map(|(part, (found, built))| pair(part, found, built)),
            (built, found) => pair("retinas", found.is_some().into(), built.is_some().into()),
        };
        // Any number of values can be inverted.
        let (values, built_values) = if self.bits().is_some() { (other.values, self.values) } else { (0, 0) };
        pair("levels", found.0, built.0)
            .or_else(|| pair("own thresholds of each value", found.1, built.1))
            .or(retinas)
            .or_else(|| pair("raw values", values, built_values))
    }

    /// What there is, for messages.
    pub(super) const fn described(&self) -> &'static str {
        match (self.levels.is_some(), self.retina.is_some()) {
            (true, true) => "levels and a retina",
            (true, false) => "levels",
            (false, true) => "a retina",
            (false, false) => "an inversion",
        }
    }
}

impl LevelUnits {
    fn new(levels: &Levels) -> Self {
        Self { levels: levels.levels as u32, own_thresholds: !levels.is_shared() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str, values: u32, positions: u32) -> FrontEndOrganisation {
        let front_end: FrontEnd = text.parse().unwrap();
        FrontEndOrganisation::new(&front_end, 70, values, positions).unwrap()
    }

    const RETINA: &str = "retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=1,bar=1)";

    #[test]
    fn groups_divide_rows() {
        let of = |values| units(RETINA, values, 4).values_per_cycle;
        assert_eq!([1, 5, 13, 28].map(of), [1, 4, 7, 28]);
        assert_eq!(units("levels(65;1,2)", 64, 1).groups(), 2);
        assert_eq!(units("inverted+threshold", 64, 1).values, 70);
    }

    #[test]
    fn units_for_another_front_end_are_told_apart() {
        let built = units(RETINA, 28, 28);
        let part = |text: &str| built.difference(&units(text, 4, 4)).map(|difference| difference.part);
        assert_eq!(part(RETINA), None);
        assert_eq!(part(&RETINA.replace("edge=1", "edge=9")), None);
        assert_eq!(part(&RETINA.replace("kernel=7", "kernel=5")), Some("kernel"));
        assert_eq!(part(&RETINA.replace("input=grey", "input=100")), Some("bits of a value"));
        assert_eq!(part("levels(784;100)"), Some("levels"));
        assert_eq!(part("inverted+threshold"), Some("retinas"));
    }
}
