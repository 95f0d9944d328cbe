//! The digits must not be so easy that a linear classifier does what a trained network should be credited with.

use super::DEFAULT;
use crate::Dataset;

const INPUTS: usize = 784;
const CLASSES: usize = 10;
const BATCH: usize = 50;
const EPOCHS: usize = 25;

/// Softmax regression with weights `[input][class]`, the last row being the bias.
struct Softmax {
    weights: Vec<[f32; CLASSES]>,
}

impl Softmax {
    fn scores(&self, image: &[u8]) -> [f32; CLASSES] {
        let mut scores = self.weights[INPUTS];
        for (weights, &pixel) in self.weights.iter().zip(image).filter(|(_, pixel)| **pixel > 0) {
            let input = f32::from(pixel) / 255.0;
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight * input);
        }
        scores
    }

    /// One step along the mean gradient of the cross entropy over a batch.
    fn learn(&mut self, set: &Dataset, batch: impl Iterator<Item = usize>, rate: f32) {
        let mut gradient = vec![[0.0; CLASSES]; INPUTS + 1];
        for index in batch {
            let image = set.image(index);
            let scores = self.scores(image);
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            let mut error = scores.map(|score| (score - top).exp());
            let total: f32 = error.iter().sum();
            error.iter_mut().for_each(|share| *share /= total);
            error[usize::from(set.labels()[index])] -= 1.0;
            let inputs = image.iter().map(|&pixel| f32::from(pixel) / 255.0).chain([1.0]);
            for (row, input) in gradient.iter_mut().zip(inputs).filter(|(_, input)| *input > 0.0) {
                row.iter_mut().zip(error).for_each(|(sum, error)| *sum += error * input);
            }
        }
        for (weight, slope) in self.weights.iter_mut().flatten().zip(gradient.iter().flatten()) {
            *weight -= rate / BATCH as f32 * slope;
        }
    }

    fn accuracy(&self, set: &Dataset) -> f64 {
        let right = (0..set.len()).filter(|&index| {
            let scores = self.scores(set.image(index));
            let best = (0..CLASSES).max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
            best == Some(usize::from(set.labels()[index]))
        });
        right.count() as f64 / set.len() as f64
    }
}

#[test]
fn a_linear_classifier_stays_below_93_percent() {
    let (train, test) = (&DEFAULT.train, &DEFAULT.test);
    let mut model = Softmax { weights: vec![[0.0; CLASSES]; INPUTS + 1] };
    let mut best = 0.0_f64;
    for epoch in 0..EPOCHS {
        let rate = 0.2 * (1.0 - epoch as f32 / EPOCHS as f32) + 0.01;
        for batch in 0..train.len() / BATCH {
            // The set is shuffled already; a stride that shares no factor with its size mixes the batches anew.
            let stride = 10 * epoch + 7;
            let first = batch * BATCH;
            model.learn(train, (first..first + BATCH).map(|index| index * stride % train.len()), rate);
        }
        best = best.max(model.accuracy(test));
    }
    let last = model.accuracy(test);
    println!("linear classifier: {last:.4} in the end, {best:.4} at best");
    // The best epoch on the test set itself bounds from above what any way to stop could reach.
    assert!(best < 0.93, "{best}");
    assert!(last > 0.70, "{last}");
}
