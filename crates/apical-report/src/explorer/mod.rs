//! Many points with many properties, to be looked through in a browser: scatter plots with their fronts, parallel
//! coordinates that can be brushed, main effects. The script is part of the page and fetches nothing.

use serde::Serialize;

/// What is looked through.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Explorer {
    /// Properties, in the order of the parallel coordinates.
    pub dimensions: Vec<Dimension>,
    /// Points.
    pub points: Vec<ExplorerPoint>,
    /// Pairs of dimensions to be drawn against each other: across, and up.
    pub scatters: Vec<(usize, usize)>,
    /// Main effects.
    pub effects: Vec<EffectPanel>,
}

/// A property of points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dimension {
    /// Its name.
    pub title: String,
    /// Which way is better, if one is.
    pub better: Option<Better>,
    /// Whether numbers are shares, shown in per cent.
    pub share: bool,
    /// Values that are no numbers, in their order; points then hold the index in this list. Empty: numbers.
    pub categories: Vec<String>,
}

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// More.
    More,
    /// Less.
    Less,
}

/// A point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplorerPoint {
    /// One for each dimension; `None` if there is none.
    pub values: Vec<Option<f64>>,
    /// What is shown of it beside its values, a line each.
    pub notes: Vec<String>,
    /// Whether no other point beats it in all that is wanted.
    pub front: bool,
}

/// What one property does to another, all else averaged over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EffectPanel {
    /// The property that is varied.
    pub across: String,
    /// Dimension of the property that follows.
    pub up: usize,
    /// Values of the first and means of the second.
    pub levels: Vec<(String, f64)>,
}

pub(crate) const STYLE: &str = include_str!("explorer.css");
const SCRIPT: &str = include_str!("explorer.js");

impl Explorer {
    /// The part of a page: containers for the pictures, data and script.
    pub(crate) fn html(&self) -> String {
        // Numbers, names and lists are always JSON. In a script a text must not look like its end.
        let data = serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c");
        format!(
            "<div id=\"explorer\" class=\"explorer\">\n\
             <noscript><p>The pictures need scripts; the tables do not.</p></noscript>\n\
             <h2>Fronts</h2>\n<p>A point is a configuration, the mean over its seeds. A line joins what no other \
             configuration beats in the two figures of a picture; filled points are beaten by none in all objectives \
             together. Point at one to see it.</p>\n<div class=\"scatters\"></div>\n\
             <h2>Parallel coordinates</h2>\n<p>A line is a configuration. Drag along an axis to keep only what passes \
             there, in all pictures; a click on the axis lets go. <button type=\"button\" class=\"clear\">Show all\
             </button> <span class=\"count\" role=\"status\"></span></p>\n<div class=\"parallel scroll\"></div>\n\
             <h2>Main effects</h2>\n<p>The mean of a figure over all configurations with a value of an axis, all other \
             axes averaged over.</p>\n<div class=\"effects\"></div>\n\
             <div class=\"tip\" role=\"tooltip\" hidden></div></div>\n\
             <script type=\"application/json\" id=\"explorer-data\">{data}</script>\n<script>\n{SCRIPT}</script>\n"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_the_script_and_nothing_is_fetched() {
        let explorer = Explorer {
            dimensions: vec![Dimension {
                title: "</script><script>alert(1)".to_owned(),
                better: Some(Better::Less),
                share: false,
                categories: Vec::new(),
            }],
            points: vec![ExplorerPoint {
                values: vec![Some(1.5)],
                notes: vec!["<b>".to_owned()],
                front: true,
            }],
            ..Explorer::default()
        };
        let html = explorer.html();
        assert_eq!(html.matches("</script>").count(), 2, "{html}");
        assert!(html.contains("\\u003c/script>\\u003cscript>alert(1)"), "{html}");
        let addresses: Vec<&str> = html.split("http").skip(1).collect();
        assert!(addresses.iter().all(|rest| rest.starts_with("://www.w3.org/2000/svg")), "{addresses:?}");
        for fetches in ["fetch(", "import(", "XMLHttp", "src=", "@import", "url("] {
            assert!(!html.contains(fetches) && !STYLE.contains(fetches), "{fetches}");
        }
        assert!(!SCRIPT.contains("innerHTML"), "texts are put in as texts");
    }
}
