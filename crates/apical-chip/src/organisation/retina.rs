//! What a retina is built of.

use std::sync::Arc;

use apical_core::front_end::{FilterKind, Retina, RetinaInput};
use serde::Serialize;

use super::sums::SumPlan;

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

impl RetinaUnits {
    pub(super) fn new(retina: &Retina, positions_per_cycle: u32) -> Self {
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
    const fn retina(&self) -> Retina {
        Retina {
            width: self.width as usize,
            height: self.height as usize,
            kernel: self.kernel as usize,
            angles: self.angles as usize,
            stride: self.stride as usize,
            pool: self.pool as usize,
            input: if self.value_bits == 1 { RetinaInput::Spikes(128) } else { RetinaInput::Grey },
            edge_threshold: 1,
            bar_threshold: 1,
        }
    }

    /// Rows of positions, and positions of a row.
    #[must_use]
    pub const fn positions(&self) -> (u32, u32) {
        let (rows, columns) = self.retina().positions();
        (rows as u32, columns as u32)
    }

    /// Rows of fields, and fields of a row.
    #[must_use]
    pub const fn fields(&self) -> (u32, u32) {
        let (rows, columns) = self.retina().fields();
        (rows as u32, columns as u32)
    }

    /// Filters.
    #[must_use]
    pub const fn filters(&self) -> u32 {
        self.retina().filter_count() as u32
    }

    /// Bits of a row of fields.
    #[must_use]
    pub const fn bits_of_row(&self) -> u32 {
        self.fields().1 * self.filters() * 2
    }

    /// Bits of an image.
    #[must_use]
    pub const fn bits(&self) -> u32 {
        self.retina().bits() as u32
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
    use crate::organisation::FrontEndOrganisation;

    #[test]
    fn a_retina_has_the_bits_adders_and_steps_of_its_definition() {
        let text = "retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=1,bar=1)";
        let units = FrontEndOrganisation::new(&text.parse().unwrap(), 1176, 64, 100).unwrap();
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
}
