//! What the exports as source text need of a front end: small tables of integers.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::contract::LONGEST_SIDE;
use super::source::numbers;
use crate::Config;
use crate::front_end::{Code, FilterKind, Levels, Retina};

/// A front end without multiplications. A threshold is a single level at 128, as inference has it.
pub(super) struct Tables<'a> {
    /// Whether each raw value `v` counts as `255 - v`.
    pub(super) inverted: bool,
    pub(super) levels: Option<Cow<'a, Levels>>,
    pub(super) retina: Option<RetinaTables<'a>>,
}

/// A retina by sums of runs. Of each row that a filter's kernel covers the sums of the pixels left of each column are kept, `pitch`
/// a row, modulo 2^16; the sum of a run is the difference of two of them. That is exact, since no run and no response reaches 2^15.
pub(super) struct RetinaTables<'a> {
    pub(super) retina: &'a Retina,
    /// Pairs of each filter.
    pub(super) counts: Vec<u8>,
    /// Of each filter in turn, distances from the sum of the kernel's upper left pixel: one to add and one to subtract, in turn.
    /// Of an edge that gives the response. Of a bar it gives the sum of its stripe, three times which less the whole kernel is
    /// the response.
    pub(super) pairs: Vec<u16>,
}

impl<'a> Tables<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        let front_end = &config.front_end;
        let threshold = || {
            let (inputs, thresholds) = (config.raw_inputs(), alloc::vec![128]);
            Levels { inputs, levels: 1, code: Code::Thermometer, thresholds }
        };
        let levels = front_end.levels.as_ref().map(Cow::Borrowed);
        Self {
            inverted: front_end.inverted,
            levels: levels.or_else(|| front_end.is_threshold().then(|| Cow::Owned(threshold()))),
            retina: front_end.retina.as_ref().map(RetinaTables::new),
        }
    }
}

impl<'a> RetinaTables<'a> {
    fn new(retina: &'a Retina) -> Self {
        let mut tables = Self { retina, counts: Vec::new(), pairs: Vec::new() };
        let (kernel, pitch) = (retina.kernel, tables.pitch());
        for filter in retina.filters() {
            let before = tables.pairs.len();
            let mut push = |wanted: i8| {
                for run in filter.runs(kernel, wanted) {
                    // At most 10 rows of 4,011 sums, 11 columns and 22 pairs.
                    let left = (run.row * pitch + run.column) as u16;
                    let right = left + run.length as u16;
                    tables.pairs.extend(if wanted > 0 { [right, left] } else { [left, right] });
                }
            };
            match filter.kind {
                FilterKind::Edge => [1, -1].into_iter().for_each(&mut push),
                FilterKind::Bar => push(2),
            }
            tables.counts.push(((tables.pairs.len() - before) / 2) as u8);
        }
        tables
    }

    /// What the templates of every language call by the same keys; `first` is the index of the retina's first bit.
    pub(super) fn values(&self, first: usize) -> [(&'static str, String); 14] {
        let retina = self.retina;
        [
            ("width", retina.width.to_string()),
            ("height", retina.height.to_string()),
            ("kernel", retina.kernel.to_string()),
            ("stride", retina.stride.to_string()),
            ("pool", retina.pool.to_string()),
            ("angles", retina.angles.to_string()),
            ("filters", retina.filter_count().to_string()),
            ("field_columns", retina.fields().1.to_string()),
            ("counts", numbers(&self.counts)),
            ("pair_count", self.pairs.len().to_string()),
            ("pairs", numbers(&self.pairs)),
            ("edge", retina.edge_threshold.to_string()),
            ("bar", retina.bar_threshold.to_string()),
            ("first", first.to_string()),
        ]
    }

    /// Sums of a row: one left of each pixel of the picture and of the border that filters see, and one right of them.
    pub(super) fn pitch(&self) -> usize {
        self.retina.width + self.retina.kernel
    }

    /// Sums that are kept at once.
    pub(super) fn sums(&self) -> usize {
        self.retina.kernel * self.pitch()
    }

    /// Flags that are kept at once: one a filter for a row of fields.
    pub(super) fn flags(&self) -> usize {
        self.retina.fields().1 * self.retina.filter_count()
    }
}

/// What the templates of every language call by the same keys, of levels.
pub(super) fn level_values(levels: &Levels) -> [(&'static str, String); 5] {
    let which = match levels.code {
        Code::Thermometer => "Each",
        Code::Highest => "The highest",
    };
    let whose = if levels.is_shared() { "every value" } else { "each value in turn" };
    [
        ("levels", levels.levels.to_string()),
        ("count", levels.thresholds.len().to_string()),
        ("thresholds", numbers(&levels.thresholds)),
        ("whose", alloc::format!("{whose}, lowest first")),
        ("which", which.to_string()),
    ]
}

/// Bytes of the bits that a network of such a front end reads at once: its inputs', or those of a layer's spikes.
pub(super) fn bit_bytes(config: &Config) -> usize {
    config.layers[..config.layer_count()].iter().max().map_or(0, |bits| bits.div_ceil(8))
}

/// Bytes of the arrays that inference has on the stack.
pub(super) fn stack(config: &Config) -> usize {
    let widest = config.layers[1..].iter().max().copied().unwrap_or(0);
    let retina = Tables::new(config).retina.map_or(0, |tables| 2 * tables.sums() + tables.flags());
    4 * widest + 4 * config.classes() + bit_bytes(config) + retina
}

/// Bytes of the arrays that normalising a picture has on the stack at most: a byte and a count of two for each grey level, and twice a
/// number of four for each pixel of a line.
pub(super) fn normalise_stack() -> usize {
    256 + 2 * 256 + 2 * 4 * LONGEST_SIDE
}

/// A front end in a comment: the beginning of one with many thresholds.
pub(super) fn shortened(config: &Config) -> String {
    const LONGEST: usize = 90;
    let mut text = alloc::format!("{}", config.front_end);
    if text.len() > LONGEST {
        text.truncate(LONGEST);
        text.push_str("..");
    }
    text
}
