//! The network: forward, loss, and the gradient by backpropagation.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, Axis};

use super::functions::{exponential, sigmoid, tanh};
use crate::random::Random;
use crate::{Activation, Loss};

/// A layer of `neurons` neurons with `inputs` inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense {
    /// Weights, shape (inputs, neurons).
    pub weights: Array2<f32>,
    /// Biases, shape (neurons).
    pub biases: Array1<f32>,
}

/// Layers with their activation and loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Layers in order, the output last.
    pub layers: Vec<Dense>,
    /// Activation of the hidden layers.
    pub activation: Activation,
    /// Output and loss.
    pub loss: Loss,
}

/// What a batch did on its way forward.
#[derive(Debug, Clone)]
pub struct Pass {
    /// Potentials of each layer, shape (images, neurons).
    pub potentials: Vec<Array2<f32>>,
    /// What enters each layer, the input first, and last what the output says: softmax or sigmoid.
    pub activities: Vec<Array2<f32>>,
}

impl Network {
    /// Initial weights uniform with the variance that keeps that of the activity: 2 / inputs for `relu` (He), 1 / inputs
    /// else; times `initial`. Biases 0.
    #[must_use]
    pub fn new(
        sizes: &[usize],
        activation: Activation,
        loss: Loss,
        initial: f32,
        random: &mut Random,
    ) -> Self {
        let gain: f32 = if activation == Activation::Relu { 6.0 } else { 3.0 };
        let layer = |pair: &[usize], random: &mut Random| Dense {
            weights: random.matrix(pair[0], pair[1], initial * (gain / pair[0] as f32).sqrt()),
            biases: Array1::zeros(pair[1]),
        };
        let layers = sizes.windows(2).map(|pair| layer(pair, random)).collect();
        Self { layers, activation, loss }
    }

    /// A batch forward. `inputs`: shape (images, inputs).
    #[must_use]
    pub fn forward(&self, inputs: Array2<f32>) -> Pass {
        let mut pass = Pass {
            potentials: Vec::with_capacity(self.layers.len()),
            activities: Vec::with_capacity(self.layers.len() + 1),
        };
        pass.activities.push(inputs);
        for (index, layer) in self.layers.iter().enumerate() {
            let below = &pass.activities[index];
            let mut potentials = Array2::zeros((below.nrows(), layer.biases.len()));
            potentials += &layer.biases;
            general_mat_mul(1.0, below, &layer.weights, 1.0, &mut potentials);
            let above = if index + 1 == self.layers.len() {
                output(self.loss, &potentials)
            } else {
                activity(self.activation, &potentials)
            };
            pass.potentials.push(potentials);
            pass.activities.push(above);
        }
        pass
    }

    /// Multiplies errors of a hidden layer's activity by the derivative of its activation.
    pub fn through_activation(&self, errors: &mut Array2<f32>, pass: &Pass, layer: usize) {
        let (potentials, activities) = (&pass.potentials[layer], &pass.activities[layer + 1]);
        match self.activation {
            Activation::Relu => errors.zip_mut_with(potentials, |error, &u| *error *= one_if(u > 0.0)),
            Activation::Tanh => errors.zip_mut_with(activities, |error, &a| *error *= 1.0 - a * a),
            Activation::Binary => {
                errors.zip_mut_with(potentials, |error, &u| *error *= one_if(u.abs() < 1.0))
            }
        }
    }

    /// Errors of every layer's potentials by backpropagation, down from those of the output (shape (images, classes)).
    /// Through binary activations it is the surrogate's.
    #[must_use]
    pub fn backward(&self, pass: &Pass, output_error: &Array2<f32>) -> Vec<Array2<f32>> {
        let mut errors = vec![output_error.clone()];
        for layer in (1..self.layers.len()).rev() {
            let above = &errors[errors.len() - 1];
            let mut below = above.dot(&self.layers[layer].weights.t());
            self.through_activation(&mut below, pass, layer - 1);
            errors.push(below);
        }
        errors.reverse();
        errors
    }

    /// Loss of a batch, summed over its images.
    #[must_use]
    pub fn loss(&self, pass: &Pass, labels: &[u8]) -> f64 {
        let potentials = &pass.potentials[pass.potentials.len() - 1];
        let row = |(row, &label): (ndarray::ArrayView1<'_, f32>, &u8)| {
            let label = usize::from(label);
            match self.loss {
                Loss::Softmax => {
                    let most = row.fold(f32::MIN, |most, &u| most.max(u));
                    let sum: f64 = row.iter().map(|&u| f64::from(u - most).exp()).sum();
                    sum.ln() - f64::from(row[label] - most)
                }
                Loss::Sigmoid => row
                    .iter()
                    .enumerate()
                    .map(|(class, &u)| {
                        let u = f64::from(u);
                        // ln(1 + e^u), without overflow.
                        u.max(0.0) + (-u.abs()).exp().ln_1p() - if class == label { u } else { 0.0 }
                    })
                    .sum(),
            }
        };
        potentials.rows().into_iter().zip(labels).map(row).sum()
    }
}

impl Pass {
    /// What the output says less the target: the gradient of the loss by the output's potentials.
    #[must_use]
    pub fn output_error(&self, labels: &[u8]) -> Array2<f32> {
        let mut error = self.activities[self.activities.len() - 1].clone();
        for (mut row, &label) in error.rows_mut().into_iter().zip(labels) {
            row[usize::from(label)] -= 1.0;
        }
        error
    }

    /// The class of highest potential of each image; of several the first.
    #[must_use]
    pub fn winners(&self) -> Vec<u8> {
        winners(&self.potentials[self.potentials.len() - 1])
    }
}

/// The greatest value of each row; of several the first.
pub(crate) fn winners(values: &Array2<f32>) -> Vec<u8> {
    let winner = |row: ndarray::ArrayView1<'_, f32>| {
        let better = |best: usize, class: usize| if row[class] > row[best] { class } else { best };
        (1..row.len()).fold(0, better) as u8
    };
    values.axis_iter(Axis(0)).map(winner).collect()
}

fn one_if(condition: bool) -> f32 {
    f32::from(u8::from(condition))
}

fn activity(activation: Activation, potentials: &Array2<f32>) -> Array2<f32> {
    match activation {
        Activation::Relu => potentials.mapv(|u| u.max(0.0)),
        Activation::Tanh => potentials.mapv(tanh),
        Activation::Binary => potentials.mapv(|u| one_if(u > 0.0)),
    }
}

fn output(loss: Loss, potentials: &Array2<f32>) -> Array2<f32> {
    match loss {
        Loss::Sigmoid => potentials.mapv(sigmoid),
        Loss::Softmax => {
            let mut output = potentials.clone();
            for mut row in output.rows_mut() {
                let most = row.fold(f32::MIN, |most, &u| most.max(u));
                row.mapv_inplace(|u| exponential(u - most));
                let sum = row.sum();
                row /= sum;
            }
            output
        }
    }
}
