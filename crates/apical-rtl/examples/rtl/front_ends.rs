//! Vectors of the bench of the front end, `rtl/test/front_end_bench.sv`: one file for each of some front ends in hardware, with raw
//! values and the bits that the definition makes of them.
//!
//! A file's first line has the bench's parameters, the second (with levels) all thresholds. Three lines an image: learned from (1),
//! drop shift, `INVERTED`, `HIGHEST`, `SPIKE_THRESHOLD`, `EDGE`, `BAR`, groups sent; its values; its bits, the last first.

use std::fmt::Write as _;
use std::path::Path;

use apical_core::front_end::{Code, FrontEnd, Levels, Retina, RetinaInput};
use apical_core::random::SplitMix64;

/// A front end in hardware. `levels` and a retina's `height` are 0 where it has none.
#[derive(Debug, Clone, Copy)]
struct Hardware {
    name: &'static str,
    /// Values without a retina.
    inputs: usize,
    values_a_cycle: usize,
    levels: usize,
    own: bool,
    width: usize,
    height: usize,
    kernel: usize,
    angles: usize,
    stride: usize,
    pool: usize,
    value_bits: u32,
    positions_a_cycle: usize,
    bits_a_cycle: usize,
    images: usize,
}

const NONE: Hardware = Hardware {
    name: "",
    inputs: 0,
    values_a_cycle: 1,
    levels: 0,
    own: false,
    width: 1,
    height: 0,
    kernel: 3,
    angles: 2,
    stride: 1,
    pool: 1,
    value_bits: 8,
    positions_a_cycle: 1,
    bits_a_cycle: 8,
    images: 8,
};

/// Levels of several widths, shared and own; rows in one group and in many, strides, uneven fields, spikes, large kernels; both.
const ALL: [Hardware; 13] = [
    Hardware { name: "levels", inputs: 53, values_a_cycle: 8, levels: 3, ..NONE },
    Hardware {
        name: "levels_own",
        inputs: 53,
        values_a_cycle: 8,
        levels: 7,
        own: true,
        bits_a_cycle: 16,
        ..NONE
    },
    Hardware {
        name: "levels_64",
        inputs: 10,
        values_a_cycle: 3,
        levels: 64,
        own: true,
        bits_a_cycle: 64,
        ..NONE
    },
    Hardware { name: "one_bit", inputs: 1, levels: 1, bits_a_cycle: 1, ..NONE },
    Hardware { name: "wide", inputs: 150, values_a_cycle: 7, levels: 33, bits_a_cycle: 64, ..NONE },
    Hardware {
        name: "narrow",
        values_a_cycle: 2,
        width: 12,
        height: 9,
        pool: 2,
        positions_a_cycle: 5,
        ..NONE
    },
    Hardware {
        name: "stride_2",
        values_a_cycle: 11,
        width: 11,
        height: 16,
        kernel: 5,
        angles: 6,
        stride: 2,
        pool: 4,
        value_bits: 1,
        positions_a_cycle: 6,
        bits_a_cycle: 64,
        ..NONE
    },
    Hardware {
        name: "stride_3",
        values_a_cycle: 4,
        width: 20,
        height: 13,
        kernel: 5,
        angles: 4,
        stride: 3,
        pool: 2,
        positions_a_cycle: 2,
        bits_a_cycle: 16,
        ..NONE
    },
    Hardware {
        name: "stride_8",
        width: 12,
        height: 21,
        kernel: 11,
        angles: 3,
        stride: 8,
        pool: 64,
        bits_a_cycle: 2,
        ..NONE
    },
    Hardware {
        name: "angles_12",
        values_a_cycle: 5,
        width: 10,
        height: 9,
        kernel: 9,
        angles: 12,
        pool: 5,
        value_bits: 1,
        positions_a_cycle: 3,
        images: 4,
        ..NONE
    },
    Hardware {
        name: "both",
        values_a_cycle: 5,
        levels: 3,
        width: 10,
        height: 10,
        kernel: 7,
        pool: 3,
        images: 4,
        ..NONE
    },
    Hardware {
        name: "both_own",
        values_a_cycle: 3,
        levels: 5,
        own: true,
        width: 9,
        height: 8,
        angles: 8,
        stride: 2,
        pool: 5,
        value_bits: 1,
        positions_a_cycle: 2,
        bits_a_cycle: 4,
        ..NONE
    },
    Hardware {
        name: "retina",
        values_a_cycle: 28,
        width: 28,
        height: 28,
        kernel: 7,
        angles: 6,
        pool: 4,
        positions_a_cycle: 28,
        bits_a_cycle: 32,
        images: 2,
        ..NONE
    },
];

/// What the registers hold for an image, and the image.
struct Image {
    learned: bool,
    drop_shift: u32,
    code: Code,
    inverted: bool,
    spikes: Option<u8>,
    thresholds: [u16; 2],
    groups: usize,
    values: Vec<u8>,
}

impl Hardware {
    fn values(&self) -> usize {
        if self.height > 0 { self.width * self.height } else { self.inputs }
    }

    fn groups(&self) -> usize {
        self.values().div_ceil(self.values_a_cycle)
    }

    fn thresholds(&self, random: &mut SplitMix64) -> Vec<u8> {
        let mut all = Vec::new();
        for _ in 0..if self.own { self.values() } else { 1 } {
            let mut of_one: Vec<u8> = (0..self.levels).map(|_| random.below(256) as u8).collect();
            of_one.sort_unstable();
            all.extend(of_one);
        }
        all
    }

    fn image(&self, number: usize, random: &mut SplitMix64) -> Image {
        let spikes = (self.value_bits == 1).then(|| 1 + random.below(255) as u8);
        // Thresholds that some responses reach and others do not.
        let greatest = self.kernel as u32 * if spikes.is_some() { 2 } else { 160 };
        let threshold = |random: &mut SplitMix64| 1 + random.below(greatest) as u16;
        let dark = random.below(8);
        let groups = match number % 4 {
            2 if self.groups() > 1 => 1 + random.below(self.groups() as u32 - 1) as usize,
            3 => self.groups() + 1 + random.below(3) as usize,
            _ => self.groups(),
        };
        // Of an image that is too short at least one is inverted, and at least one is learned from that drops half of its bits.
        let inverted = number == 2 || random.below(2) == 0;
        // A value that just spikes is common, as thresholds are what faults shift.
        let just = spikes.map_or(128, |threshold| if inverted { 255 - threshold } else { threshold });
        let mut value = || match random.below(9) {
            8 => just,
            light if light < dark => 0,
            _ => random.below(256) as u8,
        };
        let values = (0..self.values()).map(|_| value()).collect();
        Image {
            learned: number == 1 || random.below(2) == 0,
            drop_shift: if number == 1 { 1 } else { 1 + random.below(8) },
            code: if random.below(2) == 0 { Code::Highest } else { Code::Thermometer },
            inverted,
            spikes,
            thresholds: [threshold(random), threshold(random)],
            groups,
            values,
        }
    }

    /// The front end of the registers' values.
    fn front_end(&self, thresholds: &[u8], image: &Image) -> FrontEnd {
        let levels = (self.levels > 0).then(|| Levels {
            inputs: self.values(),
            levels: self.levels,
            code: image.code,
            thresholds: thresholds.to_vec(),
        });
        let retina = (self.height > 0).then(|| Retina {
            width: self.width,
            height: self.height,
            kernel: self.kernel,
            angles: self.angles,
            stride: self.stride,
            pool: self.pool,
            input: image.spikes.map_or(RetinaInput::Grey, RetinaInput::Spikes),
            edge_threshold: image.thresholds[0],
            bar_threshold: image.thresholds[1],
        });
        FrontEnd { inverted: image.inverted, levels, retina }
    }

    fn vectors(&self, seed: u64) -> Result<String, String> {
        let mut random = SplitMix64::new(seed);
        let thresholds = self.thresholds(&mut random);
        let images: Vec<Image> = (0..self.images).map(|number| self.image(number, &mut random)).collect();
        let mut lines = String::new();
        let mut count = 0;
        for image in &images {
            let front_end = self.front_end(&thresholds, image);
            front_end.validate().map_err(|error| format!("{}: {error}", self.name))?;
            // What does not come counts as 0.
            let mut seen = image.values.clone();
            seen.iter_mut().skip(image.groups * self.values_a_cycle).for_each(|value| *value = 0);
            let bits = front_end.encode(&seen);
            count = bits.len();
            let Image { learned, drop_shift, inverted, spikes, thresholds: [edge, bar], groups, .. } = image;
            let highest = u8::from(image.code == Code::Highest);
            let [learned, inverted] = [*learned, *inverted].map(u8::from);
            let spikes = spikes.unwrap_or_default();
            // Writing to a String cannot fail.
            let _ =
                writeln!(lines, "{learned} {drop_shift} {inverted} {highest} {spikes} {edge} {bar} {groups}");
            lines.push_str(&numbers(&image.values));
            lines.extend(bits.iter().rev().map(|&bit| if bit { '1' } else { '0' }));
            lines.push('\n');
        }
        let parameters = [
            ("INPUTS", self.values()),
            ("VALUES", self.values_a_cycle),
            ("LEVELS", self.levels),
            ("OWN", self.own.into()),
            ("WIDTH", self.width),
            ("HEIGHT", self.height),
            ("KERNEL", self.kernel),
            ("ANGLES", self.angles),
            ("STRIDE", self.stride),
            ("POOL", self.pool),
            ("VALUE_BITS", self.value_bits as usize),
            ("POSITIONS", self.positions_a_cycle),
            ("BITS", count),
            ("P", self.bits_a_cycle),
        ];
        let head = parameters.map(|(name, value)| format!("{name}={value}")).join(" ");
        let thresholds = if self.levels > 0 { numbers(&thresholds) } else { String::new() };
        Ok(format!("{head}\n{thresholds}{lines}"))
    }
}

fn numbers(values: &[u8]) -> String {
    let values: Vec<String> = values.iter().map(u8::to_string).collect();
    values.join(" ") + "\n"
}

/// All files.
pub(crate) fn write(folder: &Path) -> Result<String, String> {
    for (seed, hardware) in ALL.iter().enumerate() {
        let path = folder.join(hardware.name).with_extension("fe");
        crate::work::write(&path, &hardware.vectors(seed as u64)?)?;
    }
    Ok(format!("vectors of {} front ends written below {}", ALL.len(), folder.display()))
}
