//! Tables and charts for results, as text and SVG.
