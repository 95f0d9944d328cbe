//! From choices to what a run is.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{
    Choices, Cut, CutChoice, ImageSize, Input, Names, OneOrMany, RunError, Source, SplitRule, Stage,
};
use crate::front_end::{FrontEnd, Kind, Request, fit};
use crate::training::{Defaults, LearningRate, Position, Recipe, TrainingImages, windows_of};
use crate::{Config, ConfigError, MAXIMUM_NEURONS};

/// Epochs of a run, whatever the data, unless something else is asked for.
pub const DEFAULT_EPOCHS: u32 = 30;
/// Neurons of the hidden layers unless something else is asked for, as in the silicon.
pub const DEFAULT_HIDDEN: [usize; 2] = [200, 200];
/// Most epochs.
pub const MAXIMUM_EPOCHS: u32 = 1_000_000;

const EPOCHS: i64 = MAXIMUM_EPOCHS as i64;
const MAXIMUM_U32: i64 = u32::MAX as i64;

/// Keys that a further stage may have.
const STAGE_KEYS: [&str; 20] = [
    "data",
    "prepare",
    "sample_bits",
    "image_size",
    "limit",
    "validation",
    "class_weight",
    "split",
    "label_column",
    "input",
    "epochs",
    "seed",
    "shift",
    "learning_rate",
    "learning_rate_epochs",
    "first_test",
    "stop_after",
    "stop_image",
    "data_record",
    "cuts",
];

impl Choices {
    /// The first stage, with defaults filled in; all that can be checked without data is.
    ///
    /// # Errors
    /// The first value that is out of range.
    pub fn stage(&self) -> Result<Stage, RunError> {
        self.stage_learned_at(self.defaults().learning_rate)
    }

    /// What a training has where nothing was chosen.
    fn defaults(&self) -> Defaults {
        Defaults::of_request(self.front_end.as_ref())
    }

    fn stage_learned_at(&self, default: LearningRate) -> Result<Stage, RunError> {
        let target = whole("epochs", self.epochs, 1, EPOCHS)?.unwrap_or(DEFAULT_EPOCHS);
        let recipe = Recipe {
            seed: self.seed.map_or(1, |seed| seed.0),
            epochs: whole("learning_rate_epochs", self.learning_rate_epochs, 0, EPOCHS)?.unwrap_or(target),
            learning_rate: self.learning_rate.unwrap_or(default),
            shift: whole("shift", self.shift, 0, 100)?.unwrap_or(0) as u8,
        };
        let source = Source {
            data: self.data.as_ref().map(Names::list),
            prepare: self.prepare,
            sample_bits: whole("sample_bits", self.sample_bits, 1, 16)?.map(|bits| bits as u8),
            image_size: self.image_size,
            limit: whole("limit", self.limit, 1, MAXIMUM_U32)?,
            validation: self.validation.unwrap_or(false),
            class_weight: self.class_weight.unwrap_or_default(),
            split: self.split_rule(),
            label_column: self.label_column.clone(),
            input: self.input.clone(),
        };
        if let Some(fault) = source.input.as_ref().and_then(Input::fault) {
            return Err(RunError::Value { key: "input", message: fault.to_owned() });
        }
        let stop = Position {
            epoch: whole("stop_after", self.stop_after, 0, EPOCHS)?.unwrap_or(target),
            image: whole("stop_image", self.stop_image, 0, MAXIMUM_U32)?.unwrap_or(0),
        };
        if self.stop_image.is_some() && self.stop_after.is_none() {
            let message = "it counts images after the epochs of stop_after, which is missing".to_owned();
            return Err(RunError::Value { key: "stop_image", message });
        }
        Ok(Stage {
            source,
            data: self.data_record.clone(),
            recipe,
            target,
            first_test: whole("first_test", self.first_test, 0, EPOCHS)?.unwrap_or(1),
            cuts: cuts(&self.cuts)?,
            end: stop.min(Position { epoch: target, image: 0 }),
        })
    }

    /// All stages, in order, at least one.
    ///
    /// # Errors
    /// The first value that is out of range, or a stage with keys that are of the network or of the whole.
    pub fn stages(&self) -> Result<Vec<Stage>, RunError> {
        let mut stages = vec![self.stage()?];
        for stage in &self.stage {
            let keys = stage.keys();
            let foreign = keys.iter().find(|key| !STAGE_KEYS.contains(&key.as_str()));
            let foreign = foreign.map(String::as_str);
            // Of this machine, and not among the keys that are stored.
            let own = (stage.data_dir.is_some()
                || stage.out.is_some()
                || stage.early_stop.is_some()
                || stage.checkpoint_every.is_some())
            .then_some("data_dir, out, early_stop or checkpoint_every");
            if let Some(key) = foreign.or(own) {
                let message = format!("{key} is of the whole run and stands before the first [[stage]]");
                return Err(RunError::Value { key: "stage", message });
            }
            stages.push(stage.stage_learned_at(self.defaults().learning_rate)?);
        }
        Ok(stages)
    }

    /// The network for images of `size` in `classes` classes, at least 2 of them, and a first stage.
    ///
    /// # Errors
    /// If it is outside the specification, does not fit the data, or the stage's recipe does not fit it.
    pub fn config(&self, stage: &Stage, size: ImageSize, classes: usize) -> Result<Config, RunError> {
        let front_end = self.fixed_front_end()?;
        let mut config = Config::new(self.layer_sizes(size, &front_end, classes)?)?;
        config.front_end = front_end;
        check_values(&config.front_end, size)?;
        let (pixels, expected) = (size.pixels(), config.raw_inputs());
        if expected != pixels {
            let (height, width) = (size.height, size.width);
            return Err(RunError::Value {
                key: "layers",
                message: format!(
                    "the first size is {expected}, but the images have {height} x {width} = {pixels} pixels"
                ),
            });
        }
        if config.classes() < classes {
            return Err(RunError::Value {
                key: "layers",
                message: format!(
                    "the last size is {}, but the data have {classes} classes; each needs an output neuron",
                    config.classes()
                ),
            });
        }
        config.format = self.format.unwrap_or(config.format);
        config.order = self.order.unwrap_or(config.order);
        if let Some(window) = &self.window {
            config.window = windows(window, config.hidden_count())?;
        }
        let defaults = Defaults::of(&config.front_end);
        let small = |key, value, default: u16, least, greatest| {
            whole(key, value, least, greatest).map(|found| found.map_or(default, |found| found as u16))
        };
        config.margin_bits = small("margin_bits", self.margin_bits, defaults.margin_bits.into(), 0, 8)? as u8;
        config.drop_shift = small("drop_shift", self.drop_shift, defaults.drop_shift.into(), 1, 8)? as u8;
        config.initial_range = small("initial_range", self.initial_range, defaults.initial_range, 0, 32_767)?;
        let sharing = config.feedback_sharing;
        config.feedback_sharing =
            small("feedback_sharing", self.feedback_sharing, sharing, 1, MAXIMUM_NEURONS as i64)?;
        config.validate()?;
        stage.check(&config, size)?;
        Ok(config)
    }

    /// The front end, which data must have been looked at for unless it is a threshold: see [`fitted`](Self::fitted).
    pub(super) fn fixed_front_end(&self) -> Result<FrontEnd, RunError> {
        match &self.front_end {
            None => Ok(FrontEnd::THRESHOLD),
            Some(Request::Fixed(front_end)) => Ok(front_end.clone()),
            Some(Request::Parts { inverted, levels: None, retina: None }) => {
                Ok(FrontEnd { inverted: *inverted, ..FrontEnd::THRESHOLD })
            }
            Some(request) => Err(RunError::Value {
                key: "front_end",
                message: format!(
                    "{request} leaves to the data what it is; give it as `apical info --config` writes it"
                ),
            }),
        }
    }

    /// The front end of a run that begins with these choices: what was asked for, else what suits the kind of data. Without a choice, a
    /// text that tells of the data's content has a threshold: earlier programs, which wrote it, left that unsaid.
    #[must_use]
    pub fn front_end_request(&self) -> Request {
        let unsaid = if self.data_record.is_some() { Request::THRESHOLD } else { Request::Auto };
        self.front_end.clone().unwrap_or(unsaid)
    }

    /// Which images are held out or taken. As with the [front end](Self::front_end_request), what earlier programs left unsaid is what
    /// they did.
    #[must_use]
    pub fn split_rule(&self) -> SplitRule {
        let unsaid = if self.data_record.is_some() { SplitRule::Ordered } else { SplitRule::DEFAULT };
        self.split.unwrap_or(unsaid)
    }

    /// These choices with all filled in that follows from the training images: the front end, the windows (by
    /// [`window_of`](crate::training::window_of)) unless they were chosen, and the first of the layers where it was given as the
    /// number of pixels.
    ///
    /// # Errors
    /// If the front end does not fit the images, or a number is out of range.
    pub fn fitted<D: TrainingImages + ?Sized>(
        &self,
        size: ImageSize,
        classes: usize,
        images: &D,
    ) -> Result<Self, RunError> {
        let mut fitted = self.clone();
        let request = self.front_end.as_ref().unwrap_or(&Request::THRESHOLD);
        let front_end = fit(request, Kind::of(size.width, size.height), images).map_err(ConfigError::from)?;
        // Before images are seen through it.
        check_values(&front_end, size)?;
        if let (Some(bits), Some(first)) =
            (front_end.bits(), fitted.layers.as_mut().and_then(|layers| layers.first_mut()))
            && *first == size.pixels() as i64
        {
            *first = bits as i64;
        }
        if self.window.is_none() {
            let layers = fitted.layer_sizes(size, &front_end, classes)?;
            let hidden = layers.get(1..layers.len().saturating_sub(1)).unwrap_or_default();
            let windows = windows_of(&front_end, hidden, images);
            fitted.window = Some(OneOrMany::Many(windows.into_iter().map(Into::into).collect()));
        }
        // A threshold goes without saying.
        fitted.front_end = (front_end != FrontEnd::THRESHOLD).then_some(Request::Fixed(front_end));
        Ok(fitted)
    }

    fn layer_sizes(
        &self,
        size: ImageSize,
        front_end: &FrontEnd,
        classes: usize,
    ) -> Result<Vec<usize>, RunError> {
        let Some(layers) = &self.layers else {
            let inputs = front_end.bits().unwrap_or(size.pixels());
            return Ok([&[inputs], &DEFAULT_HIDDEN[..], &[classes]].concat());
        };
        // A negative size is reported as it was written.
        match layers.iter().find(|&&size| size < 0) {
            Some(&negative) => Err(RunError::range("layers", negative, 1, MAXIMUM_NEURONS as i64)),
            None => Ok(layers.iter().map(|&size| size as usize).collect()),
        }
    }

    /// Names of the classes: those chosen, else those of the data.
    ///
    /// # Errors
    /// If there are fewer than the data have classes, or more than the network has.
    pub fn class_names(&self, of_data: Vec<String>, config: &Config) -> Result<Vec<String>, RunError> {
        let Some(names) = &self.class_names else { return Ok(of_data) };
        // A network may have more output neurons than the data have classes, and a page gives each of them a name.
        if names.len() == of_data.len() || names.len() == config.classes() {
            return Ok(names.clone());
        }
        let message = format!("{} names given, the data have {} classes", names.len(), of_data.len());
        Err(RunError::Value { key: "class_names", message })
    }
}

impl Stage {
    /// Checks the recipe against a network and its images.
    ///
    /// # Errors
    /// If the learning rate does not fit the accumulators, or a shift would move whole images away.
    pub fn check(&self, config: &Config, size: ImageSize) -> Result<(), RunError> {
        self.recipe.learning_rate.check(config.format)?;
        let (shift, side) = (self.recipe.shift, size.width.min(size.height));
        if shift > 0 && usize::from(shift) >= side {
            return Err(RunError::range("shift", shift.into(), 0, side as i64 - 1));
        }
        Ok(())
    }
}

/// Checks that a front end takes images of a size.
fn check_values(front_end: &FrontEnd, size: ImageSize) -> Result<(), RunError> {
    let (height, width, pixels) = (size.height, size.width, size.pixels());
    match front_end.raw_inputs() {
        Some(expected) if expected != pixels => Err(RunError::Value {
            key: "front_end",
            message: format!(
                "it takes {expected} values, but the images have {height} x {width} = {pixels} pixels"
            ),
        }),
        _ => Ok(()),
    }
}

fn cuts(choices: &[CutChoice]) -> Result<Vec<Cut>, RunError> {
    let cut = |choice: &CutChoice| {
        let epoch = whole("cuts", Some(choice.epochs), 0, EPOCHS)?.unwrap_or(0);
        let image = whole("cuts", Some(choice.images), 0, MAXIMUM_U32)?.unwrap_or(0);
        Ok(Cut { position: Position { epoch, image }, pipeline: choice.pipeline })
    };
    let cuts: Vec<Cut> = choices.iter().map(cut).collect::<Result<_, RunError>>()?;
    if cuts.iter().zip(cuts.iter().skip(1)).any(|(cut, next)| next.position < cut.position) {
        return Err(RunError::Value { key: "cuts", message: "they are not in their order".to_owned() });
    }
    Ok(cuts)
}

/// A number of up to 32 bits, within its range.
fn whole(key: &'static str, value: Option<i64>, least: i64, greatest: i64) -> Result<Option<u32>, RunError> {
    match value {
        Some(found) if !(least..=greatest).contains(&found) => {
            Err(RunError::range(key, found, least, greatest))
        }
        found => Ok(found.map(|found| found as u32)),
    }
}

fn windows(window: &OneOrMany, hidden: usize) -> Result<Vec<u16>, RunError> {
    let values = match window {
        OneOrMany::One(value) => vec![*value; hidden],
        OneOrMany::Many(values) => values.clone(),
    };
    let checked = |value| {
        let theta = u16::try_from(value).ok().filter(|&theta| theta > 0);
        theta.ok_or_else(|| RunError::range("window", value, 1, u16::MAX.into()))
    };
    values.into_iter().map(checked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn config(text: &str) -> Result<Config, RunError> {
        let choices = Choices::parse(text).map_err(|message| RunError::Value { key: "text", message })?;
        choices.config(&choices.stage()?, ImageSize::MNIST, 10)
    }

    #[test]
    fn defaults_are_those_of_the_front_end() {
        for (text, expected) in [
            ("", Defaults::THRESHOLD),
            ("front_end = \"inverted+threshold\"", Defaults::THRESHOLD),
            ("front_end = \"levels(784;100)\"", Defaults::THRESHOLD),
            ("front_end = \"thermometer(784;100)\"", Defaults::THERMOMETER),
            (
                "front_end = \"retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=9,bar=9)\"",
                Defaults::RETINA,
            ),
        ] {
            let choices = Choices::parse(text).unwrap();
            let Defaults { learning_rate, margin_bits, drop_shift, initial_range } = expected;
            let recipe = Recipe { seed: 1, epochs: 30, learning_rate, shift: 0 };
            assert_eq!(choices.stage().unwrap(), Stage::new(Source::default(), recipe), "{text}");
            let front_end = choices.fixed_front_end().unwrap();
            let layers = vec![front_end.bits().unwrap_or(784), 200, 200, 10];
            let others = Config::new(layers).unwrap();
            assert_eq!(
                config(text).unwrap(),
                Config { front_end, margin_bits, drop_shift, initial_range, ..others },
                "{text}"
            );
        }
    }

    #[test]
    fn what_was_chosen_comes_before_defaults_in_every_stage() {
        let text = "front_end = \"thermometer(784;100)\"\nmargin_bits = 3\ndrop_shift = 4\nlearning_rate = \"2\"\n[[stage]]\nepochs = 3";
        let stages = Choices::parse(text).unwrap().stages().unwrap();
        let rates = stages.iter().map(|stage| stage.recipe.learning_rate).collect::<Vec<_>>();
        assert_eq!(rates, ["2".parse().unwrap(), Defaults::THERMOMETER.learning_rate]);
        let config = config(text).unwrap();
        assert_eq!((config.margin_bits, config.drop_shift), (3, 4));
    }

    #[test]
    fn messages_name_key_value_and_range() {
        for (text, expected) in [
            ("epochs = 0", "epochs: 0 is out of range: 1 to 1000000"),
            ("learning_rate_epochs = -1", "learning_rate_epochs: -1 is out of range: 0 to 1000000"),
            ("first_test = -1", "first_test: -1 is out of range: 0 to 1000000"),
            ("stop_after = 1000001", "stop_after: 1000001 is out of range: 0 to 1000000"),
            (
                "stop_image = 3",
                "stop_image: it counts images after the epochs of stop_after, which is missing",
            ),
            (
                "cuts = [{ epochs = 1, images = -1, pipeline = \"learned\" }]",
                "cuts: -1 is out of range: 0 to 4294967295",
            ),
            ("margin_bits = 9", "margin_bits: 9 is out of range: 0 to 8"),
            ("drop_shift = 0", "drop_shift: 0 is out of range: 1 to 8"),
            ("initial_range = 40000", "initial_range: 40000 is out of range: 0 to 32767"),
            ("feedback_sharing = 0", "feedback_sharing: 0 is out of range: 1 to 4000"),
            ("window = 0", "window: 0 is out of range: 1 to 65535"),
            ("window = [1, 2, 3]", "window: 3 values given, 2 hidden layers"),
            ("shift = 28", "shift: 28 is out of range: 0 to 27"),
            ("limit = 0", "limit: 0 is out of range: 1 to 4294967295"),
            ("sample_bits = 17", "sample_bits: 17 is out of range: 1 to 16"),
            ("layers = [784, 0, 10]", "layers: size 0 at position 1 is out of range: 1 to 4000"),
            ("layers = [784, 4001, 10]", "layers: size 4001 at position 1 is out of range: 1 to 4000"),
            ("layers = [784, -3, 10]", "layers: -3 is out of range: 1 to 4000"),
            ("layers = [784, 9, 0]", "layers: 0 classes (the last size) is out of range: 2 to 256"),
            ("layers = [9, 9, 10]", "layers: the first size is 9, but the images have 28 x 28 = 784 pixels"),
            (
                "layers = [784, 9, 5]",
                "layers: the last size is 5, but the data have 10 classes; each needs an output neuron",
            ),
        ] {
            assert_eq!(config(text).unwrap_err().to_string(), expected, "{text}");
        }
        // These are known where the text is read, which shows the line as well.
        for (text, expected) in [
            ("seed = -1", "seed: -1 is out of range: 0 to 18446744073709551615"),
            ("format = \"w9g8\"", "format: \"w9g8\": weight width 9 is out of range: 2 to 8 bits"),
            ("order = \"both\"", "order: \"both\": expected pipelined or sequential"),
            ("prepare = \"so\"", "prepare: \"so\" is none of auto, normalise, as-is"),
            ("image_size = \"28\"", "image_size: \"28\" is not HEIGHTxWIDTH with numbers from 1 to 4000"),
        ] {
            let message = config(text).unwrap_err().to_string();
            assert!(message.contains(expected) && message.contains("line 1"), "{text}: {message}");
        }
        let message = config("learning_rate = \"fast\"").unwrap_err().to_string();
        assert!(message.contains("learning_rate: \"fast\"") && message.contains("0 to 127"), "{message}");
        let message = config("learning_rate = \"120\"\nformat = \"w4g4\"").unwrap_err().to_string();
        assert!(message.contains("out of range: 0 to"), "{message}");
    }

    #[test]
    fn a_row_may_have_as_many_features_as_a_network_has_inputs() {
        let read = |size: &str| Choices::parse(&format!("image_size = \"{size}\"")).is_ok();
        assert!(read("1x16384") && read("6000x2") && read("4000x4000"));
        assert!(!read("1x16385") && !read("4001x5") && !read("0x5") && !read("18446744073709551615x2"));
    }

    #[test]
    fn further_stages_have_keys_of_a_stage_alone() {
        let stages = |text| Choices::parse(text).unwrap().stages();
        let two = stages("epochs = 2\n[[stage]]\nepochs = 3\nstop_after = 1\nstop_image = 5").unwrap();
        assert_eq!((two[0].target, two[1].target), (2, 3));
        assert_eq!(two[1].end, Position { epoch: 1, image: 5 });
        for (text, key) in [
            ("[[stage]]\nlayers = [1, 2, 3]", "layers is of the whole run"),
            ("[[stage]]\nclass_names = []", "class_names is of the whole run"),
            ("[[stage]]\nout = \"m\"", "data_dir, out, early_stop or checkpoint_every is of the whole run"),
            ("[[stage]]\n[[stage.stage]]\nepochs = 1", "stage is of the whole run"),
        ] {
            let message = stages(text).unwrap_err().to_string();
            assert!(message.starts_with("stage: ") && message.contains(key), "{text}: {message}");
        }
    }
}
