//! SVG by hand: a few shapes and a style sheet that follows the reader's light or dark setting.

mod axes;
mod bands;
mod confusion;
mod histogram;
mod line;
mod sankey;
mod stacked;

use std::fmt::Write;

pub use bands::{BandChart, BandPoint, BandSeries, band_chart_svg};
pub use confusion::confusion_svg;
pub use histogram::{Histogram, Mark, histogram_svg};
pub use line::line_chart_svg;
pub use sankey::{Flow, Sankey, sankey_svg};
pub use stacked::{StackedBar, StackedBars, stacked_bars_svg};

/// Colours by role, then what differs in dark surroundings. Plain classes without variables: many programs that show
/// or convert SVG know no more. Series colours are from Okabe and Ito's palette, which the colour-blind can tell
/// apart; darkened or lightened where the contrast was too low.
const STYLE: &str = "\
text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;font-size:12px;fill:#1f2328}\
.title{font-size:15px;font-weight:600}.faint{fill:#6b737c}.end{text-anchor:end}.middle{text-anchor:middle}\
.paper{fill:#ffffff}.grid{stroke:#e3e6ea;stroke-width:1}.nothing{fill:#e3e6ea}.right,.bar{fill:#0b5fa5}.wrong{fill:#c4460a}\
.on{fill:#ffffff}.halo{fill:#ffffff;stroke:#ffffff;stroke-width:3px;stroke-linejoin:round}\
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\
.reference{stroke:#6b737c;stroke-width:1.5;stroke-dasharray:5 4}\
.s0{stroke:#0b5fa5}.s1{stroke:#c4460a}.s2{stroke:#00785a}.s3{stroke:#9a4b7d}.s4{stroke:#8a6d00}.s5{stroke:#2f7fae}\
@media(prefers-color-scheme:dark){\
text{fill:#e6e9ec}.faint{fill:#99a2ab}.paper{fill:#14171a}.grid{stroke:#2b3137}.nothing{fill:#2b3137}\
.right,.bar{fill:#4fa3e0}.wrong{fill:#f0803c}.on{fill:#0c1013}.halo{fill:#14171a;stroke:#14171a}.reference{stroke:#99a2ab}\
.s0{stroke:#5db0ea}.s1{stroke:#f0803c}.s2{stroke:#35bd95}.s3{stroke:#d58db8}.s4{stroke:#e0bf3b}.s5{stroke:#8cc9ec}}";

/// A drawing under way.
struct Drawing {
    body: String,
    width: f64,
    height: f64,
}

impl Drawing {
    fn new(width: f64, height: f64) -> Self {
        Self { body: String::new(), width, height }
    }

    /// Adds an element, already complete.
    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.body, "{element}");
    }

    fn text(&mut self, x: f64, y: f64, class: &str, content: &str) {
        let content = escaped(content);
        if class.is_empty() {
            self.push(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\">{content}</text>"));
        } else {
            self.push(format_args!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{content}</text>"));
        }
    }

    /// Text that stays readable on whatever it lies on: its own outline in the paper's colour is below it. (Few programs
    /// know `paint-order`.) `rest` follows `content` in a fainter colour.
    fn text_over(&mut self, x: f64, y: f64, class: &str, content: &str, rest: &str) {
        let (content, rest) = (escaped(content), escaped(rest));
        let rest = |class: &str| match rest.as_str() {
            "" => String::new(),
            rest => format!("<tspan class=\"{class}\" dx=\"6\">{rest}</tspan>"),
        };
        self.push(format_args!(
            "<text class=\"halo {class}\" x=\"{x:.1}\" y=\"{y:.1}\" aria-hidden=\"true\">{content}{}</text>\n\
             <text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{content}{}</text>",
            rest("halo"),
            rest("faint")
        ));
    }

    /// The whole file. `title` is what a screen reader says.
    fn finish(self, title: &str) -> String {
        let Self { body, width, height } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             height=\"{height:.0}\" role=\"img\">\n<title>{}</title>\n<style>{STYLE}</style>\n\
             <rect class=\"paper\" width=\"{width:.0}\" height=\"{height:.0}\"/>\n{body}</svg>\n",
            escaped(title)
        )
    }
}

/// Text as XML content. Control characters, which XML forbids, are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out_of_the_file() {
        assert_eq!(escaped("a<b>&\"\u{7}c"), "a&lt;b&gt;&amp;&quot;c");
    }
}
