//! What registers hold of a front end.

use apical_core::front_end::{Code, FrontEnd, RetinaInput};

use super::fields::{front_end, retina_thresholds};

/// What `FRONT_END` and `RETINA_THRESHOLDS` hold of a front end. What it does not have is as after a reset.
#[must_use]
pub fn of_front_end(of: &FrontEnd) -> [u32; 2] {
    let FrontEnd { inverted, levels, retina } = of;
    let highest = levels.as_ref().is_some_and(|levels| levels.code == Code::Highest);
    let spikes = retina.as_ref().map_or(0, |retina| match retina.input {
        RetinaInput::Grey => 0,
        RetinaInput::Spikes(threshold) => threshold,
    });
    let thresholds = retina.as_ref().map_or([1; 2], |retina| [retina.edge_threshold, retina.bar_threshold]);
    [
        front_end::INVERTED.put(u32::from(*inverted))
            | front_end::HIGHEST.put(highest.into())
            | front_end::SPIKE_THRESHOLD.put(spikes.into()),
        retina_thresholds::EDGE.put(thresholds[0].into()) | retina_thresholds::BAR.put(thresholds[1].into()),
    ]
}
