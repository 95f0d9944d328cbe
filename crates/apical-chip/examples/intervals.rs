//! Trial.
use apical_chip::design::{DesignRequest, Process};
use apical_chip::machine::ChipProcessor;
use apical_chip::uncertainty::{Estimator, RunOf, Subject};
use apical_core::Processor;
fn main() {
    let process = Process::find("65nm").unwrap();
    let started = std::time::Instant::now();
    let samples = std::env::args().nth(1).map_or(2000, |n| n.parse().unwrap());
    let estimator = Estimator::new(&process, samples, 1).unwrap();
    let design = DesignRequest::of("apical").resolve().unwrap();
    let config = design.preset().config().unwrap();
    let mut machine = ChipProcessor::new(&design.preset().organisation, &config.initial_state(1)).unwrap();
    let pixels: Vec<u8> = (0..784).map(|p| if p % 33 < 4 { 255 } else { 0 }).collect();
    machine.infer_all(std::iter::repeat_n(pixels.as_slice(), 100)).unwrap();
    let counters = machine.machine_counters();
    let subject = Subject {
        preset: design.preset(),
        point: design.point(),
        counters: &counters,
        images: 100,
        run: RunOf::Inference,
    };
    let (silicon, found) = estimator.estimate(&[subject]).unwrap();
    println!("{silicon:#?}\n{found:#?} {:?}", started.elapsed());
}
