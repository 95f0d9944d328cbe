//! Rows of cells over a common clock, as SVG.

use std::fmt::Write as _;

const STYLE: &str = r#"<style>
  text { font-family: "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; font-size: 13.5px; fill: #1f2937 }
  .head { font-weight: 600; font-size: 17px }
  .small { font-size: 12.5px }
  .muted { fill: #64748b }
  .middle { text-anchor: middle }
  .end { text-anchor: end }
  .page { fill: #ffffff; stroke: #d5dbe3 }
  .track { fill: #f4f6f9 }
  .tick { stroke: #d5dbe3 }
  .slot { stroke: #94a3b8; stroke-width: 1.5; stroke-dasharray: 5 4 }
  .plain { fill: #e2e8f0; stroke: #94a3b8 }
  .note { fill: #fef3c7; stroke: #b45309 }
  .a { fill: #bfdbfe; stroke: #2563eb } .b { fill: #fed7aa; stroke: #c2410c } .c { fill: #bbf7d0; stroke: #15803d }
  .closes { fill-opacity: 0.4 }
  .starved { fill: none; stroke-dasharray: 3 3 }
  .read { fill: #ddd6fe; stroke: #6d28d9 } .write { fill: #a78bfa; stroke: #6d28d9 }
  .carry { fill: #fecaca; stroke: #b91c1c }
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e9f0 }
    .muted { fill: #94a3b8 }
    .page { fill: #0d1421; stroke: #2b3648 }
    .track { fill: #172132 }
    .tick { stroke: #2b3648 }
    .slot { stroke: #64748b }
    .plain { fill: #2b3648; stroke: #5b6b82 }
    .note { fill: #4a3510; stroke: #fbbf24 }
    .a { fill: #1e3f7a; stroke: #60a5fa } .b { fill: #6b3113; stroke: #fb923c } .c { fill: #14532d; stroke: #4ade80 }
    .starved { fill: none }
    .read { fill: #3b2a6b; stroke: #a78bfa } .write { fill: #5b3fb0; stroke: #b8a1ff }
    .carry { fill: #5f1d1d; stroke: #f87171 }
  }
</style>
"#;

pub(crate) const WIDTH: usize = 1120;
const LEFT: usize = 178;
const ROW: usize = 30;

/// A run of cycles with one content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) class: &'static str,
    pub(crate) text: String,
}

impl Cell {
    pub(crate) fn new(class: &'static str, text: impl ToString) -> Option<Self> {
        Some(Self { class, text: text.to_string() })
    }
}

/// A signal: a cell a cycle.
pub(crate) struct Row {
    pub(crate) label: String,
    pub(crate) cells: Vec<Option<Cell>>,
    /// Whether neighbouring equal cells become one.
    pub(crate) joined: bool,
}

/// A drawing that grows downwards.
pub(crate) struct Sheet {
    body: String,
    bottom: usize,
}

impl Sheet {
    pub(crate) fn new() -> Self {
        Self { body: String::new(), bottom: 20 }
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    /// Rows under a heading. `first` cycles of the image are left out; a line is drawn before each cycle of `slots`.
    pub(crate) fn panel(&mut self, heading: &str, note: &str, first: usize, rows: &[Row], slots: &[usize]) {
        let count = rows.iter().map(|row| row.cells.len()).max().unwrap_or(1);
        let width = (WIDTH - LEFT - 28) / count;
        let at = |cycle: usize| LEFT + cycle * width;
        let top = self.bottom + 18;
        self.push(format_args!(r#"<text x="28" y="{top}" class="head">{heading}</text>"#));
        self.push(format_args!(r#"<text x="28" y="{}" class="small muted">{note}</text>"#, top + 21));
        let numbers = top + 48;
        self.push(format_args!(
            r#"<text x="{}" y="{numbers}" class="small muted end">cycle</text>"#,
            LEFT - 14
        ));
        let begin = numbers + 10;
        let end = begin + rows.len() * ROW;
        for cycle in 0..count {
            let middle = at(cycle) + width / 2;
            let number = first + cycle + 1;
            self.push(format_args!(
                r#"<text x="{middle}" y="{numbers}" class="small muted middle">{number}</text>"#
            ));
        }
        for (index, row) in rows.iter().enumerate() {
            let y = begin + index * ROW;
            self.push(format_args!(
                r#"<rect x="{LEFT}" y="{}" width="{}" height="{}" class="track"/>"#,
                y + 3,
                count * width,
                ROW - 6
            ));
            self.push(format_args!(
                r#"<text x="{}" y="{}" class="end">{}</text>"#,
                LEFT - 14,
                y + ROW / 2 + 5,
                row.label
            ));
        }
        for cycle in 0..=count {
            let x = at(cycle);
            self.push(format_args!(
                r#"<path d="M{x} {begin} V{end}" class="{}"/>"#,
                if slots.contains(&cycle) { "slot" } else { "tick" }
            ));
        }
        for (index, row) in rows.iter().enumerate() {
            self.cells(row, begin + index * ROW, width);
        }
        self.bottom = end + 20;
    }

    fn cells(&mut self, row: &Row, y: usize, width: usize) {
        let mut cycle = 0;
        while cycle < row.cells.len() {
            let same = row.cells[cycle..].iter().take_while(|other| **other == row.cells[cycle]).count();
            let length = if row.joined { same } else { 1 };
            if let Some(cell) = &row.cells[cycle] {
                let (x, wide) = (LEFT + cycle * width, length * width);
                self.push(format_args!(
                    r#"<rect x="{}" y="{}" width="{}" height="{}" rx="4" class="{}"/>"#,
                    x + 1,
                    y + 3,
                    wide - 2,
                    ROW - 6,
                    cell.class
                ));
                self.push(format_args!(
                    r#"<text x="{}" y="{}" class="small middle">{}</text>"#,
                    x + wide / 2,
                    y + ROW / 2 + 5,
                    cell.text
                ));
            }
            cycle += length;
        }
    }

    /// Samples of cells and what they mean, in lines of so many.
    pub(crate) fn legend(&mut self, entries: &[(&str, &str, &str)], columns: usize) {
        let step = (WIDTH - 56) / columns;
        for (index, (class, sample, meaning)) in entries.iter().enumerate() {
            let (x, y) = (28 + index % columns * step, self.bottom + index / columns * 30);
            self.push(format_args!(
                r#"<rect x="{x}" y="{y}" width="32" height="22" rx="4" class="{class}"/>"#
            ));
            self.push(format_args!(
                r#"<text x="{}" y="{}" class="small middle">{sample}</text>"#,
                x + 16,
                y + 16
            ));
            self.push(format_args!(r#"<text x="{}" y="{}" class="small">{meaning}</text>"#, x + 42, y + 16));
        }
        self.bottom += entries.len().div_ceil(columns) * 30 + 6;
    }

    /// The whole file.
    pub(crate) fn finish(self, title: &str, description: &str) -> String {
        let height = self.bottom + 10;
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="title description">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
{STYLE}<rect class="page" x="0.5" y="0.5" width="{}" height="{}" rx="14"/>
{}</svg>
"#,
            WIDTH - 1,
            height - 1,
            self.body
        )
    }
}
