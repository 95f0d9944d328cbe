//! Known answers for what surrounds the rule in a run: generators, order of images, learning rates, shifts.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use crate::Format;
use crate::random::{SplitMix64, Stream, xorshift32};
use crate::training::{LearningRate, Shift, epoch_order, shift_image};

/// Name of the file.
pub const RUNS_FILE: &str = "runs.txt";

const SEEDS: [u64; 4] = [0, 1, 1_234_567, u64::MAX];
const STREAMS: [Stream; 5] =
    [Stream::Weights, Stream::FeedbackSigns, Stream::Order, Stream::Lanes, Stream::Shift];

/// The file's content: a keyword and fields a line. `testcases/README.md` describes it.
#[must_use]
pub fn runs() -> String {
    let mut text = String::from("apical_runs 1\n");
    // Writing to a string cannot fail.
    let mut line = |content: String| text.write_fmt(format_args!("{content}\n")).unwrap_or_default();
    for seed in SEEDS {
        for index in [0, 1, 63, u64::from(u32::MAX)] {
            line(format!("splitmix64 {seed:016x} {index} {:016x}", SplitMix64::at(seed, index)));
        }
        for bound in [1, 2, 7, 1001, u32::MAX] {
            line(format!("below {seed:016x} {bound} {}", SplitMix64::new(seed).below(bound)));
        }
        for stream in STREAMS {
            line(format!("stream {seed:016x} {} {:016x}", stream as u64, stream.seed(seed)));
        }
        for (epoch, images) in [(0, 1), (0, 2), (0, 12), (1, 12), (70_000, 5)] {
            let order = epoch_order(seed, epoch, images);
            line(format!(
                "order {seed:016x} {epoch} {images}{}",
                list(order.iter().map(|&index| index.into()))
            ));
        }
        for (image, most) in [(0, 1), (1, 1), (2, 1), (3, 3), (1 << 33, 100)] {
            let Shift { right, down } = Shift::of_image(seed, image, most);
            line(format!("shift {seed:016x} {image} {most} {right} {down}"));
        }
    }
    for state in [1, 2_463_534_242, u32::MAX, 0x8000_0000] {
        line(format!("xorshift32 {state:08x} {:08x}", xorshift32(state)));
    }
    for (right, down) in [(0, 0), (1, 0), (-2, 0), (0, 1), (0, -1), (1, -1), (3, 0), (0, 2)] {
        let picture: Vec<u8> = (1..=6).collect();
        let mut shifted = [0; 6];
        shift_image(&picture, &mut shifted, 3, Shift { right, down });
        let pixels = shifted.iter().map(|&pixel| i64::from(pixel));
        line(format!(
            "shifted 2 3 {right} {down}{}",
            list(picture.iter().map(|&pixel| pixel.into()).chain(pixels))
        ));
    }
    for text in ["6.0:0.3", "0:0", "127:127", "0.001953125:0.0019531", "2", "8:0.3", "0.1:99.9"] {
        if let Ok(rate) = text.parse::<LearningRate>() {
            line(format!("text_rate {text} {} {}", rate.at(0, 2), rate.at(1, 2)));
        }
    }
    for rate in ["6.0:0.3", "0:5", "100:100"].into_iter().filter_map(|text| text.parse::<LearningRate>().ok())
    {
        let (start, end) = (rate.at(0, 2), rate.at(1, 2));
        for bits in [4, 7, 8] {
            let Ok(format) = Format::new(4, bits) else { continue };
            for (image, images) in
                [(0, 1), (0, 1000), (1, 1000), (499, 1000), (999, 1000), (1000, 1000), (7, 3)]
            {
                if let Ok(step_rate) = rate.step_rate(image, images, format) {
                    let (at, register) = (rate.at(image, images), step_rate.value());
                    line(format!("rate {start} {end} {bits} {images} {image} {at} {register}"));
                }
            }
        }
    }
    text
}

fn list(numbers: impl Iterator<Item = i64>) -> String {
    numbers.map(|number| format!(" {number}")).collect()
}
