//! What is known of the silicon of 2020 and of this project's processor: the tables of docs/energy.md.
//!
//! `cargo run --release -p apical-chip --example silicon [SAMPLES]`

use apical_chip::design::{DesignRequest, Process};
use apical_chip::machine::ChipProcessor;
use apical_chip::uncertainty::{Estimator, Interval, RunOf, Subject};

const SAMPLES: usize = 10_000;
const IMAGES: usize = 100;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let samples = std::env::args().nth(1).map_or(Ok(SAMPLES), |text| text.parse())?;
    let estimator = Estimator::new(&*Process::find("65nm")?, samples, 1)?;
    let design = DesignRequest::of("apical").resolve()?;
    let state = design.preset().config()?.initial_state(1);
    let mut machine = ChipProcessor::new(&design.preset().organisation, &state)?;
    // Strokes of four spiking pixels, about as many as a digit has.
    let pixels: Vec<u8> = (0..784).map(|pixel| if pixel % 33 < 4 { u8::MAX } else { 0 }).collect();
    machine.infer_all(std::iter::repeat_n(pixels.as_slice(), IMAGES))?;
    let counters = machine.machine_counters();
    let subject = Subject {
        preset: design.preset(),
        point: design.point(),
        counters: &counters,
        images: IMAGES as u64,
        run: RunOf::Inference,
    };
    let started = std::time::Instant::now();
    let (silicon, machines) = estimator.estimate(&[subject])?;
    let seconds = started.elapsed().as_secs_f64();
    let apical = &machines[0];
    let row = |what: &str, interval: Interval, published: &str| {
        let Interval { low, median, high } = interval;
        println!("| {what} | {median:.2} | {low:.2} to {high:.2} | {published} |");
    };
    println!("| of the silicon | median | 5 to 95 % | published |\n|---|---:|---:|---:|");
    row("nJ an inference, nothing fitted", silicon.unfitted_nj, "236.5");
    println!("| the same, preset park2019, all at their medians | {:.1} | | 236.5 |", silicon.anchored_nj);
    row("level of memory energies over CACTI", silicon.level, "");
    row("overhead of training, %", silicon.overhead.times(100.0), "7.5");
    row("mm²", silicon.area_mm2, "10.08");
    println!("\n| of `apical`, strokes | median | 5 to 95 % | |\n|---|---:|---:|---:|");
    row("silicon's energy over its own", apical.ratio, "");
    row("nJ an inference", apical.energy_nj, "");
    println!("\n| structure | probability |\n|---|---:|");
    for structure in silicon.structures.iter().filter(|structure| structure.probability >= 0.01) {
        println!("| {} | {:.2} |", structure.options.join(", "), structure.probability);
    }
    println!("\n| the ratio's spread goes with | share |\n|---|---:|");
    for cause in apical.sensitivities.iter().filter(|cause| cause.share >= 0.01) {
        println!("| {} | {:.2} |", cause.cause, cause.share);
    }
    println!("\n{samples} draws, worth {:.0}, in {seconds:.2} s", silicon.effective_samples);
    Ok(())
}
