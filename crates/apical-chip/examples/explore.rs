//! explore
use apical_chip::area::Area;
use apical_chip::energy::*;
use apical_chip::machine::ChipProcessor;
use apical_chip::preset::{Preset, Setting};
use apical_chip::technology::Technology;
use apical_core::Processor;
use apical_core::fast::FastProcessor;
use apical_core::training::*;
use std::ops::ControlFlow;

struct D {
    images: Vec<u8>,
    labels: Vec<u8>,
}
impl TrainingImages for D {
    fn count(&self) -> u32 {
        self.labels.len() as u32
    }
    fn width(&self) -> usize {
        28
    }
    fn image(&self, i: u32) -> &[u8] {
        &self.images[i as usize * 784..][..784]
    }
    fn label(&self, i: u32) -> u8 {
        self.labels[i as usize]
    }
}
fn read(p: &str, skip: usize) -> Vec<u8> {
    std::fs::read(format!("/tmp/mnist/{p}")).unwrap()[skip..].to_vec()
}
fn main() {
    let t = Technology::find("65nm").unwrap();
    let c = Calibration::of(&t).unwrap();
    println!(
        "calibration {:.3} position {:.3} low {:.1} high {:.1} memory {:.1} {:.1}",
        c.factor,
        c.position(),
        c.low,
        c.high,
        c.memory_low,
        c.memory_high
    );
    let args: Vec<String> = std::env::args().skip(1).collect();
    let name = &args[0];
    let epochs: u32 = args[1].parse().unwrap();
    let settings: Vec<Setting> = args[2..].iter().map(|s| s.parse().unwrap()).collect();
    let preset = Preset::named(name, &settings).unwrap();
    let train = D { images: read("train-images-idx3-ubyte", 16), labels: read("train-labels-idx1-ubyte", 8) };
    let test = D { images: read("t10k-images-idx3-ubyte", 16), labels: read("t10k-labels-idx1-ubyte", 8) };
    let config = preset.config().unwrap();
    let state = config.initial_state(1);
    let recipe = Recipe { seed: 1, epochs, learning_rate: LearningRate::DEFAULT, shift: 0 };
    let mut fast = FastProcessor::new(&state).unwrap();
    let mut tr = Trainer::new(recipe, Position::default());
    for _ in 0..epochs {
        tr.epoch(&mut fast, &train, |_| ControlFlow::Continue(())).unwrap();
    }
    let mut chip = ChipProcessor::new(&preset.organisation, &fast.state()).unwrap();
    let s = std::time::Instant::now();
    let r = chip.infer_all((0..10000).map(|i| test.image(i))).unwrap();
    let el = s.elapsed().as_secs_f64();
    let right = r.iter().zip(&test.labels).filter(|(a, b)| a == b).count();
    let cnt = chip.machine_counters();
    let model = EnergyModel::new(&preset, &t, preset.operating_point(), c.factor).unwrap();
    let rep = model.account(&cnt).per(10000);
    let show = |rep: &EnergyReport| {
        let e = rep.total();
        println!(
            "  total low {:.2} cal {:.2} high {:.2} nJ; memory cal {:.2}",
            e.low.nanojoules(),
            e.calibrated.nanojoules(),
            e.high.nanojoules(),
            rep.memory().calibrated.nanojoules()
        );
        for (b, e) in rep.by_block() {
            print!("  {} {:.3}", b.name(), e.calibrated.nanojoules());
        }
        println!();
        for (b, e) in rep.by_cause() {
            print!("  {} {:.3}", b.name(), e.calibrated.nanojoules());
        }
        println!();
    };
    println!(
        "inference acc {} cycles {:.2} sim {:.0} img/s",
        right,
        cnt.cycles() as f64 / 10000.0,
        10000.0 / el
    );
    show(&rep);
    let mut chip = ChipProcessor::new(&preset.organisation, &state).unwrap();
    let mut tr = Trainer::new(recipe, Position::default());
    let s = std::time::Instant::now();
    let ep = epochs.min(std::env::var("TE").ok().and_then(|x| x.parse().ok()).unwrap_or(epochs));
    for _ in 0..ep {
        tr.epoch(&mut chip, &train, |_| ControlFlow::Continue(())).unwrap();
    }
    let n = 60000.0 * f64::from(ep);
    let cnt = chip.machine_counters();
    let rep2 = model.account(&cnt).per(n as u64);
    println!(
        "training cycles {:.2} sim {:.0} img/s update rate {:.4} cycles/update {:.1} overhead {:.2} %",
        cnt.cycles() as f64 / n,
        n / s.elapsed().as_secs_f64(),
        chip.counters().update_rate(),
        cnt.shared.update_cycles as f64 / cnt.shared.updates as f64,
        100.0 * (rep2.total().calibrated / rep.total().calibrated - 1.0)
    );
    show(&rep2);
    let a = Area::new(&preset, &t).unwrap();
    print!("area {:.3}:", a.total().value());
    for (b, e) in &a.blocks {
        print!("  {} {:.3}", b.name(), e.value());
    }
    println!("  GE {:.0}k leak {:.1} uW", a.gate_equivalents / 1000.0, model.leakage().value() * 1e6);
}
