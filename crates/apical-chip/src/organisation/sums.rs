//! Sums that a retina's filters share.
//!
//! Every response is made of a few sums of pixels: those where an edge has +1, those where it has -1, those of a bar's stripe,
//! and the whole kernel. Many of them have parts in common, also with those of neighbouring positions, which are the same sums some
//! columns further. A greedy search finds such parts: the pair of terms that most sums have, at any columns, becomes one adder, until
//! every sum is one term.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use apical_core::front_end::{Filter, FilterKind};

/// A value of the band, or a sum: `node` below the kernel's side is a pixel of that row, others are nodes of the plan; `column` is
/// where it lies, from the kernel's left side on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// A row of the kernel, or the kernel's side and the index of a node.
    pub node: usize,
    /// Columns from the kernel's left side, or from where the sum lies that it is a part of.
    pub column: usize,
}

/// Adders of one position: each adds two terms, the first of which lies at column 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumPlan {
    /// Side of the kernel: the number of rows of pixels.
    pub kernel: usize,
    /// The terms of each node. They come before it.
    pub nodes: Vec<[Term; 2]>,
    /// Most pixels that each node adds up, in the order of nodes.
    pub pixels: Vec<u32>,
    /// The whole kernel; then of each filter the sum of its highest coefficient and, of an edge, that of -1.
    pub whole: Term,
    /// Of each filter: `[plus, minus]` of an edge, `[stripe]` of a bar.
    pub filters: Vec<Vec<Term>>,
}

/// By kernel and number of filters.
type Plans = HashMap<(usize, usize), Arc<SumPlan>>;

/// Each plan is searched for once.
static PLANS: LazyLock<Mutex<Plans>> = LazyLock::new(Mutex::default);

impl SumPlan {
    /// The plan of all filters of a kernel.
    pub(super) fn of(kernel: usize, filters: &[Filter]) -> Arc<Self> {
        let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(plans.entry((kernel, filters.len())).or_insert_with(|| Arc::new(search(kernel, filters))))
    }

    /// How often each node is there for the positions of a cycle, `stride` columns apart.
    #[must_use]
    pub fn instances(&self, positions: usize, stride: usize) -> Vec<usize> {
        let mut columns = vec![BTreeSet::new(); self.nodes.len()];
        let outputs = self.filters.iter().flatten().chain([&self.whole]);
        for term in outputs.filter(|term| term.node >= self.kernel) {
            columns[term.node - self.kernel]
                .extend((0..positions).map(|position| position * stride + term.column));
        }
        for (index, terms) in self.nodes.iter().enumerate().rev() {
            let here = columns[index].clone();
            for term in terms.iter().filter(|term| term.node >= self.kernel) {
                columns[term.node - self.kernel].extend(here.iter().map(|column| column + term.column));
            }
        }
        columns.iter().map(BTreeSet::len).collect()
    }
}

/// A sum that is being taken apart, its terms ascending.
type Sum = Vec<Term>;

/// Two nodes, and how many columns the second lies right of the first; of equal nodes, more than none.
type Pair = (usize, usize, isize);

fn search(kernel: usize, filters: &[Filter]) -> SumPlan {
    let mut sums: Vec<Sum> = vec![pixels(kernel, |_| true)];
    for filter in filters {
        let wanted: &[i8] = match filter.kind {
            FilterKind::Edge => &[1, -1],
            FilterKind::Bar => &[2],
        };
        sums.extend(
            wanted.iter().map(|&wanted| pixels(kernel, |index| filter.coefficients[index] == wanted)),
        );
    }
    let mut nodes = Vec::new();
    let mut counts = vec![1_u32; kernel];
    while let Some((first, second, distance)) = most_frequent(&sums) {
        let node = kernel + nodes.len();
        // Left of the first term there may be the second.
        let offset = distance.min(0).unsigned_abs();
        let terms = [
            Term { node: first, column: offset },
            Term { node: second, column: offset.wrapping_add_signed(distance) },
        ];
        for sum in &mut sums {
            let taken = disjoint(sum, (first, second, distance));
            let used: BTreeSet<Term> = taken.iter().flatten().copied().collect();
            sum.retain(|term| !used.contains(term));
            sum.extend(taken.iter().map(|pair| Term { node, column: pair[0].column - offset }));
            sum.sort_unstable();
        }
        counts.push(counts[first] + counts[second]);
        nodes.push(terms);
    }
    let mut outputs = sums.iter().map(|sum| sum[0]);
    let whole = outputs.next().unwrap_or(Term { node: 0, column: 0 });
    let of_filter = |filter: &Filter| if filter.kind == FilterKind::Edge { 2 } else { 1 };
    let filters = filters.iter().map(|filter| outputs.by_ref().take(of_filter(filter)).collect()).collect();
    SumPlan { kernel, nodes, pixels: counts.split_off(kernel), whole, filters }
}

fn pixels(kernel: usize, wanted: impl Fn(usize) -> bool) -> Sum {
    let there = (0..kernel * kernel).filter(|&index| wanted(index));
    there.map(|index| Term { node: index / kernel, column: index % kernel }).collect()
}

/// The pair that can be taken out of the sums most often; of several the least. Nothing once all sums are one term.
fn most_frequent(sums: &[Sum]) -> Option<Pair> {
    let mut counts = BTreeMap::<Pair, usize>::new();
    for sum in sums {
        let mut pairs = BTreeSet::new();
        for (index, first) in sum.iter().enumerate() {
            pairs.extend(
                sum[index + 1..]
                    .iter()
                    .map(|second| (first.node, second.node, second.column as isize - first.column as isize)),
            );
        }
        for pair in pairs {
            *counts.entry(pair).or_default() += disjoint(sum, pair).len();
        }
    }
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(pair, _)| pair)
}

/// Occurrences of a pair in a sum that share no term, from the left.
fn disjoint(sum: &Sum, (first, second, distance): Pair) -> Vec<[Term; 2]> {
    let mut used = BTreeSet::new();
    let mut found = Vec::new();
    for &term in sum.iter().filter(|term| term.node == first) {
        let Some(column) = term.column.checked_add_signed(distance) else { continue };
        let other = Term { node: second, column };
        if other != term
            && !used.contains(&term)
            && !used.contains(&other)
            && sum.binary_search(&other).is_ok()
        {
            used.extend([term, other]);
            found.push([term, other]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use apical_core::front_end::Retina;
    use apical_core::front_end::RetinaInput;

    fn retina(kernel: usize, angles: usize) -> Retina {
        Retina {
            width: 40,
            height: 11,
            kernel,
            angles,
            stride: 1,
            pool: 4,
            input: RetinaInput::Grey,
            edge_threshold: 1,
            bar_threshold: 1,
        }
    }

    /// The pixels of a term, and how often.
    fn spread(plan: &SumPlan, term: Term, into: &mut BTreeMap<(usize, usize), u32>, column: usize) {
        match term.node.checked_sub(plan.kernel) {
            None => *into.entry((term.node, column + term.column)).or_default() += 1,
            Some(node) => {
                for part in plan.nodes[node] {
                    spread(plan, part, into, column + term.column);
                }
            }
        }
    }

    #[test]
    fn the_sums_are_those_of_the_filters() {
        for (kernel, angles) in [(3, 2), (5, 8), (7, 6), (9, 4)] {
            let filters = retina(kernel, angles).filters();
            let plan = SumPlan::of(kernel, &filters);
            let coefficients = |term: Term| {
                let mut pixels = BTreeMap::new();
                spread(&plan, term, &mut pixels, 0);
                (0..kernel * kernel)
                    .map(|index| *pixels.get(&(index / kernel, index % kernel)).unwrap_or(&0) as i8)
                    .collect::<Vec<_>>()
            };
            assert_eq!(coefficients(plan.whole), vec![1; kernel * kernel]);
            for (filter, terms) in filters.iter().zip(&plan.filters) {
                let whole = vec![1; kernel * kernel];
                let found: Vec<i8> = match filter.kind {
                    FilterKind::Edge => {
                        let [plus, minus] = [coefficients(terms[0]), coefficients(terms[1])];
                        plus.iter().zip(minus).map(|(plus, minus)| plus - minus).collect()
                    }
                    FilterKind::Bar => coefficients(terms[0])
                        .iter()
                        .zip(whole)
                        .map(|(stripe, whole)| 3 * stripe - whole)
                        .collect(),
                };
                assert_eq!(found, filter.coefficients, "{kernel} {filter:?}");
            }
        }
    }

    #[test]
    fn sharing_saves_a_third_of_the_additions() {
        let plan = SumPlan::of(7, &retina(7, 6).filters());
        // Runs of neighbouring pixels alone would take 136.
        assert!(plan.nodes.len() < 90, "{}", plan.nodes.len());
        assert_eq!(*plan.pixels.iter().max().unwrap(), 49);
        let instances = |positions, stride| plan.instances(positions, stride).iter().sum::<usize>();
        assert!(
            instances(1, 1) > plan.nodes.len() * 5 / 4,
            "a position alone has no neighbour to share with"
        );
        assert!(instances(28, 1) < 28 * plan.nodes.len() * 6 / 5);
        assert!(instances(14, 2) > instances(14, 1), "every second column has fewer sums in common");
    }
}
