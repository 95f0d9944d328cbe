//! The settings, played.

use std::collections::BTreeMap;

use apical_core::front_end::FrontEnd;
use apical_core::training::epoch_order;
use apical_data::Dataset;
use apical_data::limits::MAX_PIXELS;

use super::runner::{RunObserver, Runner, share};
use super::{Curve, RunConfig, RunResult};
use crate::encoded::{encoded, takes};
use crate::faults::{FaultKind, Faults};
use crate::random::{Purpose, Random};
use crate::rules::dsf::Surroundings;
use crate::setting::{ADAPTATION, FAULT_RATES, FEW, FEW_SHOWN, RECOVERY, STREAM, Setting, WRITER};
use crate::transform::by_another_writer;
use crate::{BaselineError, Batch, LearningRule, Operations, RunPosition};

/// Accuracy is the mean over so many last epochs.
const LAST_EPOCHS: usize = 5;
/// Training images for which updates are compared with the gradient.
const PROBED: usize = 256;

/// What a setting finds.
#[derive(Default)]
struct Found {
    accuracy: f64,
    measures: BTreeMap<String, f64>,
    curves: Vec<Curve>,
    operations: Vec<Operations>,
    alignment: Vec<Vec<f64>>,
    seconds: Vec<f64>,
}

/// Performs a run on pixels, of which the front end makes what the rule sees. `None` if the observer stopped it.
///
/// # Errors
/// If the rule cannot take the sizes, or they or the front end do not fit the data.
pub fn perform(
    config: &RunConfig,
    train: &Dataset,
    test: &Dataset,
    observer: RunObserver<'_>,
) -> Result<Option<RunResult>, BaselineError> {
    check(config, train)?;
    let front_end = front_end(config)?;
    let rule = make(config, &front_end, train)?;
    let (seen_train, seen_test) = (encoded(train, &front_end)?, encoded(test, &front_end)?);
    let mut play = Play {
        config,
        front_end: &front_end,
        pixels: (train, test),
        train: &seen_train,
        test: &seen_test,
        runner: Runner::new(rule, observer),
        found: Found::default(),
        before: 0,
    };
    let done = match config.setting {
        Setting::Epochs => play.epochs(true)?,
        Setting::OnePass => play.one_pass()?,
        Setting::NewWriter => play.epochs(false)? && play.new_writer()?,
        Setting::ClassByClass => play.class_by_class()?,
        Setting::FaultyBits => play.epochs(false)? && play.faulty_bits()?,
        Setting::FewSamples => play.few_samples()?,
    };
    if !done {
        return Ok(None);
    }
    let Play { runner, mut found, .. } = play;
    if found.operations.is_empty() {
        found.operations.push(runner.rule.operations().clone());
        found.seconds.push(runner.seconds);
    }
    Ok(Some(RunResult {
        config: config.clone(),
        accuracy: found.accuracy,
        measures: found.measures,
        curves: found.curves,
        operations: found.operations,
        alignment: found.alignment,
        seconds: found.seconds,
        images: runner.images,
    }))
}

fn front_end(config: &RunConfig) -> Result<FrontEnd, BaselineError> {
    let text = config.front_end.as_deref();
    Ok(text.map_or(Ok(FrontEnd::THRESHOLD), str::parse)?)
}

fn make(
    config: &RunConfig,
    front_end: &FrontEnd,
    train: &Dataset,
) -> Result<Box<dyn LearningRule>, BaselineError> {
    let hidden = config.layers.get(1..config.layers.len().saturating_sub(1)).unwrap_or_default();
    let own = Surroundings::new(front_end, hidden, train);
    config.rule.make_in(&config.layers, config.seed, &config.settings, &own)
}

/// Checks that a network and its front end fit the data.
///
/// # Errors
/// If it does not.
pub fn check(config: &RunConfig, data: &Dataset) -> Result<(), BaselineError> {
    let refused = |reason: String| Err(BaselineError::Data { layers: config.layers.clone(), reason });
    let (inputs, classes) = (config.layers.first().copied(), config.layers.last().copied());
    let front_end = front_end(config)?;
    takes(&front_end, data).or_else(refused)?;
    let pixels = data.image_size();
    match front_end.bits() {
        Some(bits) if inputs != Some(bits) => {
            return refused(format!("the first size must be the number of the front end's bits, {bits}"));
        }
        None if inputs != Some(pixels) => {
            return refused(format!("the first size must be the number of pixels, {pixels}"));
        }
        _ => {}
    }
    let needed = pixels.max(inputs.unwrap_or(0)) as u64 * data.len() as u64;
    if needed > MAX_PIXELS {
        return refused(format!("the bits of {} images would take more than 4 GiB; take fewer", data.len()));
    }
    if classes.is_none_or(|classes| classes < data.classes()) {
        return refused(format!("the last size must be at least the number of classes, {}", data.classes()));
    }
    Ok(())
}

struct Play<'a> {
    config: &'a RunConfig,
    front_end: &'a FrontEnd,
    /// Training and test images as they are.
    pixels: (&'a Dataset, &'a Dataset),
    /// As the rule sees them.
    train: &'a Dataset,
    test: &'a Dataset,
    runner: Runner<'a>,
    found: Found,
    /// Images of the training proper.
    before: u64,
}

impl Play<'_> {
    fn count(&self) -> u32 {
        // The readers allow 2^24 images.
        u32::try_from(self.train.len()).unwrap_or(u32::MAX)
    }

    fn order(&self, epoch: u32) -> Vec<u32> {
        epoch_order(self.config.seed, epoch, self.count())
    }

    fn curve(&mut self, name: &str, points: Vec<(f64, f64)>) {
        self.found.curves.push(Curve { name: name.to_owned(), points });
    }

    fn measure(&mut self, name: &str, value: f64) {
        self.found.measures.insert(name.to_owned(), value);
    }

    fn align(&mut self) -> Result<(), BaselineError> {
        let images = self.train.len().min(PROBED);
        let pixels = &self.train.pixels()[..images * self.train.image_size()];
        let batch = Batch::new(pixels, &self.train.labels()[..images]);
        self.found.alignment.push(self.runner.rule.alignment(batch)?);
        Ok(())
    }

    /// Training; measured after each epoch, or at its end only.
    fn epochs(&mut self, measured: bool) -> Result<bool, BaselineError> {
        let count = u64::from(self.count());
        let of = count * u64::from(self.config.epochs);
        let mut points = Vec::new();
        if measured {
            self.align()?;
        }
        for epoch in 0..self.config.epochs {
            let before = u64::from(epoch) * count;
            let position = |learned: u64| RunPosition { image: before + learned, of };
            if !self.runner.learn(self.train, &self.order(epoch), &position, None)? {
                return Ok(false);
            }
            if measured {
                points.push((f64::from(epoch + 1), self.runner.accuracy(self.test)?));
                self.found.seconds.push(std::mem::take(&mut self.runner.seconds));
                self.found.operations.push(self.runner.rule.operations().clone());
                self.align()?;
            }
        }
        self.before = of;
        if measured {
            let last = &points[points.len().saturating_sub(LAST_EPOCHS)..];
            self.found.accuracy = last.iter().map(|point| point.1).sum::<f64>() / last.len().max(1) as f64;
            self.curve("test", points);
        }
        Ok(true)
    }

    /// A position in the middle of a run: what comes after training, or in no planned number, is learned at the rate that
    /// the middle of a training has.
    fn middle(&self) -> impl Fn(u64) -> RunPosition + use<> {
        |_| RunPosition { image: 500, of: 1001 }
    }

    /// Learns a stream, and measures at shares of the whole of it.
    fn stream(
        &mut self,
        data: &Dataset,
        order: &[u32],
        shares: &[f64],
        position: &dyn Fn(u64) -> RunPosition,
        faults: Option<&Faults>,
        mut at: impl FnMut(&mut Self, f64) -> Result<(), BaselineError>,
    ) -> Result<bool, BaselineError> {
        let mut from = 0;
        for &share in shares {
            let to = ((share * self.train.len() as f64).round() as usize).min(order.len());
            let begun = from as u64;
            if to > from {
                let position = |learned: u64| position(begun + learned);
                if !self.runner.learn(data, &order[from..to], &position, faults)? {
                    return Ok(false);
                }
                from = to;
            }
            at(self, from as f64)?;
        }
        Ok(true)
    }

    fn one_pass(&mut self) -> Result<bool, BaselineError> {
        let (of, order) = (u64::from(self.count()), self.order(0));
        let mut points = Vec::new();
        let position = |learned: u64| RunPosition { image: learned, of };
        let done = self.stream(self.train, &order, &STREAM, &position, None, |play, images| {
            points.push((images, play.runner.accuracy(play.test)?));
            Ok(())
        })?;
        self.found.accuracy = points.last().map_or(0.0, |point| point.1);
        self.curve("test", points);
        Ok(done)
    }

    fn new_writer(&mut self) -> Result<bool, BaselineError> {
        let (shift, slant) = WRITER;
        let other = |data: &Dataset, seed| {
            let written = by_another_writer(data, shift, slant, seed)
                .map_err(|error| BaselineError::Data { layers: Vec::new(), reason: error.to_string() })?;
            Ok::<_, BaselineError>(encoded(&written, self.front_end)?.into_owned())
        };
        let (train, test) = (other(self.pixels.0, 1)?, other(self.pixels.1, 2)?);
        let (mut new, mut old) = (Vec::new(), Vec::new());
        new.push((0.0, self.runner.accuracy(&test)?));
        old.push((0.0, self.runner.accuracy(self.test)?));
        let order = self.order(self.config.epochs);
        let position = self.middle();
        let done = self.stream(&train, &order, &ADAPTATION, &position, None, |play, images| {
            new.push((images, play.runner.accuracy(&test)?));
            old.push((images, play.runner.accuracy(play.test)?));
            Ok(())
        })?;
        let last = |points: &[(f64, f64)]| points[points.len() - 1].1;
        self.found.accuracy = last(&new);
        self.measure("old writers before", old[0].1);
        self.measure("new writer before", new[0].1);
        self.measure("old writers after", last(&old));
        self.curve("new writer", new);
        self.curve("old writers", old);
        Ok(done)
    }

    fn class_by_class(&mut self) -> Result<bool, BaselineError> {
        let classes = self.train.classes();
        let order = self.order(0);
        let mut best = vec![0.0_f64; classes];
        let mut last = vec![0.0; classes];
        let mut points = Vec::new();
        let position = self.middle();
        for class in 0..classes {
            let of_class = |&image: &u32| usize::from(self.train.labels()[image as usize]) == class;
            let images: Vec<u32> = order.iter().copied().filter(of_class).collect();
            if !images.is_empty() && !self.runner.learn(self.train, &images, &position, None)? {
                return Ok(false);
            }
            let right = self.runner.by_class(self.test)?;
            for (known, right) in right.iter().enumerate().take(class + 1) {
                last[known] = share(&[*right]);
                best[known] = best[known].max(last[known]);
            }
            points.push(((class + 1) as f64, share(&right[..=class])));
        }
        let forgotten: f64 = best.iter().zip(&last).take(classes - 1).map(|(best, last)| best - last).sum();
        self.found.accuracy = points.last().map_or(0.0, |point| point.1);
        self.measure("forgetting", forgotten / (classes - 1).max(1) as f64);
        self.curve("classes seen", points);
        Ok(true)
    }

    fn faulty_bits(&mut self) -> Result<bool, BaselineError> {
        let before = self.runner.accuracy(self.test)?;
        self.measure("before", before);
        let trained = self.runner.rule.fork();
        let order = self.order(self.config.epochs);
        let position = self.middle();
        let (mut struck_all, mut recovered_all) = (Vec::new(), Vec::new());
        for kind in [FaultKind::Stuck, FaultKind::Flip] {
            let name = if kind == FaultKind::Stuck { "stuck" } else { "flips" };
            let (mut struck, mut recovered) = (Vec::new(), Vec::new());
            for rate in FAULT_RATES {
                self.runner.rule = trained.fork();
                let faults = Faults::new(kind, rate, self.config.seed, &*self.runner.rule);
                faults.strike(&mut *self.runner.rule)?;
                let mut points = vec![(0.0, self.runner.accuracy(self.test)?)];
                let learned =
                    self.stream(self.train, &order, &RECOVERY, &position, Some(&faults), |play, images| {
                        points.push((images, play.runner.accuracy(play.test)?));
                        Ok(())
                    })?;
                if !learned {
                    return Ok(false);
                }
                let last = points[points.len() - 1].1;
                struck.push((rate, points[0].1));
                recovered.push((rate, last));
                self.measure(&format!("{name} {rate} struck"), points[0].1);
                self.measure(&format!("{name} {rate} recovered"), last);
                self.curve(&format!("{name} {rate}"), points);
            }
            struck_all.push((format!("{name}, struck"), struck));
            recovered_all.push((format!("{name}, learned again"), recovered));
        }
        for (name, points) in struck_all.into_iter().chain(recovered_all.clone()) {
            self.curve(&name, points);
        }
        // After the worst of both kinds, learned again.
        let worst = recovered_all.iter().filter_map(|(_, points)| points.last()).map(|point| point.1);
        self.found.accuracy = worst.fold(1.0, f64::min);
        Ok(true)
    }

    fn few_samples(&mut self) -> Result<bool, BaselineError> {
        let mut points = Vec::new();
        for count in FEW {
            self.runner.rule = make(self.config, self.front_end, self.pixels.0)?;
            let images = self.sample(count);
            let passes = FEW_SHOWN.div_ceil(images.len().max(1) as u64);
            let of = passes * images.len() as u64;
            for pass in 0..passes {
                let begun = pass * images.len() as u64;
                let position = |learned: u64| RunPosition { image: begun + learned, of };
                let seed = self.config.seed;
                let order = epoch_order(seed, pass as u32, images.len() as u32);
                let order: Vec<u32> = order.iter().map(|&index| images[index as usize]).collect();
                if !self.runner.learn(self.train, &order, &position, None)? {
                    return Ok(false);
                }
            }
            let accuracy = self.runner.accuracy(self.test)?;
            self.measure(&format!("{count} of a class"), accuracy);
            points.push((count as f64, accuracy));
        }
        self.found.accuracy = points.last().map_or(0.0, |point| point.1);
        self.curve("test", points);
        Ok(true)
    }

    /// So many images of each class, or all if there are fewer.
    fn sample(&self, count: usize) -> Vec<u32> {
        let order =
            Random::new(self.config.seed, Purpose::Samples).sample(self.train.len(), self.train.len());
        let mut taken = vec![0; self.train.classes()];
        let mut images = Vec::new();
        for image in order {
            let class = usize::from(self.train.labels()[image]);
            if taken[class] < count {
                taken[class] += 1;
                images.push(image as u32);
            }
        }
        images
    }
}
