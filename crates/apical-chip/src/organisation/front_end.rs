//! What a front end is built of.

use std::sync::Arc;

use apical_core::front_end::{FilterKind, FrontEnd, Levels, Retina, RetinaInput};
use serde::Serialize;

use super::sums::SumPlan;

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

/// Band, filters and pooling of a retina.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct RetinaUnits {
    /// Columns of the picture.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Side of the filters, and rows of the band.
    pub kernel: u32,
    /// Angles; each has an edge and a bar.
    pub angles: u32,
    /// Pixels from one position to the next.
    pub stride: u32,
    /// Positions of a bit in each direction.
    pub pool: u32,
    /// Bits of a value in the band: 8 of grey ones, 1 of spikes.
    pub value_bits: u32,
    /// Positions of a row that all filters are laid on in a cycle, 1 to the positions of a row.
    pub positions_per_cycle: u32,
}

/// Adders of one kind: how many, and their width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adders {
    /// How many.
    pub count: u32,
    /// Bits of each.
    pub bits: u32,
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

impl RetinaUnits {
    fn new(retina: &Retina, positions_per_cycle: u32) -> Self {
        let Retina { width, height, kernel, angles, stride, pool, input, .. } = *retina;
        let units = Self {
            width: width as u32,
            height: height as u32,
            kernel: kernel as u32,
            angles: angles as u32,
            stride: stride as u32,
            pool: pool as u32,
            value_bits: if input == RetinaInput::Grey { 8 } else { 1 },
            positions_per_cycle: 1,
        };
        Self { positions_per_cycle: positions_per_cycle.clamp(1, units.positions().1), ..units }
    }

    /// As the definition has it, with some thresholds.
    fn retina(&self) -> Retina {
        let size = |number: u32| number as usize;
        Retina {
            width: size(self.width),
            height: size(self.height),
            kernel: size(self.kernel),
            angles: size(self.angles),
            stride: size(self.stride),
            pool: size(self.pool),
            input: if self.value_bits == 1 { RetinaInput::Spikes(128) } else { RetinaInput::Grey },
            edge_threshold: 1,
            bar_threshold: 1,
        }
    }

    /// Rows of positions, and positions of a row.
    #[must_use]
    pub const fn positions(&self) -> (u32, u32) {
        (self.height.div_ceil(self.stride), self.width.div_ceil(self.stride))
    }

    /// Rows of fields, and fields of a row.
    #[must_use]
    pub const fn fields(&self) -> (u32, u32) {
        let (rows, columns) = self.positions();
        (rows.div_ceil(self.pool), columns.div_ceil(self.pool))
    }

    /// Filters.
    #[must_use]
    pub const fn filters(&self) -> u32 {
        2 * self.angles
    }

    /// Bits of a row of fields.
    #[must_use]
    pub const fn bits_of_row(&self) -> u32 {
        self.fields().1 * self.filters() * 2
    }

    /// Bits of an image.
    #[must_use]
    pub const fn bits(&self) -> u32 {
        self.fields().0 * self.bits_of_row()
    }

    /// Rows on either side of a filter's middle.
    #[must_use]
    pub const fn half(&self) -> u32 {
        self.kernel / 2
    }

    /// Cycles in which a row of positions is filtered.
    #[must_use]
    pub const fn cycles_of_row(&self) -> u32 {
        self.positions().1.div_ceil(self.positions_per_cycle)
    }

    /// Steps of the band in an image: the picture's rows, and empty ones until the last row of positions is in the middle.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.height.max(self.stride * (self.positions().0 - 1) + self.half() + 1)
    }

    /// Columns of the picture that the positions of a cycle look at.
    #[must_use]
    pub fn window_columns(&self) -> u32 {
        (self.positions_per_cycle - 1) * self.stride + self.kernel
    }

    /// Bits of the sum of so many values.
    fn sum_bits(&self, values: u32) -> u32 {
        (values * ((1 << self.value_bits) - 1)).max(1).ilog2() + 1
    }

    /// The sums that the filters share, as adders.
    #[must_use]
    pub fn sums(&self) -> Arc<SumPlan> {
        SumPlan::of(self.kernel as usize, &self.retina().filters())
    }

    /// Adders for the positions of a cycle: of the shared sums, then two for each bar (three times the stripe, less the whole) and one
    /// for each edge.
    #[must_use]
    pub fn adders(&self) -> Vec<Adders> {
        let plan = self.sums();
        let instances = plan.instances(self.positions_per_cycle as usize, self.stride as usize);
        let shared = instances.iter().zip(&plan.pixels);
        let mut adders: Vec<Adders> = shared
            .map(|(&count, &pixels)| Adders { count: count as u32, bits: self.sum_bits(pixels) })
            .collect();
        for (kind, each) in [(FilterKind::Edge, 1), (FilterKind::Bar, 2)] {
            let count = each * self.angles * self.positions_per_cycle;
            adders.push(Adders { count, bits: self.response_bits(kind) });
        }
        adders
    }

    /// Bits of a response of a kind of filters: the widest of all angles.
    #[must_use]
    pub fn response_bits(&self, kind: FilterKind) -> u32 {
        let widest = self.retina().filters().into_iter().filter(|filter| filter.kind == kind).map(|filter| {
            let sum = |sign: i32| -> u32 {
                filter.coefficients.iter().map(|&value| (i32::from(value) * sign).max(0) as u32).sum()
            };
            self.sum_bits(sum(1).max(sum(-1))) + 1
        });
        widest.max().unwrap_or(1)
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
    fn a_retina_has_the_bits_adders_and_steps_of_its_definition() {
        let units = units(RETINA, 64, 100);
        let retina = units.retina.unwrap();
        assert_eq!((units.values_per_cycle, retina.positions_per_cycle), (28, 28));
        assert_eq!((units.bits(), retina.bits_of_row(), retina.steps()), (Some(1176), 168, 31));
        // 18 differences and triples a position, and what is shared.
        let adders: u32 = retina.adders().iter().map(|adders| adders.count).sum();
        assert!((90 * 28..120 * 28).contains(&adders), "{adders}");
        // 21 pixels on either side of an edge's middle; two times 21 in a bar.
        assert_eq!(retina.response_bits(FilterKind::Edge), 14);
        assert_eq!(retina.response_bits(FilterKind::Bar), 15);
    }

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
