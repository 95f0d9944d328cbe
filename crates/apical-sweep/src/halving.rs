//! Successive halving: train many a little, and the best of them longer.

use crate::{Halving, Objective};

/// Epochs of the rungs, ascending; the last has those of the plan.
pub(crate) fn rungs(halving: &Halving) -> Vec<u32> {
    let mut rungs = Vec::new();
    let mut epochs = u64::from(halving.first_epochs);
    while epochs < u64::from(halving.epochs) {
        rungs.push(epochs as u32);
        epochs *= u64::from(halving.factor);
    }
    rungs.push(halving.epochs);
    rungs
}

/// Which go on, in ascending order: of `factor` the best, of equals the first.
pub(crate) fn survivors(values: &[f64], objective: Objective, factor: u32) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..values.len()).collect();
    indices.sort_by(|&a, &b| objective.merit(values[b]).total_cmp(&objective.merit(values[a])));
    indices.truncate(values.len().div_ceil(factor as usize));
    indices.sort_unstable();
    indices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Direction, Metric};

    #[test]
    fn rungs_end_with_the_plans_epochs() {
        let halving =
            |first_epochs, epochs| Halving { factor: 3, first_epochs, epochs, choose_by: Metric::Mm2 };
        assert_eq!(rungs(&halving(1, 9)), [1, 3, 9]);
        assert_eq!(rungs(&halving(2, 20)), [2, 6, 18, 20]);
        assert_eq!(rungs(&halving(5, 5)), [5]);
    }

    #[test]
    fn the_best_go_on() {
        let objective = |direction| Objective { metric: Metric::Accuracy, direction };
        let values = [0.5, 0.9, 0.7, 0.9, 0.1];
        assert_eq!(survivors(&values, objective(Direction::Maximise), 2), [1, 2, 3]);
        assert_eq!(survivors(&values, objective(Direction::Minimise), 3), [0, 4]);
        assert_eq!(survivors(&values[..1], objective(Direction::Maximise), 3), [0]);
    }
}
