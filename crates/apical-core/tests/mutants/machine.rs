//! The rule once more, written from the specification's text alone and without a line of the library's own code for it, with
//! faults that can be switched on.

use apical_core::{Config, Order};

use super::fault::Fault;
use super::front_end;

pub(super) type Matrix = Vec<Vec<i32>>;

/// Memories of a layer: rows by input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Memories {
    pub(super) weights: Matrix,
    pub(super) accumulators: Matrix,
    pub(super) bias_weights: Vec<i32>,
    pub(super) bias_accumulators: Vec<i32>,
}

/// An image in flight: spikes of the layers passed (the input first), and what the hidden ones noted.
#[derive(Debug, Clone, Default)]
pub(super) struct Image {
    pub(super) label: usize,
    pub(super) spikes: Vec<Vec<bool>>,
    pub(super) windows: Vec<Vec<bool>>,
    pub(super) potentials: Vec<Vec<i32>>,
    rate: u32,
}

/// What left the output layer.
#[derive(Debug, Clone)]
pub(super) struct Left {
    pub(super) image: Image,
    pub(super) margin: u32,
    pub(super) winner: usize,
    pub(super) correct: bool,
    pub(super) step: i32,
    pub(super) deltas: Vec<Vec<i32>>,
}

#[derive(Debug, Clone)]
pub(super) struct Machine {
    pub(super) config: Config,
    pub(super) fault: Option<Fault>,
    pub(super) layers: Vec<Memories>,
    /// By hidden layer, neuron, class.
    pub(super) signs: Vec<Vec<Vec<i32>>>,
    pub(super) lanes: [u32; 16],
    pub(super) control: u32,
    pub(super) rate: u32,
    /// Newest first.
    pub(super) in_flight: Vec<Image>,
    pub(super) left_over: Vec<u8>,
}

impl Machine {
    pub(super) fn new(config: Config, fault: Option<Fault>) -> Self {
        let (lanes, control) = ([0; 16], 0);
        let (layers, signs) = (Vec::new(), Vec::new());
        Self {
            config,
            fault,
            layers,
            signs,
            lanes,
            control,
            rate: 0,
            in_flight: Vec::new(),
            left_over: Vec::new(),
        }
    }

    pub(super) fn has(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    pub(super) fn w(&self) -> u32 {
        self.config.format.weight_bits()
    }

    pub(super) fn g(&self) -> u32 {
        self.config.format.accumulator_bits()
    }

    pub(super) fn sizes(&self) -> &[usize] {
        &self.config.layers
    }

    // Section 12.

    pub(super) fn learn(&mut self, raw: &[u8], label: usize) -> Option<Left> {
        let pixels = front_end::pixels(&self.config.front_end, raw, self.fault);
        let spikes = self.encode(&pixels);
        if self.has(Fault::ControlStepsAtEntry) {
            self.step_control();
        }
        self.in_flight.insert(0, Image { label, spikes: vec![spikes], rate: self.rate, ..Image::default() });
        let sequential = match self.fault {
            Some(Fault::PipelinedAlways) => false,
            Some(Fault::SequentialAlways) => true,
            _ => self.config.order == Order::Sequential,
        };
        if sequential { self.until_one_leaves() } else { self.pipeline_step(false) }
    }

    pub(super) fn drain(&mut self) -> Option<Left> {
        if self.has(Fault::LanesStepInDrains) {
            self.step_lanes();
        }
        if self.has(Fault::DrainsTakeOneStep) {
            return self.pipeline_step(true);
        }
        self.until_one_leaves()
    }

    pub(super) fn until_one_leaves(&mut self) -> Option<Left> {
        while !self.in_flight.is_empty() {
            if let Some(left) = self.pipeline_step(true) {
                return Some(left);
            }
        }
        None
    }

    pub(super) fn pipeline_step(&mut self, draining: bool) -> Option<Left> {
        let hidden = self.layers.len() - 1;
        let leaves = self.in_flight.last().is_some_and(|image| image.windows.len() == hidden);
        let mut leaving = if leaves { self.in_flight.pop() } else { None };
        let early = self.has(Fault::UpdateBeforeTheOthersPass);
        let mut left = if early { leaving.take().map(|image| self.complete(image)) } else { None };
        let mut images = std::mem::take(&mut self.in_flight);
        let oldest = images.len().wrapping_sub(1);
        for (index, image) in images.iter_mut().enumerate() {
            if draining && self.has(Fault::OnlyTheOldestMovesInDrains) && (index != oldest || leaves) {
                continue;
            }
            let layer = image.windows.len();
            let u = self.potentials(layer, &image.spikes[layer]);
            image.spikes.push(u.iter().map(|&u| self.spike(u)).collect());
            image.windows.push(u.iter().map(|&u| self.window(layer, u)).collect());
            image.potentials.push(u);
        }
        self.in_flight = images;
        if let Some(image) = leaving {
            left = Some(self.complete(image));
        }
        left
    }

    /// The output layer's part for an image: winner, feedback (section 10), update (section 11).
    pub(super) fn complete(&mut self, mut image: Image) -> Left {
        let last = self.layers.len() - 1;
        if self.has(Fault::RecordsRecomputed) {
            for layer in 0..last {
                let u = self.potentials(layer, &image.spikes[layer]);
                image.spikes[layer + 1] = u.iter().map(|&u| self.spike(u)).collect();
                image.windows[layer] = u.iter().map(|&u| self.window(layer, u)).collect();
            }
        }
        let u = self.potentials(last, &image.spikes[last]);
        image.potentials.push(u.clone());
        let label = image.label;
        let control = self.control;
        let (margin, byte) = self.step_control();
        let ties = self.has(Fault::LastOfEqualWins);
        let plain = self.first_of_highest(&u, ties);
        let mut lowered = u;
        let margin_of = |i: usize| match self.fault {
            Some(Fault::NoMargin) => false,
            Some(Fault::MarginForAll) => true,
            Some(Fault::MarginOnlyForLabel0) => i == 0 && label == 0,
            Some(Fault::MarginOnTheWinner) => i == plain,
            Some(Fault::SignedLabels) => i == label && label < 128,
            _ => i == label,
        };
        for (i, u) in lowered.iter_mut().enumerate() {
            if margin_of(i) {
                *u -= margin as i32;
            }
        }
        let winner = self.first_of_highest(&lowered, ties);
        let correct = if self.has(Fault::CorrectWithMargin) { winner } else { plain } == label;
        let rate = if self.has(Fault::RateOfTheEntry) { image.rate } else { self.rate };
        let mut step = match self.fault {
            Some(Fault::StepWithoutByte) => rate >> 8,
            Some(Fault::StepRoundedToNearest) => (rate + 128) >> 8,
            Some(Fault::StepRoundedUp) => (rate + 255) >> 8,
            Some(Fault::StepAtLeast1) => ((rate + byte) >> 8).max(1),
            Some(Fault::StepOfNarrowFormats) => (rate + (byte >> (8 - self.g()))) >> 8,
            _ => (rate + byte) >> 8,
        } as i32;
        let wrong = if self.has(Fault::UpdateOnlyIfWrong) { plain != label } else { winner != label };
        if !wrong {
            step = 0;
        }
        if (self.has(Fault::ControlStepsOnlyInErrors) && !wrong)
            || (self.has(Fault::ControlStepsOnlyInUpdates) && step == 0)
        {
            self.control = control;
        }
        let deltas = self.deltas(&image, winner, step);
        self.update(&image, &deltas, step);
        let spikes = image.potentials[last].len();
        image.spikes.push((0..spikes).map(|i| i == winner).collect());
        Left { image, margin, winner, correct, step, deltas }
    }
}
