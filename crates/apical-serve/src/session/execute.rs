//! Requests, each to what executes it.

use std::sync::Arc;
use std::time::Instant;

use apical_core::{Processor, State};

use super::model::{Model, check_name};
use super::picture::Picture;
use super::{Done, Session, SessionChip, Stop};
use crate::limits::WEIGHT_NEURONS;
use crate::protocol::{Request, Upload, encode_model, encode_weights};
use crate::shared::{Beginning, Trained};

impl Session {
    pub(super) fn execute(&mut self, request: Request, arrived: Instant) -> Done {
        match request {
            Request::Preset { name } => self.choose_preset(&name, arrived),
            Request::Supply { volts } => {
                self.chip.set_supply(volts)?;
                self.averages.touch();
                self.send_processor()?;
                self.recognise(arrived)
            }
            Request::Sample { mistake } => self.sample(mistake, arrived),
            Request::Clear {} => {
                self.picture = None;
                Ok(())
            }
            Request::Teach { class, presentations, learning_rate } => {
                self.teach(class, presentations, learning_rate, arrived)
            }
            Request::Keep { class } => self.keep(class),
            Request::Forget {} => {
                self.examples.clear();
                self.send_examples()
            }
            Request::Practise { rounds, learning_rate } => self.practise(rounds, learning_rate, arrived),
            Request::Name { class, name } => {
                let class = self.class(class)?;
                check_name(&name)?;
                self.model.classes[usize::from(class)] = name;
                self.send_model()
            }
            Request::Undo {} => self.take_back(),
            Request::Reset {} => self.reset(),
            Request::Train(run) => self.train(run),
            Request::Pause {} => self.pause(),
            Request::Resume {} => self.resume(None),
            Request::Step { images } => self.resume(Some(images)),
            Request::Stop {} => self.stop(),
            Request::Speed { images_per_second } => self.set_speed(images_per_second),
            Request::Weights { layer, first, count } => self.weights(layer, first, count),
            Request::Download {} => self.send_bytes(encode_model(&self.file()?)),
        }
    }

    /// Takes what was drawn or read from a file.
    pub(super) fn take(&mut self, upload: Upload, arrived: Instant) -> Done {
        match upload {
            Upload::Picture { request, image } => {
                self.picture = Some(Picture::drawn(&image, self.image_size(), request));
                self.recognise(arrived)
            }
            Upload::ImageFile { request, content } => {
                let front_end = &self.chip.config().front_end;
                let (size, preparation) = (self.image_size(), self.model.preparation());
                self.picture = Some(Picture::file(&content, size, preparation, front_end, request)?);
                self.recognise(arrived)
            }
            Upload::ModelFile { content, .. } => self.take_model(&content),
        }
    }

    fn choose_preset(&mut self, name: &str, arrived: Instant) -> Done {
        self.check_at_rest()?;
        let choices = &self.shared.processors;
        let index = choices.iter().position(|design| design.preset().name == name);
        let index = index.ok_or_else(|| {
            let names: Vec<_> = choices.iter().map(|design| &design.preset().name[..]).collect();
            Stop::Refused(format!("name: {name:?} is not among {}", names.join(", ")))
        })?;
        self.chip = SessionChip::new(choices, index, &self.chip.processor.state())?;
        self.follows_front_end = false;
        self.averages = super::Averages::default();
        self.averages.touch();
        self.send_processor()?;
        self.recognise(arrived)
    }

    fn take_back(&mut self) -> Done {
        self.check_at_rest()?;
        let earlier = self.undo.pop().ok_or_else(|| Stop::Refused("there is nothing to take back".into()))?;
        let mut model = earlier.model;
        if earlier.state.config == *self.chip.config() {
            // Names are no part of what was learned.
            model.classes.clone_from(&self.model.classes);
        }
        self.put(model, &earlier.state)?;
        self.send_everything()
    }

    fn reset(&mut self) -> Done {
        self.check_at_rest()?;
        let start: Arc<Trained> = match &*self.shared.beginning.borrow() {
            Beginning::Ready(start) => start.clone(),
            // A session begins when it is ready.
            _ => return Err(Stop::Refused("the network to begin with is not there yet".into())),
        };
        let model = Model::new(start.run.clone(), &start.state.config);
        self.replace(model, &start.state)
    }

    /// Another network, which can be taken back. If the processor cannot hold it, nothing changes.
    pub(super) fn replace(&mut self, model: Model, state: &State) -> Done {
        let earlier = super::Earlier { state: self.network(), model: self.model.clone() };
        self.put(model, state)?;
        self.undo.push(earlier);
        self.send_everything()
    }

    fn put(&mut self, model: Model, state: &State) -> Done {
        if state.config == *self.chip.config() {
            self.chip.load(state)?;
            self.chip.figures = None;
        } else {
            self.chip = self.chip_for(state)?;
            self.averages = super::Averages::default();
            self.averages.touch();
        }
        if state.config.classes() != self.model.classes.len() || model.image_size() != self.model.image_size()
        {
            // They are pictures of another size, or of classes that are no more.
            self.picture = None;
            self.examples.clear();
        }
        self.model = model;
        self.advance();
        Ok(())
    }

    /// A processor for another network: of the same kind at the same supply, or the one that suits another front end.
    fn chip_for(&self, state: &State) -> Result<SessionChip, Stop> {
        let choices = &self.shared.processors;
        let index = self.shared.processor_for(&state.config.front_end);
        if self.follows_front_end && index != self.chip.index {
            return SessionChip::new(choices, index, state);
        }
        self.chip.with(choices, state)
    }

    fn weights(&self, layer: u32, first: u32, count: u32) -> Done {
        let state = self.chip.processor.state();
        let layers = &state.network.layers;
        let last = layers.len() - 1;
        let chosen = layers.get(layer as usize);
        let chosen =
            chosen.ok_or_else(|| Stop::Refused(format!("layer: {layer} is out of range: 0 to {last}")))?;
        let neurons = chosen.neurons as u32;
        if !(1..=WEIGHT_NEURONS).contains(&count) || first >= neurons || count > neurons - first {
            return Err(Stop::Refused(format!(
                "first, count: {count} neurons from {first} are out of range: at most {WEIGHT_NEURONS} of {neurons}"
            )));
        }
        let of = |neuron: u32| {
            (0..chosen.inputs).map(move |input| chosen.weights[input * chosen.neurons + neuron as usize])
        };
        let weights: Vec<i8> = (first..first + count).flat_map(of).collect();
        let bytes =
            encode_weights(self.revision(), layer as u16, chosen.inputs as u16, first as u16, &weights);
        self.send_bytes(bytes)
    }
}
