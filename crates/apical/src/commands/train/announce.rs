//! What is said of a run before it learns.

use apical_core::Config;
use apical_core::front_end::{Code, FrontEnd, Request};
use apical_core::run::ImageSize;
use apical_report::thousands;

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
