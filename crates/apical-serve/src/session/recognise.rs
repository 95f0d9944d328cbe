//! What a picture is taken for.

use std::time::Instant;

use apical_core::fast::FastProcessor;
use apical_core::{Activity, Processor, State};
use apical_data::ImageSize;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::picture::{Picture, inverted_alike};
use super::{Done, Session, Stop};
use crate::protocol::{Answer, Cost, LayerAnswer, Message, Recognition};

impl Session {
    pub(super) fn image_size(&self) -> ImageSize {
        let (height, width) = self.model.image_size();
        ImageSize { width, height }
    }

    /// What the processor takes of a picture: dark ink on light ground if its front end inverts.
    pub(super) fn raw(&self, pixels: &[u8]) -> Vec<u8> {
        inverted_alike(pixels, &self.chip.config().front_end)
    }

    /// The network without images under way.
    pub(super) fn network(&self) -> State {
        State { in_flight: Vec::new(), ..self.chip.processor.state() }
    }

    /// Shows the picture to the network, if there is one.
    pub(super) fn recognise(&mut self, arrived: Instant) -> Done {
        let Some(picture) = self.picture.take() else { return Ok(()) };
        let answer = if picture.blank { None } else { Some(self.ask(&picture)?) };
        let message = Recognition {
            request: picture.request,
            revision: self.revision(),
            origin: picture.origin,
            truth: picture.truth,
            inverted: picture.inverted,
            blank: picture.blank,
            pixels: BASE64_STANDARD.encode(&picture.pixels),
            answer,
            server_us: arrived.elapsed().as_micros() as u64,
        };
        self.picture = Some(picture);
        self.send(&Message::Recognition(Box::new(message)))
    }

    fn ask(&mut self, picture: &Picture) -> Result<Answer, Stop> {
        let raw = self.raw(&picture.pixels);
        if self.is_training() {
            // The pipeline is full of images that learn: another processor of the same kind looks at this one.
            let mut beside = self.chip.with(&self.shared.processors, &self.network())?;
            let activity = beside.processor.activity(&raw).map_err(Stop::refused)?;
            let cost = beside.cost(&beside.processor.machine_counters());
            return Ok(answer(activity, cost));
        }
        let before = self.chip.processor.machine_counters();
        let activity = self.chip.processor.activity(&raw).map_err(Stop::refused)?;
        let counters = &self.chip.processor.machine_counters() - &before;
        self.averages.classified(&counters, 1);
        Ok(answer(activity, self.chip.cost(&counters)))
    }

    /// Takes a test image, at random, as the picture.
    pub(super) fn sample(&mut self, mistake: bool, arrived: Instant) -> Done {
        let data = self.test_data();
        let data = data.ok_or_else(|| Stop::Refused("no test images of this size are at hand".into()))?;
        let test = &data.split.test;
        // A walk through all of them whose steps look like chance.
        self.shown += 1;
        let first = (self.shown.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % test.len().max(1);
        let mut indices = (first..test.len()).chain(0..first);
        let index = if mistake {
            let mut processor = FastProcessor::new(&self.network()).map_err(Stop::refused)?;
            indices.find(|&index| {
                processor.infer(test.image(index)).is_ok_and(|class| class != test.labels()[index])
            })
        } else {
            indices.next()
        };
        let index = index.ok_or_else(|| Stop::Refused("the network gets all test images right".into()))?;
        let front_end = &self.chip.config().front_end;
        self.picture = Some(Picture::sample(test.image(index), test.labels()[index], front_end));
        self.recognise(arrived)
    }
}

fn answer(activity: Activity, cost: Cost) -> Answer {
    let second = activity.runner_up();
    let Activity { input, layers, winner } = activity;
    let layers = layers
        .into_iter()
        .map(|layer| LayerAnswer { potentials: layer.potentials, spikes: indices(&layer.spikes) });
    Answer {
        input: indices(&input),
        layers: layers.collect(),
        winner,
        runner_up: second.map(|(class, _)| class),
        margin: second.map_or(0, |(_, margin)| margin),
        cost,
    }
}

fn indices(spikes: &[bool]) -> Vec<usize> {
    spikes.iter().enumerate().filter_map(|(index, &spike)| spike.then_some(index)).collect()
}
