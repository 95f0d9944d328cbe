//! What a network sees of raw values.

use apical_core::front_end::{self, Code, FrontEnd, Levels, Retina};
use serde::Serialize;

/// What a network sees of raw values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FrontEndView {
    /// Its parts, without thresholds, such as `retina+thermometer:3`.
    pub name: String,
    /// Whether values are inverted first: its images have dark ink on light ground.
    pub inverted: bool,
    /// Levels of each value, whose bits come first, value by value; null if there are none.
    pub levels: Option<LevelView>,
    /// Filters over the image; null if there are none. Without levels and filters, pixels spike from 128 on.
    pub retina: Option<RetinaView>,
}

/// Levels of each value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LevelView {
    /// How many.
    pub count: usize,
    /// Which of those reached spike.
    pub code: LevelCode,
    /// Least value that reaches each; null: each value has its own.
    pub thresholds: Option<Vec<u8>>,
}

/// Which of the levels that are reached spike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LevelCode {
    /// The highest alone.
    Highest,
    /// All.
    Thermometer,
}

/// Filters over an image. The bits of a field follow each other, filter by filter, that of positive responses before that of
/// negative ones; fields row by row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RetinaView {
    /// Fields in a row.
    pub columns: usize,
    /// Rows of fields.
    pub rows: usize,
    /// Positions of a field in each direction.
    pub pool: usize,
    /// Pixels from one position to the next.
    pub stride: usize,
    /// Side of a filter, in pixels.
    pub kernel: usize,
    /// Filters, angle by angle, the edge before the bar.
    pub filters: Vec<FilterView>,
}

/// A filter.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FilterView {
    /// What it answers to.
    pub kind: FilterKind,
    /// Angle of its line, in degrees, 0 to 180; 0 lies.
    pub degrees: f64,
    /// Its coefficients, row by row.
    pub coefficients: Vec<i8>,
}

/// What a filter answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FilterKind {
    /// The border between dark and light.
    Edge,
    /// A line.
    Bar,
}

impl From<&FrontEnd> for FrontEndView {
    fn from(front_end: &FrontEnd) -> Self {
        let FrontEnd { inverted, levels, retina } = front_end;
        let levels = levels.as_ref().map(LevelView::from);
        let mut parts = Vec::new();
        parts.extend(inverted.then(|| "inverted".to_owned()));
        parts.extend(retina.as_ref().map(|_| "retina".to_owned()));
        parts.extend(levels.as_ref().map(LevelView::name));
        parts.extend(front_end.is_threshold().then(|| "threshold".to_owned()));
        Self {
            name: parts.join("+"),
            inverted: *inverted,
            levels,
            retina: retina.as_ref().map(RetinaView::from),
        }
    }
}

impl LevelView {
    fn name(&self) -> String {
        let code = match self.code {
            LevelCode::Highest => "levels",
            LevelCode::Thermometer => "thermometer",
        };
        format!("{code}:{}", self.count)
    }
}

impl From<&Levels> for LevelView {
    fn from(levels: &Levels) -> Self {
        let code = match levels.code {
            Code::Highest => LevelCode::Highest,
            Code::Thermometer => LevelCode::Thermometer,
        };
        let thresholds = levels.is_shared().then(|| levels.thresholds.clone());
        Self { count: levels.levels, code, thresholds }
    }
}

impl From<&Retina> for RetinaView {
    fn from(retina: &Retina) -> Self {
        let (rows, columns) = retina.fields();
        let filter = |filter: front_end::Filter| FilterView {
            kind: match filter.kind {
                front_end::FilterKind::Edge => FilterKind::Edge,
                front_end::FilterKind::Bar => FilterKind::Bar,
            },
            degrees: 180.0 * filter.angle as f64 / retina.angles as f64,
            coefficients: filter.coefficients,
        };
        let filters = retina.filters().into_iter().map(filter).collect();
        Self { columns, rows, pool: retina.pool, stride: retina.stride, kernel: retina.kernel, filters }
    }
}
