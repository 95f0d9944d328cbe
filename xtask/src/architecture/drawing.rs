//! The drawing as SVG, with colours for light and dark surroundings.

use std::fmt::Write;

use super::crates::Crate;
use super::graph::{Arrow, BOX, Layout, layout};

const MARGIN: f64 = 28.0;
/// Of a box: its head, and each line of text.
const HEAD: f64 = 34.0;
const LINE: f64 = 17.0;
/// Between two rows.
const BETWEEN: f64 = 62.0;
/// Letters in a line of a box.
const LETTERS: usize = 31;

const STYLE: &str = r#"<style>
  text { font-family: "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; font-size: 12px; fill: #64748b; text-anchor: middle }
  .name { font-weight: 600; font-size: 16px; fill: #1f2937 }
  .page { fill: #ffffff; stroke: #d5dbe3 }
  .crate { fill: #f4f6f9; stroke: #94a3b8; stroke-width: 1.5 }
  .arrow { stroke: #475569; stroke-width: 1.8; fill: none }
  .optional { stroke-dasharray: 6 4 }
  .tip { fill: #475569 }
  .note { text-anchor: start }
  @media (prefers-color-scheme: dark) {
    text { fill: #94a3b8 }
    .name { fill: #e5e9f0 }
    .page { fill: #0d1421; stroke: #2b3648 }
    .crate { fill: #172132; stroke: #5b6b82 }
    .arrow { stroke: #a8b3c4 }
    .tip { fill: #a8b3c4 }
  }
</style>
"#;

/// Text in lines of so many letters.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let length = lines.last().map_or(0, |line| line.chars().count());
        if length > 0 && length + 1 + word.chars().count() > LETTERS {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

fn escaped(text: &str) -> String {
    text.replace('`', "").replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What each arrow says, as a sentence a crate.
fn description(crates: &[&Crate], layout: &Layout) -> String {
    let mut text = String::new();
    for (index, one) in crates.iter().enumerate() {
        let needs: Vec<&str> = layout
            .arrows
            .iter()
            .filter(|arrow| arrow.path[0] == index)
            .filter_map(|arrow| arrow.path.last().map(|&to| crates[to].name.as_str()))
            .collect();
        if !needs.is_empty() {
            let _ = write!(text, "{} depends on {}. ", one.name, needs.join(", "));
        }
    }
    text.trim_end().to_owned()
}

pub(crate) fn draw(crates: &[&Crate]) -> String {
    let layout = layout(crates);
    let texts: Vec<Vec<String>> = crates.iter().map(|one| wrapped(&one.concern)).collect();
    let lines = texts.iter().map(Vec::len).max().unwrap_or(1);
    let tall = HEAD + LINE * lines as f64;
    let count = layout.rows.len() as f64;
    let (width, height) =
        (layout.width + 2.0 * MARGIN, count * tall + (count - 1.0) * BETWEEN + 2.0 * MARGIN + 24.0);
    // Rows are counted from below.
    let top = |row: usize| MARGIN + (count - 1.0 - row as f64) * (tall + BETWEEN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">Crates of Apical and their dependencies</title>\n\
         <desc id=\"description\">{}</desc>\n{STYLE}\
         <rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"{:.0}\" height=\"{:.0}\" rx=\"14\"/>\n",
        description(crates, &layout),
        width - 1.0,
        height - 1.0,
    );
    for arrow in &layout.arrows {
        out += &path(arrow, &layout, &top, tall);
    }
    for node in &layout.nodes {
        let Some(index) = node.one else { continue };
        let (x, y) = (MARGIN + node.x, top(node.row));
        let _ = writeln!(
            out,
            "<rect class=\"crate\" x=\"{:.1}\" y=\"{y:.1}\" width=\"{BOX}\" height=\"{tall}\" rx=\"10\"/>\n\
             <text x=\"{x:.1}\" y=\"{:.1}\" class=\"name\">{}</text>",
            x - BOX / 2.0,
            y + 24.0,
            crates[index].name
        );
        for (line, text) in texts[index].iter().enumerate() {
            let y = y + HEAD + 8.0 + LINE * line as f64;
            let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(text));
        }
    }
    let _ = write!(
        out,
        "<text class=\"note\" x=\"{MARGIN}\" y=\"{:.1}\">An arrow points to what a crate depends on, dashed if only by \
         feature. What follows from other arrows is left out.</text>\n</svg>\n",
        height - 16.0
    );
    out
}

/// From the lower edge of a box, through the bends, to the upper edge of another.
fn path(arrow: &Arrow, layout: &Layout, top: &impl Fn(usize) -> f64, tall: f64) -> String {
    let last = arrow.path.len() - 1;
    let mut line = String::new();
    let mut from = (0.0, 0.0);
    for (at, &index) in arrow.path.iter().enumerate() {
        let node = &layout.nodes[index];
        let (x, y) = (MARGIN + node.x, top(node.row));
        if at == 0 {
            from = (x, y + tall);
            let _ = write!(line, "M{:.1} {:.1}", from.0, from.1);
            continue;
        }
        // The tip is 10 high.
        let to = (x, if at == last { y - 9.0 } else { y });
        let middle = f64::midpoint(from.1, to.1);
        let _ = write!(line, " C{:.1} {middle:.1} {:.1} {middle:.1} {:.1} {:.1}", from.0, to.0, to.0, to.1);
        from = to;
        if at < last {
            from = (x, y + tall);
            let _ = write!(line, " V{:.1}", from.1);
        }
    }
    let (x, y) = (from.0, from.1 + 9.0);
    let class = if arrow.optional { "arrow optional" } else { "arrow" };
    format!(
        "<path class=\"{class}\" d=\"{line}\"/><path class=\"tip\" d=\"M{:.1} {:.1} h12 l-6 10 z\"/>\n",
        x - 6.0,
        y - 10.0
    )
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_hold_whole_words() {
        let text = "cycles, energy, area and voltage of a processor that learns";
        let lines = wrapped(text);
        assert!(lines.iter().all(|line| line.chars().count() <= super::LETTERS && !line.is_empty()));
        assert_eq!(lines.join(" "), text);
    }
}
