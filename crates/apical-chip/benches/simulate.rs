//! Speed of the cycle-level machine, in images a second.

use std::hint::black_box;

use apical_chip::machine::ChipProcessor;
use apical_chip::preset::Preset;
use apical_core::Processor;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Images of noise, as dense as digits: about 90 of 784 pixels spike.
fn images(count: usize) -> Vec<Vec<u8>> {
    let pixel = |index: usize| if index.wrapping_mul(0x9E37_79B1) >> 8 & 0xff < 29 { 255 } else { 0 };
    (0..count).map(|image| (0..784).map(|index| pixel(image * 784 + index)).collect()).collect()
}

fn simulate(criterion: &mut Criterion) {
    let images = images(256);
    for name in ["apical", "park2019"] {
        let preset = Preset::builtin(name).expect("part of the crate");
        let state = preset.config().expect("within the limits").initial_state(1);
        let mut chip = ChipProcessor::new(&preset.organisation, &state).expect("holds its own network");
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(images.len() as u64));
        group.bench_function("inference", |bencher| {
            bencher.iter(|| {
                let pixels = images.iter().map(Vec::as_slice);
                black_box(chip.infer_all(pixels).expect("nothing is being learned"))
            });
        });
        group.bench_function("learning", |bencher| {
            bencher.iter(|| {
                for (index, pixels) in images.iter().enumerate() {
                    black_box(chip.learn(pixels, (index % 10) as u8).expect("sizes fit"));
                }
                while chip.drain_one().is_some() {}
            });
        });
        group.finish();
    }
}

criterion_group!(benches, simulate);
criterion_main!(benches);
