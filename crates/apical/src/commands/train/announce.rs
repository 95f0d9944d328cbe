//! What is said of a run before it learns.

use apical_core::Config;
use apical_core::front_end::{Code, FrontEnd, Request};
use apical_core::run::ImageSize;
use apical_data::{Dataset, Loaded, Preparation, Split};
use apical_report::thousands;

use crate::output::program;

/// What the network learns from and is tested on. `validation`: a part of the training images stands in for the test images.
pub(super) fn data(loaded: &Loaded, validation: bool) -> String {
    let Loaded { split: Split { train, test }, name, preparation, .. } = loaded;
    let counts = |set: &Dataset| {
        let mut counts = vec![0_u64; set.classes()];
        set.labels().iter().for_each(|&label| counts[usize::from(label)] += 1);
        counts
    };
    let of_classes = counts(train);
    let least = of_classes.iter().min().copied().unwrap_or_default();
    let most = of_classes.iter().max().copied().unwrap_or_default();
    let each =
        if least == most { thousands(least) } else { format!("{} to {}", thousands(least), thousands(most)) };
    let tested = match (validation, loaded.held_out) {
        (true, _) => "of its training images, held out",
        (false, true) => "of them, held out",
        (false, false) => "of its test set",
    };
    let prepared = match preparation {
        Some(Preparation::Normalise) => {
            "; pictures are centred and scaled as MNIST's digits (--prepare as-is leaves them)"
        }
        Some(_) => "; pictures are taken as they are (--prepare normalise centres and scales them)",
        None => "",
    };
    let labels = loaded.form.as_ref().and_then(|form| form.label_column.as_ref());
    let labels = labels.map_or_else(String::new, |column| format!("; column {column} is the label"));
    format!(
        "data: {name}: {} images of {} x {} to learn in {} classes of {each}; {} {tested}, to test{labels}{prepared}",
        thousands(train.len() as u64),
        train.height(),
        train.width(),
        train.classes(),
        thousands(test.len() as u64),
    )
}

/// Fewer digits than that are learned better by a network that knows digits already.
const FEW: usize = 2_000;

/// What to try with few digits of one's own. On 500 images of MNIST, a network that had learned the built-in digits was right in 97.0 % of
/// held-out ones, one of their own in 94.5 % (docs/data.md).
pub(super) fn hint(loaded: &Loaded) -> Option<String> {
    let train = &loaded.split.train;
    let digit = |name: &String| name.len() == 1 && name.bytes().all(|sign| sign.is_ascii_digit());
    let few = (train.height(), train.width()) == (28, 28)
        && train.len() < FEW
        && loaded.class_names.iter().all(digit);
    few.then(|| {
        let program = program();
        format!(
            "hint: these are few; a network that knows digits already may be right more often:\n  \
             {program} train --out digits.safetensors   (or with --data mnist)\n  \
             {program} train --from digits.safetensors --data ..."
        )
    })
}

/// What becomes of the images before the network sees them, and why.
pub(super) fn front_end(asked: &Request, config: &Config, size: ImageSize) -> String {
    let ImageSize { height, width } = size;
    let values = thousands((height * width) as u64);
    let why = match asked {
        Request::Auto => {
            let data = if height == 1 || width == 1 {
                format!("the data are {values} features")
            } else if config.front_end.retina.is_some() {
                format!("the images are pictures of {height} x {width}")
            } else {
                format!("the images are small pictures, {height} x {width}")
            };
            format!("since {data}; --front-end threshold gives one bit a value")
        }
        _ => "as asked for".to_owned(),
    };
    let bits = thousands(config.layers[0] as u64);
    format!("front end: {}, {bits} bits of {values} values, {why}", kind(&config.front_end))
}

/// Its kind, as it is asked for; `apical info` tells its numbers.
fn kind(front_end: &FrontEnd) -> String {
    let mut parts = Vec::new();
    if front_end.inverted {
        parts.push("inverted".to_owned());
    }
    if front_end.retina.is_some() {
        parts.push("retina".to_owned());
    }
    if let Some(levels) = &front_end.levels {
        let code = if levels.code == Code::Thermometer { "thermometer" } else { "levels" };
        parts.push(format!("{code}:{}", levels.levels));
    }
    if front_end.is_threshold() {
        parts.push("threshold".to_owned());
    }
    parts.join("+")
}
