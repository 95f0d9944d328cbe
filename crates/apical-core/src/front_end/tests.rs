//! Front ends as texts, on data, and quickly.

use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::filters::{ANGLES, KERNELS};
use super::responses::Responses;
use super::*;
use crate::random::SplitMix64;
use crate::training::TrainingImages;

struct Images {
    width: usize,
    images: Vec<Vec<u8>>,
}

impl TrainingImages for Images {
    fn count(&self) -> u32 {
        self.images.len() as u32
    }

    fn width(&self) -> usize {
        self.width
    }

    fn image(&self, index: u32) -> &[u8] {
        &self.images[index as usize]
    }

    fn label(&self, _index: u32) -> u8 {
        0
    }
}

fn retina(random: &mut SplitMix64) -> Retina {
    let kernel = KERNELS[random.below(5) as usize];
    Retina {
        width: kernel + random.below(30) as usize,
        height: kernel + random.below(30) as usize,
        kernel,
        angles: ANGLES[random.below(6) as usize],
        stride: 1 + random.below(4) as usize,
        pool: 1 + random.below(6) as usize,
        input: if random.below(2) == 0 {
            RetinaInput::Grey
        } else {
            RetinaInput::Spikes(random.below(256) as u8)
        },
        edge_threshold: 1 + random.below(2000) as u16,
        bar_threshold: 1 + random.below(2000) as u16,
    }
}

fn picture(random: &mut SplitMix64, size: usize) -> Vec<u8> {
    let light = random.below(3);
    (0..size).map(|_| if random.below(3) <= light { 255 } else { random.below(256) as u8 }).collect()
}

#[test]
fn quick_bits_are_those_of_the_definition() {
    let mut random = SplitMix64::new(7);
    for _ in 0..150 {
        let retina = retina(&mut random);
        if retina.validate().is_err() {
            continue;
        }
        let seen = picture(&mut random, retina.width * retina.height);
        let expected = retina.encode(&seen);
        let mut responses = Responses::new(&retina);
        for round in 0..2 {
            let mut words = vec![0; expected.len().div_ceil(64) + 1];
            responses.encode(&seen, &mut words, 5);
            for (index, &bit) in expected.iter().enumerate() {
                let index_in_words = index + 5;
                let found = words[index_in_words / 64] >> (index_in_words % 64) & 1 == 1;
                assert_eq!(found, bit, "bit {index} of {retina}, round {round}");
            }
        }
    }
}

#[test]
fn responses_of_the_brightest_picture_fit_sixteen_bits() {
    for kernel in KERNELS {
        let retina = Retina {
            width: 16,
            height: 16,
            kernel,
            angles: 12,
            stride: 1,
            pool: 4,
            input: RetinaInput::Grey,
            edge_threshold: 1,
            bar_threshold: 1,
        };
        for filter in retina.filters() {
            for sign in [1, -1] {
                let most: i32 = filter.coefficients.iter().map(|&c| (sign * i32::from(c)).max(0) * 255).sum();
                assert!(most < 1 << 15, "{kernel}: {most}");
            }
        }
    }
}

#[test]
fn text_reads_back_as_written() {
    let mut random = SplitMix64::new(3);
    for number in 0..200 {
        let retina = Some(retina(&mut random)).filter(|_| number % 3 != 0);
        let inputs =
            retina.as_ref().map_or(1 + random.below(9) as usize, |retina| retina.width * retina.height);
        let count = 1 + random.below(4) as usize;
        let own = random.below(2) == 0;
        let levels = (number % 2 == 0).then(|| {
            let mut thresholds = Vec::new();
            for _ in 0..if own { inputs } else { 1 } {
                let mut of_one: Vec<u8> = (0..count).map(|_| random.below(256) as u8).collect();
                of_one.sort_unstable();
                thresholds.extend(of_one);
            }
            let code = if random.below(2) == 0 { Code::Highest } else { Code::Thermometer };
            Levels { inputs, levels: count, code, thresholds }
        });
        let front_end = FrontEnd { inverted: number % 5 == 0, levels, retina };
        if front_end.validate().is_ok() {
            let text = front_end.to_string();
            assert_eq!(text.parse(), Ok(front_end), "{text}");
        }
    }
}

#[test]
fn requests_read_back_as_written() {
    for text in [
        "auto",
        "threshold",
        "inverted+threshold",
        "levels:7",
        "thermometer:64",
        "retina",
        "retina:kernel=5,angles=8,stride=2,pool=3,spikes=128,quantile=90",
        "retina+levels:3",
        "inverted+retina+thermometer:2",
        "retina(28x28;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=900,bar=1200)",
        "inverted+levels(4;1,2/3,4/5,6/7,8)",
    ] {
        assert_eq!(text.parse::<Request>().map(|request| request.to_string()), Ok(text.to_string()));
    }
    assert_eq!("retina+threshold".parse::<Request>().unwrap().to_string(), "retina+levels:1");
    for text in [
        "",
        "retna",
        "levels",
        "levels:0",
        "levels:65",
        "retina:kernel",
        "retina+retina",
        "threshold+levels:2",
        "inverted",
    ] {
        assert!(text.parse::<Request>().is_err(), "{text}");
    }
}

#[test]
fn messages_name_field_value_and_what_fits() {
    for (text, expected) in [
        ("levels(3;9,8)", "thresholds of input 0 are out of order: 9 before 8"),
        ("levels(3;1,2/3,4)", "4 thresholds for 3 inputs of 2 levels"),
        ("levels(16385;1)", "inputs: 16385 is out of range: 1 to 16384"),
        ("thermometer(9000;1,2)", "18000 input bits are too many: at most 16384"),
        (
            "retina(6x9;kernel=7,angles=6,stride=1,pool=4,input=grey,edge=1,bar=1)",
            "a kernel of 7 x 7 is larger than the image",
        ),
        (
            "retina(9x9;kernel=4,angles=6,stride=1,pool=4,input=grey,edge=1,bar=1)",
            "kernel: 4 is none of 3, 5, 7, 9, 11",
        ),
        ("retina(9x9;kernel=3,angles=5,stride=1,pool=4,input=grey,edge=1,bar=1)", "angles: 5 is none of"),
        (
            "retina(9x9;kernel=3,angles=6,stride=0,pool=4,input=grey,edge=1,bar=1)",
            "stride: 0 is out of range: 1 to 8",
        ),
        ("retina(9x9;kernel=3,angles=6,stride=1,pool=4,input=grey,edge=0,bar=1)", "edge: 0 is out of range"),
        (
            "levels(80;1)+retina(9x9;kernel=3,angles=6,stride=1,pool=4,input=grey,edge=1,bar=1)",
            "must take the same image",
        ),
        ("levels(3;01)", "is not understood"),
    ] {
        let message = text.parse::<FrontEnd>().unwrap_err().to_string();
        assert!(message.contains(expected), "{text}: {message}");
    }
    let features = Images { width: 3, images: vec![vec![1, 2, 3]] };
    let message = fit(&Request::RETINA, Kind::of(3, 1), &features).unwrap_err().to_string();
    assert!(message.contains("3 features") && message.contains("thermometer:K"), "{message}");
}

#[test]
fn levels_are_what_their_names_say() {
    let levels = |code| Levels { inputs: 2, levels: 3, code, thresholds: vec![0, 10, 10, 5, 6, 7] };
    assert_eq!(levels(Code::Thermometer).encode(&[10, 5]), [true, true, true, true, false, false]);
    assert_eq!(levels(Code::Highest).encode(&[10, 5]), [false, false, true, true, false, false]);
    assert_eq!(levels(Code::Highest).encode(&[9, 4]), [true, false, false, false, false, false]);
}

#[test]
fn features_get_quantiles_and_light_pictures_are_inverted() {
    let features = Images { width: 2, images: (0..100).map(|value| vec![value, 7]).collect() };
    let front_end = fit(&"thermometer:3".parse().unwrap(), Kind::of(2, 1), &features).unwrap();
    assert_eq!(front_end.to_string(), "thermometer(2;25,50,75/7,7,7)");
    let automatic = fit(&Request::Auto, Kind::of(2, 1), &features).unwrap();
    assert_eq!(automatic.bits(), Some(64));

    let mut random = SplitMix64::new(2);
    let dark = Images {
        width: 20,
        images: (0..5)
            .map(|_| (0..400).map(|_| if random.below(9) == 0 { 250 } else { 3 }).collect())
            .collect(),
    };
    let light = Images {
        width: 20,
        images: dark.images.iter().map(|image| image.iter().map(|&value| 255 - value).collect()).collect(),
    };
    for request in ["retina", "levels:2", "auto"] {
        let request = request.parse().unwrap();
        let (dark_end, light_end) = (
            fit(&request, Kind::of(20, 20), &dark).unwrap(),
            fit(&request, Kind::of(20, 20), &light).unwrap(),
        );
        assert_eq!(light_end, FrontEnd { inverted: true, ..dark_end.clone() });
        assert_eq!(dark_end.encode(&dark.images[0]), light_end.encode(&light.images[0]));
    }
    assert_eq!(fit(&Request::THRESHOLD, Kind::of(20, 20), &light), Ok(FrontEnd::THRESHOLD));
}

#[test]
fn the_retinas_thresholds_are_the_quantile_of_its_responses() {
    let mut random = SplitMix64::new(11);
    let images = Images { width: 18, images: (0..4).map(|_| picture(&mut random, 18 * 16)).collect() };
    let front_end = fit(&"retina:angles=3,kernel=5".parse().unwrap(), Kind::of(18, 16), &images).unwrap();
    let retina = front_end.retina.as_ref().unwrap();
    for (kind, threshold) in
        [(FilterKind::Edge, retina.edge_threshold), (FilterKind::Bar, retina.bar_threshold)]
    {
        let mut responses = Vec::new();
        for image in &images.images {
            let seen: Vec<u8> = image.iter().map(|&value| front_end.seen(value)).collect();
            for filter in retina.filters().iter().filter(|filter| filter.kind == kind) {
                for row in 0..16 {
                    responses
                        .extend((0..18).map(|column| retina.response(filter, &seen, (row, column)).abs()));
                }
            }
        }
        let below = |threshold: i32| 100 * responses.iter().filter(|&&response| response < threshold).count();
        assert!(below(threshold.into()) >= 85 * responses.len());
        assert!(below(i32::from(threshold) - 1) < 85 * responses.len());
    }
}
