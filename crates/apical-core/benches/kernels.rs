//! Inference and learning with each kernel that this CPU has, on one core: `cargo bench -p apical-core`.
//!
//! The images are synthetic blobs with as many bright pixels as handwritten digits have, in ten classes by position.
//! `apical bench` measures the same on real data.

use std::hint::black_box;

use apical_core::fast::{FastProcessor, Kernel};
use apical_core::random::SplitMix64;
use apical_core::{Config, Format, Processor, StepRate};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const IMAGES: usize = 1000;
const SIDE: usize = 28;

/// Images of about 100 bright pixels (three discs), and their classes.
fn images() -> Vec<(Vec<u8>, u8)> {
    let mut generator = SplitMix64::new(1);
    (0..IMAGES)
        .map(|index| {
            let class = (index % 10) as u8;
            let mut pixels = vec![0; SIDE * SIDE];
            for disc in 0..3 {
                let row = 6 + (usize::from(class) * 5 + disc * 7) % 14 + generator.below(3) as usize;
                let column = 6 + (usize::from(class) * 3 + disc * 5) % 14 + generator.below(3) as usize;
                for (index, pixel) in pixels.iter_mut().enumerate() {
                    let (down, right) = (index / SIDE, index % SIDE);
                    if row.abs_diff(down).pow(2) + column.abs_diff(right).pow(2) <= 11 {
                        *pixel = 160 + generator.below(96) as u8;
                    }
                }
            }
            (pixels, class)
        })
        .collect()
}

fn processor(format: Format, kernel: Kernel) -> FastProcessor {
    let mut config = Config::new(vec![SIDE * SIDE, 200, 200, 10]).expect("sizes are within the limits");
    config.format = format;
    let processor = FastProcessor::new(&config.initial_state(1)).expect("an initial state is valid");
    let mut processor = processor.with_kernel(kernel).expect("only available kernels are asked for");
    processor.set_step_rate(StepRate::new(2 * 256, format).expect("2.0 is within the range"));
    processor
}

fn kernels(criterion: &mut Criterion) {
    let images = images();
    for format in [Format::W4G8, Format::W6G8] {
        let mut group = criterion.benchmark_group(format.to_string());
        group.throughput(Throughput::Elements(IMAGES as u64));
        for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.is_available()) {
            let mut learner = processor(format, kernel);
            group.bench_function(BenchmarkId::new("learn", kernel), |bencher| {
                bencher.iter(|| {
                    for (pixels, label) in &images {
                        black_box(learner.learn(pixels, *label).expect("the image fits"));
                    }
                });
            });
            while learner.drain_one().is_some() {}
            group.bench_function(BenchmarkId::new("infer", kernel), |bencher| {
                bencher.iter(|| {
                    for (pixels, _) in &images {
                        black_box(learner.infer(pixels).expect("the image fits and nothing is in flight"));
                    }
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, kernels);
criterion_main!(benches);
