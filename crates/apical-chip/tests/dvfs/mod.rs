//! Operating points, targets and policies.

mod policies;
mod scaling;
mod traces;

use std::sync::LazyLock;

use apical_chip::dvfs::{Counted, Ladder, Task, VoltageScaling, Workload};
use apical_chip::energy::Calibration;
use apical_chip::machine::ChipProcessor;
use apical_chip::preset::Preset;
use apical_chip::simulation::run_inference;
use apical_chip::technology::Technology;
use apical_chip::units::Volts;
use apical_core::random::SplitMix64;
use apical_core::{Processor, StepRate};

struct Made {
    preset: Preset,
    technology: Technology,
    calibration: f64,
    workload: Workload,
}

impl Made {
    fn new(name: &str) -> Self {
        let preset = Preset::builtin(name).unwrap();
        let technology = Technology::find("65nm").unwrap();
        let calibration = Calibration::of(&technology).unwrap().factor;
        let state = preset.config().unwrap().initial_state(1);
        let mut processor = ChipProcessor::new(&preset.organisation, &state).unwrap();
        let mut random = SplitMix64::new(1);
        let mut image =
            || -> Vec<u8> { (0..784).map(|_| if random.below(5) == 0 { 255 } else { 0 }).collect() };
        let images: Vec<Vec<u8>> = (0..24).map(|_| image()).collect();
        let (run, _) = run_inference(&mut processor, images.iter().map(Vec::as_slice), || {}).unwrap();
        processor.set_step_rate(StepRate::new(6 * 256, processor.config().format).unwrap());
        let before = processor.machine_counters();
        for (label, image) in images.iter().enumerate() {
            processor.learn(image, (label % 10) as u8).unwrap();
        }
        while processor.drain_one().is_some() {}
        let training = Counted { counters: &processor.machine_counters() - &before, images: 24 };
        let workload = Workload::new(Counted::from(&run), training).unwrap();
        Self { preset, technology, calibration, workload }
    }

    fn scaling(&self) -> VoltageScaling<'_> {
        VoltageScaling {
            preset: &self.preset,
            technology: &self.technology,
            calibration: self.calibration,
            workload: &self.workload,
        }
    }

    fn ladder(&self) -> Ladder {
        Ladder::new(&self.scaling(), STEP, Task::Inference).unwrap()
    }
}

const STEP: Volts = Volts::new(0.05);
static APICAL: LazyLock<Made> = LazyLock::new(|| Made::new("apical"));
static LADDER: LazyLock<Ladder> = LazyLock::new(|| APICAL.ladder());

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}
