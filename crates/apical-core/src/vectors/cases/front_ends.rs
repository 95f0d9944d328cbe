//! Networks behind front ends.

use alloc::format;
use alloc::vec::Vec;

use super::{Case, Memories, Rate, case};
use crate::Order;

/// The golden networks behind front ends: files of version 2 of the specification, in the folder `front_ends`.
#[must_use]
pub fn golden_front_ends() -> Vec<Case> {
    let own = "thermometer(6;10,100,250/0,1,2/60,60,60/127,128,129/5,200,255/90,91,180)";
    let retina = |settings: &str| format!("retina(9x8;{settings})");
    let cases = [
        ("inverted_threshold", 30, "inverted+threshold".into()),
        ("levels", 60, "levels(20;40,128,200)".into()),
        ("thermometer_own", 18, own.into()),
        ("thermometer_inverted", 40, "inverted+thermometer(20;64,192)".into()),
        ("levels_own", 12, "levels(4;10,100,250/0,1,2/60,60,60/127,128,129)".into()),
        ("retina_3", 216, retina("kernel=3,angles=6,stride=1,pool=3,input=grey,edge=150,bar=220")),
        ("retina_5_spikes", 96, retina("kernel=5,angles=6,stride=2,pool=3,input=90,edge=5,bar=4")),
        (
            "retina_7_inverted",
            48,
            format!("inverted+{}", retina("kernel=7,angles=3,stride=3,pool=2,input=grey,edge=1500,bar=1100")),
        ),
        ("retina_angles_8", 128, retina("kernel=7,angles=8,stride=1,pool=5,input=grey,edge=1300,bar=1500")),
        ("retina_angles_12", 192, retina("kernel=5,angles=12,stride=2,pool=3,input=grey,edge=700,bar=600")),
        (
            "levels_and_retina",
            216,
            format!(
                "inverted+levels(72;70,150)+{}",
                retina("kernel=3,angles=2,stride=1,pool=3,input=grey,edge=300,bar=350")
            ),
        ),
    ];
    let small = cases.into_iter().map(|(name, bits, text)| {
        case(name, &[bits, 6, 3], (4, 8), Order::Pipelined, |case| {
            case.config.front_end = text.parse().unwrap_or_default();
            case.folder = "front_ends/";
            case.images = 10;
            case.inferences = 3;
        })
    });
    // More inputs than specification 1 has.
    let wide = case("thermometer_4400", &[4400, 2, 2], (4, 8), Order::Pipelined, |case| {
        case.config.front_end = "thermometer(1100;1,60,120,180)".parse().unwrap_or_default();
        case.folder = "front_ends/";
        case.memories = Memories::Full;
        case.rate = Rate::Zero;
        case.white = true;
        case.images = 2;
        case.inferences = 1;
    });
    small.chain([wide]).flatten().collect()
}
