//! Flow diagrams as SVG.

use super::stacked::{COLOURS, PARTS, decimals, room, shown, size, with_unit};
use super::{Drawing, escaped};
use crate::number::percent;
use crate::table::width;

/// Amounts that split on their way from left to right.
///
/// ```
/// use apical_report::{Flow, Sankey, sankey_svg};
///
/// let flow = |path: [&str; 3], value| Flow { path: path.map(String::from).to_vec(), value };
/// let svg = sankey_svg(&Sankey {
///     title: "Where the energy of an image goes".into(),
///     unit: "nJ".into(),
///     flows: vec![flow(["image", "forward", "memories"], 150.0), flow(["image", "clock", "lanes"], 82.5)],
/// });
/// assert!(svg.contains("232.5 nJ"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sankey {
    /// Title.
    pub title: String,
    /// Unit of all values; empty if they have none.
    pub unit: String,
    /// Everything that flows. Flows with the same path are added.
    pub flows: Vec<Flow>,
}

/// An amount and its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Names of the nodes that it passes, one a column, from left to right: two to four, such as total, cause,
    /// block and layer. Equal names in a column are one node; nodes stand in the order in which they first appear. All flows
    /// with the same second name have the same colour, of which there are twelve.
    pub path: Vec<String>,
    /// How much. What is 0, negative, no number or infinite is left out.
    pub value: f64,
}

const MARGIN: f64 = 22.0;
const TOP: f64 = 58.0;
/// Height of the whole amount.
const WHOLE: f64 = 320.0;
const NODE: f64 = 13.0;
/// A node keeps this much to itself, so that its name has room.
const SLOT: f64 = 19.0;
const GAP: f64 = 9.0;
/// Length of a ribbon, at least.
const RIBBON: f64 = 190.0;

/// A node, or a ribbon's end at a node.
#[derive(Debug, Clone)]
struct Node {
    name: String,
    value: f64,
    /// Upper edge.
    y: f64,
    /// Of what has arrived and left so far, in the order of drawing.
    arrived: f64,
    left: f64,
}

/// A flow diagram as an SVG file: a column of nodes for each step of the paths, and ribbons as wide as what flows. Even
/// the least flow is a line of one unit; every node has its name, its value and its share of the whole.
#[must_use]
pub fn sankey_svg(sankey: &Sankey) -> String {
    let flows: Vec<(&[String], f64)> = sankey
        .flows
        .iter()
        .filter(|flow| size(flow.value) > 0.0)
        .map(|flow| (flow.path.as_slice(), flow.value))
        .collect();
    let total: f64 = flows.iter().map(|(_, value)| value).sum();
    let decimals = decimals(total);
    let mut columns = columns(&flows);
    let high = lay_out(&mut columns, total);

    let label = |node: &Node| {
        (
            node.name.clone(),
            format!(
                "{} ({})",
                with_unit(&shown(node.value, decimals), &sankey.unit),
                percent(node.value / total, 1)
            ),
        )
    };
    let lengths: Vec<f64> = columns
        .iter()
        .map(|nodes| {
            let lengths = nodes.iter().map(label).map(|(name, value)| room(&name) + 6.0 + room(&value));
            lengths.fold(0.0, f64::max)
        })
        .collect();
    // The first column has its names before it, in two lines; the others behind.
    let first = columns.first().into_iter().flatten().map(label);
    let before = first.map(|(name, value)| room(&name).max(room(&value))).fold(0.0, f64::max);
    let mut at = MARGIN + before + 8.0;
    let mut lefts = Vec::new();
    for (column, length) in lengths.iter().enumerate() {
        lefts.push(at);
        let named = if column == 0 { 0.0 } else { 8.0 + length };
        let ribbon = if column + 1 < lengths.len() { RIBBON } else { 0.0 };
        at += NODE + if ribbon > 0.0 { (named + 60.0).max(ribbon) } else { named };
    }
    let wide = at.max(MARGIN + 8.8 * width(&sankey.title) as f64).max(720.0 - MARGIN);
    let mut drawing = Drawing::new(wide + MARGIN, TOP + high + 24.0);
    drawing.push(format_args!("<desc>{}</desc>", escaped(&description(&columns, &label))));
    drawing.push(format_args!(
        "<style>{PARTS}.ribbon{{fill-opacity:.38}}.node{{fill:#59636d}}\
         @media(prefers-color-scheme:dark){{.ribbon{{fill-opacity:.45}}.node{{fill:#a7b0b9}}}}</style>"
    ));
    drawing.text(MARGIN, 32.0, "title", &sankey.title);
    ribbons(&mut drawing, &flows, &mut columns, &lefts, total);
    for (column, nodes) in columns.iter().enumerate() {
        for (index, node) in nodes.iter().enumerate() {
            let (x, height) = (lefts[column], thickness(node.value, total));
            let class = if column == 1 { format!("p{}", index % COLOURS) } else { "node".to_owned() };
            drawing.push(format_args!(
                "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{:.2}\" width=\"{NODE}\" height=\"{height:.2}\"/>",
                node.y
            ));
            let (name, value) = label(node);
            let middle = node.y + height / 2.0 + 4.0;
            if column == 0 {
                drawing.text(x - 8.0, middle - 8.0, "end bold", &name);
                drawing.text(x - 8.0, middle + 8.0, "end faint", &value);
            } else {
                // A name lies on ribbons unless its column is the last.
                drawing.text_over(x + NODE + 8.0, middle, "", &name, &value);
            }
        }
    }
    drawing.finish(&sankey.title)
}

/// Height of an amount.
fn thickness(value: f64, total: f64) -> f64 {
    (value / total * WHOLE).max(1.0)
}

/// The nodes of each column, in the order in which they appear.
fn columns(flows: &[(&[String], f64)]) -> Vec<Vec<Node>> {
    let count = flows.iter().map(|(path, _)| path.len()).max().unwrap_or(0);
    let mut columns: Vec<Vec<Node>> = vec![Vec::new(); count];
    for &(path, value) in flows {
        for (name, nodes) in path.iter().zip(&mut columns) {
            match nodes.iter_mut().find(|node| node.name == *name) {
                Some(node) => node.value += value,
                None => nodes.push(Node { name: name.clone(), value, y: 0.0, arrived: 0.0, left: 0.0 }),
            }
        }
    }
    columns
}

/// Lays out every node, each column centred; returns the height of the highest.
fn lay_out(columns: &mut [Vec<Node>], total: f64) -> f64 {
    // The first column's names have two lines.
    let slot = |column: usize, node: &Node| {
        thickness(node.value, total).max(if column == 0 { 2.0 * SLOT } else { SLOT })
    };
    let height = |column: usize, nodes: &[Node]| -> f64 {
        let slots: f64 = nodes.iter().map(|node| slot(column, node)).sum();
        slots + GAP * nodes.len().saturating_sub(1) as f64
    };
    let high = columns.iter().enumerate().map(|(column, nodes)| height(column, nodes)).fold(0.0, f64::max);
    for (column, nodes) in columns.iter_mut().enumerate() {
        let mut y = TOP + (high - height(column, nodes)) / 2.0;
        for node in nodes {
            let slot = slot(column, node);
            node.y = y + (slot - thickness(node.value, total)) / 2.0;
            y += slot + GAP;
        }
    }
    high
}

/// One ribbon for each pair of nodes in neighbouring columns, and each colour between them.
fn ribbons(
    drawing: &mut Drawing,
    flows: &[(&[String], f64)],
    columns: &mut [Vec<Node>],
    lefts: &[f64],
    total: f64,
) {
    let position =
        |nodes: &[Node], name: &String| nodes.iter().position(|node| node.name == *name).unwrap_or(0);
    for column in 1..columns.len() {
        // From, to, colour: in this order, so that ribbons cross as little as their nodes allow.
        let mut amounts = std::collections::BTreeMap::<(usize, usize, usize), f64>::new();
        for &(path, value) in flows.iter().filter(|(path, _)| path.len() > column) {
            let from = position(&columns[column - 1], &path[column - 1]);
            let to = position(&columns[column], &path[column]);
            *amounts.entry((from, to, position(&columns[1], &path[1]))).or_default() += value;
        }
        let (start, end) = (lefts[column - 1] + NODE, lefts[column]);
        let middle = (start + end) / 2.0;
        for ((from, to, colour), value) in amounts {
            let height = value / total * WHOLE;
            let (source, target) = {
                let (before, after) = columns.split_at_mut(column);
                (&mut before[column - 1][from], &mut after[0][to])
            };
            let (left, right) = (source.y + source.left, target.y + target.arrived);
            source.left += height;
            target.arrived += height;
            let drawn = height.max(1.0);
            drawing.push(format_args!(
                "<path class=\"ribbon p{}\" d=\"M{start:.1} {left:.2}C{middle:.1} {left:.2} {middle:.1} \
                 {right:.2} {end:.1} {right:.2}V{:.2}C{middle:.1} {:.2} {middle:.1} {:.2} {start:.1} {:.2}Z\"/>",
                colour % COLOURS,
                right + drawn,
                right + drawn,
                left + drawn,
                left + drawn
            ));
        }
    }
}

/// The numbers, in words.
fn description(columns: &[Vec<Node>], label: &impl Fn(&Node) -> (String, String)) -> String {
    let named = |nodes: &Vec<Node>| {
        let texts = nodes.iter().map(label).map(|(name, value)| format!("{name} {value}"));
        texts.collect::<Vec<_>>().join(", ")
    };
    columns.iter().map(named).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sankey(flows: &[(&[&str], f64)]) -> Sankey {
        let flow = |&(path, value): &(&[&str], f64)| Flow {
            path: path.iter().map(|&name| name.into()).collect(),
            value,
        };
        Sankey { title: "T & t".into(), unit: "nJ".into(), flows: flows.iter().map(flow).collect() }
    }

    fn attribute(element: &str, name: &str) -> f64 {
        element.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    }

    #[test]
    fn heights_are_as_values_and_equal_names_are_one_node() {
        let svg = sankey_svg(&sankey(&[
            (&["all", "forward", "w<"], 60.0),
            (&["all", "forward", "lanes"], 20.0),
            (&["all", "update", "w<"], 20.0),
            (&["all", "update", "none"], 0.0),
        ]));
        let nodes: Vec<f64> = svg
            .lines()
            .filter(|line| line.starts_with("<rect") && line.contains("width=\"13\""))
            .map(|line| attribute(line, "height"))
            .collect();
        assert_eq!(nodes, [320.0, 256.0, 64.0, 256.0, 64.0], "total, two causes, two blocks");
        assert_eq!(svg.matches("class=\"ribbon").count(), 2 + 3);
        assert!(svg.contains("w&lt;") && svg.contains("80.0 nJ (80.0 %)") && svg.contains("T &amp; t"));
        assert!(svg.contains("<desc>all 100.0 nJ (100.0 %); forward 80.0 nJ"));
    }

    /// Of each ribbon: left and right end (x), upper edge at each, height.
    fn ribbons(svg: &str) -> Vec<[f64; 5]> {
        let paths = svg.lines().filter(|line| line.starts_with("<path"));
        let numbers = paths.map(|path| {
            let d = path.split(" d=\"").nth(1).unwrap().split('"').next().unwrap();
            let numbers = d.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|part| !part.is_empty());
            numbers.map(|number| number.parse::<f64>().unwrap()).collect::<Vec<_>>()
        });
        // M start left C middle left middle right end right V lower ...
        numbers.map(|n| [n[0], n[6], n[1], n[7], n[8] - n[7]]).collect()
    }

    #[test]
    fn what_arrives_at_a_node_leaves_it_and_fills_it() {
        let svg = sankey_svg(&sankey(&[
            (&["all", "forward", "weights", "layer 1"], 30.0),
            (&["all", "forward", "weights", "layer 2"], 12.0),
            (&["all", "forward", "lanes", "layer 1"], 8.0),
            (&["all", "update", "weights", "layer 1"], 20.0),
            (&["all", "update", "lanes", "layer 2"], 10.0),
            (&["all", "clock", "trunk", "shared"], 20.0),
        ]));
        let nodes = svg.lines().filter(|line| line.starts_with("<rect") && line.contains("width=\"13\""));
        let nodes: Vec<[f64; 3]> =
            nodes.map(|node| ["x", "y", "height"].map(|name| attribute(node, name))).collect();
        assert_eq!(nodes.len(), 1 + 3 + 3 + 3);
        let ribbons = ribbons(&svg);
        let columns = nodes.iter().map(|node| node[0]);
        let (first, last) = (columns.clone().fold(f64::MAX, f64::min), columns.fold(0.0, f64::max));
        for [x, y, height] in nodes {
            for (side, edge, present) in [(1, x, x > first), (0, x + NODE, x < last)] {
                // Ribbons that end at this node, from the top.
                let inside = |ribbon: &&[f64; 5]| {
                    let upper = ribbon[2 + side];
                    (ribbon[side] - edge).abs() < 0.06 && (y - 0.01..y + height).contains(&upper)
                };
                let mut ends: Vec<(f64, f64)> =
                    ribbons.iter().filter(inside).map(|ribbon| (ribbon[2 + side], ribbon[4])).collect();
                ends.sort_by(|a, b| a.0.total_cmp(&b.0));
                let mut upper = y;
                for (start, ribbon) in &ends {
                    assert!((start - upper).abs() < 0.03, "no gap and no overlap: {ends:?} at {y}");
                    upper += ribbon;
                }
                let filled = if present { height } else { 0.0 };
                assert!((upper - y - filled).abs() < 0.05, "{ends:?} fill {height} at {x}, {y}");
            }
        }
    }

    #[test]
    fn tiny_flows_are_seen_and_names_keep_apart() {
        let names: Vec<String> = (0..14).map(|index| format!("block {index}")).collect();
        let mut flows: Vec<(Vec<&str>, f64)> =
            names.iter().map(|name| (vec!["all", "forward", name], 1e-6)).collect();
        flows.push((vec!["all", "clock", "trunk"], 1000.0));
        let flows: Vec<(&[&str], f64)> =
            flows.iter().map(|(path, value)| (path.as_slice(), *value)).collect();
        let svg = sankey_svg(&sankey(&flows));
        let last: Vec<f64> = svg
            .lines()
            .filter(|line| line.contains("block ") && line.starts_with("<text class=\"\""))
            .map(|line| attribute(line, "y"))
            .collect();
        assert_eq!(last.len(), 14);
        assert!(last.windows(2).all(|pair| pair[1] - pair[0] >= SLOT));
        let high = attribute(&svg, "height");
        assert!(last.iter().all(|y| (TOP..high).contains(y)));
        assert!(svg.lines().filter(|line| line.contains("height=\"1.00\"")).count() >= 14);
    }

    #[test]
    fn two_columns_uneven_paths_and_nothing_at_all_are_no_trouble() {
        for flows in [
            &[(&["a", "b"][..], 1.0), (&["a", "c"][..], 2.0)][..],
            &[(&["a"][..], 1.0), (&["a", "b", "c"][..], 2.0), (&[][..], 3.0)][..],
            &[(&["a", "b"][..], f64::NAN), (&["a", "b"][..], f64::INFINITY), (&["a", "b"][..], -1.0)][..],
            &[][..],
        ] {
            let svg = sankey_svg(&sankey(flows));
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
