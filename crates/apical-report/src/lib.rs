//! Tables and charts for Apical's results, as text and SVG.
//!
//! Text is aligned by the width that a terminal gives each character. SVG files carry their own colours for light
//! and dark surroundings, need no script, no font and no network, and give the same bytes for the same numbers.
//!
//! ```
//! use apical_report::{ConfusionMatrix, Table, Align};
//!
//! let mut matrix = ConfusionMatrix::new(2);
//! matrix.add(0, 0);
//! matrix.add(1, 0);
//! assert_eq!(matrix.accuracy(), 0.5);
//!
//! let mut table = Table::new(&[("class", Align::Left), ("recall", Align::Right)]);
//! table.row(["0", "100.0 %"]);
//! assert_eq!(table.to_string(), "class   recall\n0      100.0 %\n");
//! ```

mod bars;
mod chart;
mod confusion;
mod explorer;
mod number;
mod page;
mod statistics;
mod svg;
mod table;

pub use bars::{Bar, bar_chart};
pub use chart::{LineChart, Series};
pub use confusion::ConfusionMatrix;
pub use explorer::{Better, Dimension, EffectPanel, Explorer, ExplorerPoint};
pub use number::{duration, percent, rate, thousands};
pub use page::{Cell, Look, Page};
pub use statistics::{mean, median};
pub use svg::{
    BandChart, BandPoint, BandSeries, Flow, Histogram, Mark, Sankey, StackedBar, StackedBars, band_chart_svg,
    confusion_svg, histogram_svg, line_chart_svg, sankey_svg, stacked_bars_svg,
};
pub use table::{Align, Table, width};
