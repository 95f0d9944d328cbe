//! Front ends quickly: the same bits as [`FrontEnd::encode`](crate::front_end::FrontEnd::encode).

use alloc::vec;
use alloc::vec::Vec;

use super::kernel::Kernel;
use crate::front_end::{Code, FrontEnd, Levels, Responses};

/// An image as the encoder takes it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Input<'a> {
    /// Values of a threshold.
    Pixels(&'a [u8]),
    /// Bits of a front end: bit `i % 64` of word `i / 64`.
    Bits(&'a [u64]),
}

/// A front end with this CPU's fastest kernel, ready for many images.
///
/// ```
/// use apical_core::fast::Encoder;
///
/// let mut encoder = Encoder::new(&"thermometer(2;64,128,192)".parse()?);
/// assert_eq!(encoder.bits(&[130, 255]), [0b111_011]);
/// # Ok::<(), apical_core::front_end::FrontEndError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Encoder {
    pub(super) kernel: Kernel,
    front_end: FrontEnd,
    levels: Option<LevelTable>,
    retina: Option<Responses>,
    /// Values as the parts see them.
    seen: Vec<u8>,
    words: Vec<u64>,
}

/// The bits of every value: of an input, or of all.
#[derive(Debug, Clone)]
struct LevelTable {
    levels: usize,
    /// 256 patterns for each set of thresholds.
    patterns: Vec<u64>,
    shared: bool,
}

impl Encoder {
    /// For a valid front end.
    #[must_use]
    pub fn new(front_end: &FrontEnd) -> Self {
        Self {
            kernel: Kernel::detect(),
            levels: front_end.levels.as_ref().map(LevelTable::new),
            retina: front_end.retina.as_ref().map(Responses::new),
            seen: vec![0; front_end.raw_inputs().unwrap_or(0)],
            words: vec![0; front_end.bits().unwrap_or(0).div_ceil(64)],
            front_end: front_end.clone(),
        }
    }

    /// The bits of an image: bit `i` is bit `i % 64` of word `i / 64`. None of a threshold.
    ///
    /// # Panics
    /// If there are not [`raw_inputs`](FrontEnd::raw_inputs) values.
    pub fn bits(&mut self, raw: &[u8]) -> &[u64] {
        assert!(
            self.front_end.raw_inputs().is_none_or(|inputs| inputs == raw.len()),
            "values of another number"
        );
        self.apply(raw);
        &self.words
    }

    /// What the spike encoder takes of an image of the right size.
    pub(super) fn apply<'a>(&'a mut self, raw: &'a [u8]) -> Input<'a> {
        let Self { kernel, front_end, levels, retina, seen, words } = self;
        let raw = if front_end.inverted {
            seen.clear();
            seen.extend(raw.iter().map(|&value| front_end.seen(value)));
            seen
        } else {
            raw
        };
        if front_end.is_threshold() {
            return Input::Pixels(raw);
        }
        words.fill(0);
        let mut first = 0;
        if let Some(levels) = levels {
            levels.encode(raw, words);
            first = raw.len() * levels.levels;
        }
        if let Some(retina) = retina {
            encode_retina(retina, *kernel, raw, words, first);
        }
        Input::Bits(words)
    }
}

fn encode_retina(retina: &mut Responses, kernel: Kernel, seen: &[u8], words: &mut [u64], first: usize) {
    match kernel {
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 | Kernel::Avx512 => {
            super::x86::Detected::avx2().encode_retina(retina, seen, words, first)
        }
        _ => retina.encode(seen, words, first),
    }
}

impl LevelTable {
    fn new(levels: &Levels) -> Self {
        let sets = if levels.is_shared() { 1 } else { levels.inputs };
        let pattern = |set: usize, value: u8| {
            let reached = levels.of_input(set).iter().take_while(|&&threshold| value >= threshold).count();
            match levels.code {
                // 64 levels fill a word.
                Code::Thermometer => u64::MAX.checked_shr(64 - reached as u32).unwrap_or(0),
                Code::Highest => (1_u64 << reached.saturating_sub(1)) * u64::from(reached > 0),
            }
        };
        Self {
            levels: levels.levels,
            patterns: (0..sets).flat_map(|set| (0..=255).map(move |value| pattern(set, value))).collect(),
            shared: levels.is_shared(),
        }
    }

    fn encode(&self, seen: &[u8], words: &mut [u64]) {
        let mut bit = 0;
        for (input, &value) in seen.iter().enumerate() {
            let set = if self.shared { 0 } else { 256 * input };
            let pattern = self.patterns[set + usize::from(value)];
            if pattern != 0 {
                let (word, shift) = (bit / 64, bit % 64);
                words[word] |= pattern << shift;
                let spilled = pattern.checked_shr(64 - shift as u32).unwrap_or(0);
                if spilled != 0 {
                    words[word + 1] |= spilled;
                }
            }
            bit += self.levels;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SplitMix64;

    #[test]
    fn every_kernel_makes_the_bits_of_the_definition() {
        let mut random = SplitMix64::new(9);
        for text in [
            "levels(70;1,2,200)",
            "thermometer(33;128)",
            "inverted+thermometer(9;0,1,7,7,7,100,255)",
            "levels(3;0,5/9,9/254,255)",
            "retina(17x30;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=300,bar=500)",
            "retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=1680,bar=1575)",
            "retina(70x31;kernel=11,angles=12,stride=1,pool=8,input=grey,edge=900,bar=2500)",
            "retina(9x67;kernel=5,angles=3,stride=2,pool=2,input=grey,edge=200,bar=300)",
            "retina(12x40;kernel=3,angles=2,stride=4,pool=8,input=40,edge=2,bar=3)",
            "levels(217;128)+retina(7x31;kernel=7,angles=4,stride=1,pool=1,input=grey,edge=700,bar=900)",
            "retina(33x32;kernel=9,angles=8,stride=1,pool=32,input=grey,edge=4000,bar=9000)",
            "retina(40x65;kernel=7,angles=6,stride=8,pool=4,input=grey,edge=32767,bar=1)",
            "retina(28x28;kernel=7,angles=6,stride=1,pool=3,input=grey,edge=1680,bar=1575)",
            "inverted+levels(210;128)+retina(14x15;kernel=5,angles=8,stride=2,pool=3,input=100,edge=3,bar=4)",
        ] {
            let front_end: FrontEnd = text.parse().unwrap();
            for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.is_available()) {
                let mut fast = Encoder::new(&front_end);
                fast.kernel = kernel;
                for number in 0..20 {
                    let inputs = front_end.raw_inputs().unwrap();
                    let mut raw: Vec<u8> = (0..inputs).map(|_| random.below(256) as u8).collect();
                    // Pictures are mostly blank around what they show, each somewhere else; one is altogether.
                    if number % 2 == 1 {
                        let from = random.below(inputs as u32) as usize;
                        let ink = from..from + inputs / 3 * usize::from(number != 7);
                        raw.iter_mut()
                            .enumerate()
                            .for_each(|(at, value)| *value *= u8::from(ink.contains(&at)));
                    }
                    let Input::Bits(words) = fast.apply(&raw) else { panic!("{text}") };
                    let bits: Vec<bool> = (0..front_end.bits().unwrap())
                        .map(|bit| words[bit / 64] >> (bit % 64) & 1 == 1)
                        .collect();
                    assert_eq!(bits, front_end.encode(&raw), "{text} {kernel}");
                }
            }
        }
        let full = alloc::format!(
            "thermometer(2;{})",
            (1..=64).map(|t| alloc::format!("{t}")).collect::<Vec<_>>().join(",")
        );
        let full: FrontEnd = full.parse().unwrap();
        let mut fast = Encoder::new(&full);
        for raw in [[0, 0], [64, 1], [255, 255], [63, 64]] {
            let Input::Bits(words) = fast.apply(&raw) else { panic!() };
            let bits: Vec<bool> = (0..128).map(|bit| words[bit / 64] >> (bit % 64) & 1 == 1).collect();
            assert_eq!(bits, full.encode(&raw));
        }
    }
}
