//! Where the crates stand in the drawing: rows by what they depend on, so that every arrow points down.

use super::crates::Crate;

/// Width of a crate's box, of the space that a passing arrow takes, and the gap between neighbours.
pub(crate) const BOX: f64 = 214.0;
const BEND: f64 = 12.0;
const GAP: f64 = 26.0;
/// Sweeps over the rows, down and up, that untangle arrows and then straighten them.
const SWEEPS: usize = 40;

/// A crate's box, or a bend of an arrow that passes a row.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Index of the crate, unless it is a bend.
    pub(crate) one: Option<usize>,
    pub(crate) row: usize,
    /// Middle.
    pub(crate) x: f64,
    /// Nodes of the next rows up and down that it is tied to.
    above: Vec<usize>,
    below: Vec<usize>,
}

/// An arrow: the nodes that it passes, from the crate that depends to the one that it depends on.
#[derive(Debug, Clone)]
pub(crate) struct Arrow {
    pub(crate) path: Vec<usize>,
    pub(crate) optional: bool,
}

/// The drawing without its looks.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) nodes: Vec<Node>,
    pub(crate) arrows: Vec<Arrow>,
    /// Rows, the lowest first, each from left to right.
    pub(crate) rows: Vec<Vec<usize>>,
    pub(crate) width: f64,
}

/// Index of what a crate depends on, and whether only by feature; without what it reaches through others anyway.
fn needed(crates: &[&Crate]) -> Vec<Vec<(usize, bool)>> {
    let direct: Vec<Vec<(usize, bool)>> = crates
        .iter()
        .map(|one| {
            let index = |name: &str| crates.iter().position(|other| other.name == name);
            one.dependencies
                .iter()
                .filter_map(|needed| Some((index(&needed.name)?, needed.optional)))
                .collect()
        })
        .collect();
    // Dependencies come first, so that what they reach is known; what is there by feature only says nothing of others.
    let mut reached: Vec<Vec<usize>> = Vec::new();
    for needs in &direct {
        let always = || needs.iter().filter(|(_, optional)| !optional).map(|&(index, _)| index);
        let mut all: Vec<usize> = always().flat_map(|index| reached[index].clone()).collect();
        all.extend(always());
        reached.push(all);
    }
    let through = |needs: &[(usize, bool)], index: usize| {
        needs.iter().any(|&(other, optional)| !optional && other != index && reached[other].contains(&index))
    };
    direct
        .iter()
        .map(|needs| needs.iter().copied().filter(|&(index, _)| !through(needs, index)).collect())
        .collect()
}

pub(crate) fn layout(crates: &[&Crate]) -> Layout {
    let needed = needed(crates);
    let mut nodes: Vec<Node> = Vec::new();
    for needs in &needed {
        let row = needs.iter().map(|&(index, _)| nodes[index].row + 1).max().unwrap_or(0);
        nodes.push(Node { one: Some(nodes.len()), row, x: 0.0, above: Vec::new(), below: Vec::new() });
    }
    // What depends on nothing stands as high as what depends on it allows: its arrows are short then.
    for index in (0..nodes.len()).filter(|&index| needed[index].is_empty()) {
        let above =
            needed.iter().enumerate().filter(|(_, needs)| needs.iter().any(|&(other, _)| other == index));
        if let Some(row) = above.map(|(dependent, _)| nodes[dependent].row - 1).min() {
            nodes[index].row = row;
        }
    }
    let mut arrows = Vec::new();
    for (from, needs) in needed.iter().enumerate() {
        for &(to, optional) in needs {
            let mut path = vec![from];
            for row in (nodes[to].row + 1..nodes[from].row).rev() {
                path.push(nodes.len());
                nodes.push(Node { one: None, row, x: 0.0, above: Vec::new(), below: Vec::new() });
            }
            path.push(to);
            for pair in path.windows(2) {
                nodes[pair[0]].below.push(pair[1]);
                nodes[pair[1]].above.push(pair[0]);
            }
            arrows.push(Arrow { path, optional });
        }
    }
    let count = nodes.iter().map(|node| node.row + 1).max().unwrap_or(0);
    let mut rows = vec![Vec::new(); count];
    for (index, node) in nodes.iter().enumerate() {
        rows[node.row].push(index);
    }
    untangle(&nodes, &mut rows);
    straighten(&mut nodes, &rows);
    let edge = |node: &Node| node.x + width(node) / 2.0;
    let width = nodes.iter().map(edge).fold(0.0, f64::max);
    Layout { nodes, arrows, rows, width }
}

fn width(node: &Node) -> f64 {
    if node.one.is_some() { BOX } else { BEND }
}

/// Orders of the rows with few crossings: each node goes to the mean position of its neighbours, again and again.
fn untangle(nodes: &[Node], rows: &mut [Vec<usize>]) {
    let mut best = rows.to_vec();
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let order: Vec<usize> =
            if down { (0..rows.len()).rev().collect() } else { (0..rows.len()).collect() };
        for row in order {
            let position = positions(nodes.len(), rows);
            let mut keyed: Vec<(f64, usize)> = rows[row]
                .iter()
                .map(|&index| {
                    let ties = if down { &nodes[index].above } else { &nodes[index].below };
                    (mean(ties, &position).unwrap_or(position[index]), index)
                })
                .collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            rows[row] = keyed.into_iter().map(|(_, index)| index).collect();
        }
        if crossings(nodes, rows) < crossings(nodes, &best) {
            best = rows.to_vec();
        }
    }
    rows.clone_from_slice(&best);
}

/// Position of each node within its row, from 0 to 1.
fn positions(count: usize, rows: &[Vec<usize>]) -> Vec<f64> {
    let mut position = vec![0.0; count];
    for row in rows {
        for (at, &index) in row.iter().enumerate() {
            position[index] = (at as f64 + 0.5) / row.len() as f64;
        }
    }
    position
}

fn mean(of: &[usize], values: &[f64]) -> Option<f64> {
    (!of.is_empty()).then(|| of.iter().map(|&index| values[index]).sum::<f64>() / of.len() as f64)
}

fn crossings(nodes: &[Node], rows: &[Vec<usize>]) -> usize {
    let position = positions(nodes.len(), rows);
    rows.iter()
        .map(|row| {
            let ties: Vec<(f64, f64)> = row
                .iter()
                .flat_map(|&upper| nodes[upper].below.iter().map(move |&lower| (upper, lower)))
                .map(|(upper, lower)| (position[upper], position[lower]))
                .collect();
            let cross = |a: &(f64, f64), b: &(f64, f64)| (a.0 - b.0) * (a.1 - b.1) < 0.0;
            ties.iter()
                .enumerate()
                .map(|(at, a)| ties[at + 1..].iter().filter(|b| cross(a, b)).count())
                .sum::<usize>()
        })
        .sum()
}

/// Moves each node towards the middle of its neighbours, as far as its own row has room.
fn straighten(nodes: &mut [Node], rows: &[Vec<usize>]) {
    for row in rows {
        let mut x = 0.0;
        for &index in row {
            nodes[index].x = x + width(&nodes[index]) / 2.0;
            x += width(&nodes[index]) + GAP;
        }
    }
    for sweep in 0..SWEEPS {
        let order: Vec<usize> =
            if sweep % 2 == 0 { (0..rows.len()).collect() } else { (0..rows.len()).rev().collect() };
        for row in order {
            let x: Vec<f64> = nodes.iter().map(|node| node.x).collect();
            let wanted: Vec<f64> = rows[row]
                .iter()
                .map(|&index| {
                    let ties = [nodes[index].above.as_slice(), nodes[index].below.as_slice()].concat();
                    mean(&ties, &x).unwrap_or(x[index])
                })
                .collect();
            let apart = |a: usize, b: usize| (width(&nodes[a]) + width(&nodes[b])) / 2.0 + GAP;
            // The mean of pushing to the right and pushing to the left keeps the distances, and favours neither side.
            let (mut right, mut left) = (wanted.clone(), wanted);
            for at in 1..right.len() {
                right[at] = right[at].max(right[at - 1] + apart(rows[row][at - 1], rows[row][at]));
            }
            for at in (0..left.len().saturating_sub(1)).rev() {
                left[at] = left[at].min(left[at + 1] - apart(rows[row][at], rows[row][at + 1]));
            }
            for (at, &index) in rows[row].iter().enumerate() {
                nodes[index].x = f64::midpoint(right[at], left[at]);
            }
        }
    }
    let leftmost = nodes.iter().map(|node| node.x - width(node) / 2.0).fold(f64::INFINITY, f64::min);
    for node in nodes {
        node.x -= leftmost;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_point_down_and_none_is_drawn_that_follows_from_others() {
        let crates = [
            Crate::of("leaf", &[]),
            Crate::of("other", &[]),
            Crate::of("middle", &["leaf"]),
            Crate::of("top", &["middle", "leaf", "other"]),
        ];
        let layout = layout(&crates.iter().collect::<Vec<_>>());
        let rows: Vec<usize> =
            layout.nodes.iter().filter(|node| node.one.is_some()).map(|node| node.row).collect();
        assert_eq!(rows, [0, 1, 1, 2], "the other leaf is just below what depends on it");
        let ends: Vec<_> =
            layout.arrows.iter().map(|arrow| (arrow.path[0], *arrow.path.last().unwrap())).collect();
        assert_eq!(ends, [(2, 0), (3, 2), (3, 1)]);
        assert!(layout.arrows.iter().all(|arrow| arrow.path.len() == 2));
    }

    #[test]
    fn boxes_of_a_row_do_not_overlap() {
        let leaves: Vec<String> = (0..5).map(|index| format!("leaf{index}")).collect();
        let mut crates: Vec<Crate> = leaves.iter().map(|name| Crate::of(name, &[])).collect();
        let all: Vec<&str> = leaves.iter().map(String::as_str).collect();
        crates.push(Crate::of("top", &all));
        crates.push(Crate::of("second", &all[..2]));
        let layout = layout(&crates.iter().collect::<Vec<_>>());
        for row in &layout.rows {
            for pair in row.windows(2) {
                let (left, right) = (&layout.nodes[pair[0]], &layout.nodes[pair[1]]);
                assert!(right.x - left.x >= BOX + GAP - 1e-6, "{left:?} {right:?}");
            }
        }
        assert!(layout.nodes.iter().all(|node| node.x >= BOX / 2.0 - 1e-6 && node.x <= layout.width));
    }
}
