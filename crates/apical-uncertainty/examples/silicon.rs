//! What is known of the silicon of 2020 and of this project's processor: the tables of docs/energy.md.
//!
//! `cargo run --release -p apical-uncertainty --example silicon [SAMPLES]`

use apical_chip::design::{DesignRequest, Process};
use apical_chip::machine::ChipProcessor;
use apical_chip::published::{AREA, INFERENCE_ENERGY, TRAINING_OVERHEAD};
use apical_uncertainty::{Estimator, Interval, RunOf, Subject};

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
    let row = |what: &str, interval: Interval, published: Option<f64>| {
        let Interval { low, median, high } = interval;
        let published = published.map(|figure| figure.to_string()).unwrap_or_default();
        println!("| {what} | {median:.2} | {low:.2} to {high:.2} | {published} |");
    };
    println!("| of the silicon | median | 5 to 95 % | published |\n|---|---:|---:|---:|");
    row("nJ an inference, nothing fitted", silicon.unfitted_nj, Some(INFERENCE_ENERGY.number));
    println!(
        "| the same, preset park2019, all at their medians | {:.2} | | {} |",
        silicon.anchored_nj, INFERENCE_ENERGY.number
    );
    row("level of memory energies over CACTI", silicon.level, None);
    row("overhead of training, %", silicon.overhead.times(100.0), Some(TRAINING_OVERHEAD.number));
    row("mm²", silicon.area_mm2, Some(AREA.number));
    println!("\n| of `apical`, strokes | median | 5 to 95 % | |\n|---|---:|---:|---:|");
    row("silicon's energy over its own", apical.ratio, None);
    row("nJ an inference", apical.energy_nj, None);
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
