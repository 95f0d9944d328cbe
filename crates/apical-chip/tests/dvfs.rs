//! Operating points, targets and policies.

use std::sync::LazyLock;

use apical_chip::dvfs::{
    Counted, DvfsError, Edge, Farads, ImageRate, Ladder, MAXIMUM_IMAGES, Performance, Policy, PolicyResult,
    RESERVE, Rung, SwitchingCost, Target, Task, Trace, TraceError, VoltageScaling, Workload, best_fixed,
    simulate,
};
use apical_chip::energy::{Calibration, EnergyModel};
use apical_chip::machine::ChipProcessor;
use apical_chip::machine::counters::MachineCounters;
use apical_chip::preset::Preset;
use apical_chip::simulation::run_inference;
use apical_chip::technology::Technology;
use apical_chip::units::{Joules, Seconds, Volts, Watts};
use apical_core::random::SplitMix64;
use apical_core::{Processor, StepRate};
use proptest::prelude::*;

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

#[test]
fn the_table_covers_the_range_and_rises() {
    for name in ["apical", "park2019"] {
        let made = Made::new(name);
        let points = made.scaling().operating_points(STEP).unwrap();
        let supplies: Vec<f64> = points.iter().map(|point| point.point.supply.value()).collect();
        assert_eq!(supplies, [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1, 1.15, 1.2], "{name}");
        for pair in points.windows(2) {
            assert!(pair[1].point.clock > pair[0].point.clock);
            assert!(pair[1].leakage > pair[0].leakage);
            for task in Task::ALL {
                let (slow, fast) = (pair[0].of(task), pair[1].of(task));
                assert!(fast.rate > slow.rate && fast.power() > slow.power());
                assert!(fast.slot < slow.slot && fast.latency < slow.latency);
                assert!(fast.energy.low <= fast.energy.calibrated);
                assert!(fast.power_bounds()[0] <= fast.power() && fast.power() <= fast.power_bounds()[1]);
            }
        }
        // A network that knows nothing updates with most images, which takes cycles and energy.
        assert!(points.iter().all(|point| {
            point.training.energy.calibrated > point.inference.energy.calibrated
                && point.training.rate < point.inference.rate
        }));
    }
}

#[test]
fn the_presets_own_point_is_that_of_the_energy_model() {
    let made = &*APICAL;
    let own = made.scaling().at(made.preset.operating_point()).unwrap();
    let model =
        EnergyModel::new(&made.preset, &made.technology, made.preset.operating_point(), made.calibration)
            .unwrap();
    let counted = made.workload.of(Task::Inference);
    let expected = model.account(&counted.counters).per(counted.images).total();
    assert_eq!(own.inference.energy, expected);
    let leaked = own.leakage * own.inference.rate.interval();
    assert!(close((own.inference.switched.calibrated + leaked).value(), expected.calibrated.value()));
    assert!(close(own.inference.latency.value(), 3.0 * own.inference.slot.value()));
    assert_eq!(made.scaling().at_supply(made.preset.supply).unwrap(), own);
}

#[test]
fn steps_that_give_no_table_are_refused() {
    let scaling = APICAL.scaling();
    for step in [0.0, -0.1, f64::NAN, 0.000_9, 0.6] {
        let error = scaling.operating_points(Volts::new(step)).unwrap_err().to_string();
        assert!(error.contains("out of range: 0.001 V to 0.5"), "{error}");
    }
    // A step that does not divide the range still ends at its highest supply.
    let points = scaling.operating_points(Volts::new(0.3)).unwrap();
    let supplies: Vec<f64> = points.iter().map(|point| point.point.supply.value()).collect();
    assert_eq!(supplies, [0.7, 1.0, 1.2]);
}

#[test]
fn supplies_outside_the_range_are_refused() {
    for supply in [0.69, 1.21, f64::NAN] {
        let error = APICAL.scaling().at_supply(Volts::new(supply)).unwrap_err().to_string();
        assert!(error.contains("0.7 V to 1.2 V"), "{error}");
    }
}

#[test]
fn the_least_energy_is_no_more_than_anywhere() {
    for task in Task::ALL {
        let least = APICAL.scaling().least_energy(task).unwrap();
        let found = least.performance.of(task).energy.calibrated;
        for point in APICAL.scaling().operating_points(Volts::new(0.01)).unwrap() {
            assert!(found.value() <= point.of(task).energy.calibrated.value() * (1.0 + 1e-12));
        }
        // Leakage is small at these clocks: the range ends before the energy rises again.
        assert_eq!(least.edge, Some(Edge::Lowest));
        assert_eq!(least.performance.point.supply, Volts::new(0.7));
    }
}

#[test]
fn where_leakage_counts_the_least_energy_lies_inside_the_range() {
    let mut made = Made::new("apical");
    // Leakage that grows little with the supply, in a processor so slow that an image mostly leaks: faster is then
    // better, until switching costs more.
    made.technology = Technology::find_scaled("65nm", Some(("leakage.dibl", 0.01))).unwrap();
    let mut inside = 0;
    for slowing in [10.0, 100.0, 1e3, 1e4, 1e5] {
        made.preset.clock = Preset::builtin("apical").unwrap().clock / slowing;
        let least = made.scaling().least_energy(Task::Inference).unwrap();
        let energy = |performance: &Performance| performance.inference.energy.calibrated.value();
        let found = energy(&least.performance);
        if least.edge.is_none() {
            inside += 1;
            for offset in [-1e-3, 1e-3] {
                let supply = Volts::new(least.performance.point.supply.value() + offset);
                assert!(energy(&made.scaling().at_supply(supply).unwrap()) > found);
            }
        }
    }
    assert!(inside > 0, "no clock has its least energy inside the range");
}

#[test]
fn rates_are_reached_exactly_and_with_the_lowest_supply() {
    let scaling = APICAL.scaling();
    let points = scaling.operating_points(STEP).unwrap();
    for point in &points {
        let met = scaling.meet(Target::Rate(point.inference.rate), Task::Inference).unwrap();
        assert!(close(met.inference.rate.per_second(), point.inference.rate.per_second()));
        assert!((met.point.supply.value() - point.point.supply.value()).abs() < 1e-6);
    }
    // Slower than the lowest supply is at its best: its clock is slowed.
    let slow = ImageRate::new(points[0].inference.rate.per_second() / 4.0);
    let met = scaling.meet(Target::Rate(slow), Task::Inference).unwrap();
    assert_eq!(met.point.supply, Volts::new(0.7));
    assert!(close(met.inference.rate.per_second(), slow.per_second()));
    assert!(met.inference.energy.calibrated > points[0].inference.energy.calibrated, "it leaks longer");
}

#[test]
fn targets_out_of_reach_name_the_limit() {
    let scaling = APICAL.scaling();
    let highest = scaling.at_supply(Volts::new(1.2)).unwrap().inference;
    for rate in [highest.rate.per_second() * 1.01, 0.0, -5.0, f64::NAN, f64::INFINITY] {
        let error = scaling.meet(Target::Rate(ImageRate::new(rate)), Task::Inference).unwrap_err();
        assert!(matches!(error, DvfsError::Rate { maximum, .. } if maximum == highest.rate), "{error}");
        let limit = format!("{:.0} images/s", highest.rate.per_second().floor());
        assert!(error.to_string().contains(&limit), "{error}");
    }
    let leakage = scaling.at_supply(Volts::new(0.7)).unwrap().leakage;
    for power in [0.0, -1.0, f64::NAN, leakage.value()] {
        let error = scaling.meet(Target::Power(Watts::new(power)), Task::Inference).unwrap_err();
        assert!(matches!(error, DvfsError::Power { minimum, .. } if minimum == leakage), "{error}");
    }
    for deadline in [0.0, -1.0, f64::NAN, highest.latency.value() * 0.99] {
        let error = scaling.meet(Target::Deadline(Seconds::new(deadline)), Task::Inference).unwrap_err();
        assert!(matches!(error, DvfsError::Deadline { minimum, .. } if minimum == highest.latency));
        assert!(error.to_string().contains("at least"), "{error}");
    }
}

#[test]
fn limits_are_shown_so_that_they_are_allowed() {
    let scaling = APICAL.scaling();
    let number = |text: &str, after: &str| -> f64 {
        text.split(after).nth(1).unwrap().split(' ').next().unwrap().parse().unwrap()
    };
    let meet = |target| scaling.meet(target, Task::Training);
    let error = meet(Target::Rate(ImageRate::new(1e12))).unwrap_err().to_string();
    assert!(meet(Target::Rate(ImageRate::new(number(&error, "0.001 to ")))).is_ok(), "{error}");
    let error = meet(Target::Deadline(Seconds::new(0.1 * 1e-6))).unwrap_err().to_string();
    assert!(error.starts_with("deadline: 0.1 us is"), "{error}");
    assert!(meet(Target::Deadline(Seconds::new(number(&error, "at least ") * 1e-6))).is_ok(), "{error}");
    let error = meet(Target::Power(Watts::new(0.0001 * 1e-3))).unwrap_err().to_string();
    assert!(error.starts_with("power: 0.0001 mW is"), "{error}");
    let power = number(&error, "more than ") + 1e-4;
    assert!(meet(Target::Power(Watts::new(power * 1e-3))).is_ok(), "{error}");
}

#[test]
fn a_workload_of_nothing_is_refused() {
    let good = APICAL.workload.of(Task::Inference).clone();
    let none = Counted { counters: MachineCounters::new(3), images: 1 };
    let no_images = Counted { images: 0, ..good.clone() };
    for bad in [none, no_images] {
        let error = Workload::new(good.clone(), bad).unwrap_err().to_string();
        assert!(error.contains("training"), "{error}");
    }
}

fn run(trace: &Trace, policy: Policy, deadline: Seconds, switching: &SwitchingCost) -> PolicyResult {
    simulate(&LADDER, trace, policy, deadline, switching)
}

#[test]
fn the_fixed_policy_is_what_can_be_summed_by_hand() {
    let own = LADDER.own();
    let trace = Trace::periodic(10, own.slot * 5.0);
    let result = run(&trace, Policy::Fixed, own.slot * 3.0, &SwitchingCost::default());
    // Three slots each, of which two only empty the pipeline; nothing overlaps.
    assert_eq!((result.images, result.missed, result.switches), (10, 0, 0));
    assert!(close(result.busy.value(), own.slot.value() * 30.0));
    assert!(close(result.duration.value(), own.slot.value() * (9.0 * 5.0 + 3.0)));
    let work = own.image.calibrated * 10.0 + own.clock * 20.0;
    let expected = work + own.leakage * result.duration;
    assert!(close(result.total().calibrated.value(), expected.value()));
    assert_eq!(result.switching, Joules::default());
    assert!(close(result.longest_latency.value(), own.slot.value() * 3.0));
    assert!(close(result.average_power().value(), (expected / result.duration).value()));
}

/// How long a race waits at a supply before it goes to the lowest.
fn patience(rung: &Rung, cost: &SwitchingCost) -> Seconds {
    let lowest = LADDER.rungs()[0];
    let there_and_back = cost.energy(rung.point.supply, lowest.point.supply) * 2.0;
    Seconds::new(there_and_back.value() / (rung.leakage - lowest.leakage).value())
}

#[test]
fn a_race_is_what_can_be_summed_by_hand() {
    let (lowest, highest) = (LADDER.rungs()[0], LADDER.rungs()[10]);
    let cost = SwitchingCost::default();
    for (policy, fast) in [(Policy::RaceToIdle, highest), (Policy::RaceAtOwn, *LADDER.own())] {
        let patience = patience(&fast, &cost);
        let change = cost.energy(fast.point.supply, lowest.point.supply) + fast.leakage * cost.time;
        let deadline = cost.time + fast.slot * 3.0;
        // Long pauses: up and down for each image.
        let interval = deadline + patience + cost.time + Seconds::new(1e-3);
        let result = run(&Trace::periodic(7, interval), policy, deadline, &cost);
        assert_eq!((result.switches, result.missed), (13, 0), "{}", policy.name());
        assert!(close(result.busy.value(), fast.slot.value() * 21.0));
        let work = (fast.image.calibrated + fast.clock * 2.0 + fast.leakage * (fast.slot * 3.0)) * 7.0;
        assert!(close(result.working.calibrated.value(), work.value()));
        assert!(close(result.switching.value(), change.value() * 13.0));
        let idle = (fast.leakage * patience + lowest.leakage * Seconds::new(1e-3)) * 6.0;
        assert!(close(result.idle.value(), idle.value()), "{} {}", result.idle, idle);
        // Short ones: up once. A change would cost more than it saves.
        let short = fast.slot * 3.0 + patience * 0.9;
        assert_eq!(run(&Trace::periodic(7, short), policy, deadline, &cost).switches, 1);
    }
}

#[test]
fn the_best_fixed_supply_misses_least_and_then_takes_least() {
    let cost = SwitchingCost::default();
    for (seed, slots) in [(1, 6.0), (2, 20.0), (3, 40.0), (4, 1000.0)] {
        let trace = Trace::bursty(200, 24, LADDER.own().slot * 3.0, seed);
        let deadline = LADDER.own().slot * slots;
        let best = best_fixed(&LADDER, &trace, deadline, &cost);
        assert!(matches!(best.policy, Policy::FixedAt(_)));
        for number in 0..LADDER.rungs().len() {
            let other = run(&trace, Policy::FixedAt(number), deadline, &cost);
            assert!(best.missed <= other.missed);
            assert!(best.missed < other.missed || best.total().calibrated <= other.total().calibrated);
        }
    }
    let own = LADDER.rungs().iter().position(|rung| rung.point == LADDER.own().point).unwrap();
    let trace = Trace::bursty(50, 8, LADDER.own().slot * 2.0, 9);
    let deadline = LADDER.own().slot * 10.0;
    let (at, fixed) =
        (run(&trace, Policy::FixedAt(own), deadline, &cost), run(&trace, Policy::Fixed, deadline, &cost));
    assert_eq!(PolicyResult { policy: Policy::Fixed, ..at }, fixed);
}

#[test]
fn a_governor_that_could_not_change_in_time_stays_at_the_highest_supply() {
    let highest = LADDER.rungs()[10];
    let cost = SwitchingCost { time: Seconds::new(1e-3), ..SwitchingCost::default() };
    let trace = Trace::bursty(40, 3, LADDER.own().slot * 5.0, 5);
    let deadline = highest.slot * 8.0;
    let governor = run(&trace, Policy::Governor, deadline, &cost);
    let fixed = run(&trace, Policy::FixedAt(10), deadline, &cost);
    assert_eq!(PolicyResult { policy: Policy::Governor, ..fixed }, governor);
    assert_eq!((governor.missed, governor.switches), (0, 0));
    // A race that goes to the lowest supply is late.
    let slow = Trace::periodic(3, Seconds::new(1.0));
    assert_eq!(run(&slow, Policy::RaceToIdle, deadline, &cost).missed, 3);
    assert_eq!(run(&slow, Policy::Governor, deadline, &cost).missed, 0);
}

#[test]
fn the_time_of_a_change_is_kept_in_hand() {
    let lowest = LADDER.rungs()[0];
    let cost = SwitchingCost { time: lowest.slot * 0.25, ..SwitchingCost::default() };
    let one = Trace::periodic(1, Seconds::default());
    // Three slots at the lowest supply would do, but then nothing could be changed for an image that comes later.
    for (slots, changed) in [(3.125, true), (3.3, false)] {
        let result = run(&one, Policy::Governor, lowest.slot * slots, &cost);
        assert_eq!((result.missed, result.switches > 0), (0, changed), "{slots}");
    }
}

#[test]
fn a_deadline_that_nothing_meets_is_missed_by_all() {
    let trace = Trace::bursty(50, 8, LADDER.own().slot, 3);
    for policy in Policy::ALL {
        let result = run(&trace, policy, Seconds::new(1e-9), &SwitchingCost::default());
        assert_eq!((result.images, result.missed), (50, 50), "{}", policy.name());
    }
}

#[test]
fn bursts_are_reproducible_and_have_the_mean_rate_asked_for() {
    let interval = Seconds::new(1e-5);
    let trace = Trace::bursty(20_000, 31, interval, 7);
    assert_eq!(trace, Trace::bursty(20_000, 31, interval, 7));
    assert_ne!(trace, Trace::bursty(20_000, 31, interval, 8));
    assert!((trace.end().value() / (20_000.0 * 1e-5) - 1.0).abs() < 0.05, "{}", trace.end());
    assert_eq!(Trace::periodic(MAXIMUM_IMAGES + 1, interval).arrivals().len(), MAXIMUM_IMAGES);
}

#[test]
fn traces_are_read_with_and_without_a_heading() {
    for text in [
        "seconds\n0\n0.001\n0.001\n2e-3\n",
        "0\r\n 0.001\r\n0.001\r\n\r\n0.002",
        "\u{feff}Seconds\n0\n1e-3\n1e-3\n2e-3",
    ] {
        let trace = Trace::parse(text.as_bytes()).unwrap();
        assert_eq!(trace.arrivals(), [0.0, 0.001, 0.001, 0.002].map(Seconds::new), "{text:?}");
    }
}

#[test]
fn wrong_traces_are_refused_with_their_line() {
    for (text, expected) in [
        ("", "no arrivals"),
        ("seconds\n", "no arrivals"),
        ("0\nx\n", "line 2: \"x\" is no number"),
        ("time\n0\n", "line 1: \"time\""),
        ("seconds\nseconds\n", "line 2"),
        ("0\nNaN\n", "line 2: \"NaN\""),
        ("seconds\n0\n\n-1\n", "line 4: -1 s is out of range: 0 to 1000000 s"),
        ("inf\n", "line 1: inf s is out of range"),
        ("0\n2\n1\n", "line 3: time goes backwards: 1 s after 2 s"),
        ("0,1\n", "line 1: 2 columns"),
        ("\"0\"\n\"-2\"\n", "line 2: -2 s is out of range"),
        ("0\n\"\n", "line 2"),
    ] {
        let error = Trace::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
    }
    let error = Trace::load("no-such-file.csv".as_ref()).unwrap_err();
    assert!(matches!(error, TraceError::Read { .. }) && error.to_string().contains("no-such-file.csv"));
    assert!(matches!(Trace::parse(std::io::repeat(b'0')), Err(TraceError::Large)));
    let long = "0\n".repeat(MAXIMUM_IMAGES + 1);
    assert!(matches!(Trace::parse(long.as_bytes()), Err(TraceError::Long { line }) if line == 100_001));
}

fn costs() -> impl Strategy<Value = SwitchingCost> {
    (0.0..50e-6, 0.0..50e-9).prop_map(|(time, capacitance)| SwitchingCost {
        time: Seconds::new(time),
        capacitance: Farads::new(capacitance),
    })
}

/// Two supplies of the range, the second higher than the first.
fn supplies() -> impl Strategy<Value = (f64, f64)> {
    (0.7..1.199, 0.001..=1.0_f64).prop_map(|(low, share)| (low, low + share * (1.2 - low)))
}

/// A bursty trace of a load relative to the preset's own rate.
fn traces() -> impl Strategy<Value = Trace> {
    (1_usize..80, 1_u32..20, 0.3..20.0, any::<u64>()).prop_map(|(images, largest, slots, seed)| {
        Trace::bursty(images, largest, LADDER.own().slot * slots, seed)
    })
}

proptest! {
    #[test]
    fn the_clock_rises_with_the_supply((low, high) in supplies()) {
        let at = |supply| APICAL.scaling().at_supply(Volts::new(supply)).unwrap();
        prop_assert!(at(low).point.clock < at(high).point.clock);
        prop_assert!(at(low).inference.power() < at(high).inference.power());
    }

    #[test]
    fn a_rate_within_reach_is_met(share in 0.001..1.0_f64) {
        let scaling = APICAL.scaling();
        let fastest = scaling.at_supply(Volts::new(1.2)).unwrap().training.rate.per_second();
        let met = scaling.meet(Target::Rate(ImageRate::new(fastest * share)), Task::Training).unwrap();
        prop_assert!(close(met.training.rate.per_second(), fastest * share));
        // At this rate, every higher supply takes more.
        let higher = Volts::new((met.point.supply.value() + 0.01).min(1.2));
        let point = apical_chip::energy::OperatingPoint { supply: higher, clock: met.point.clock };
        let other = scaling.at(point).unwrap().training.energy.calibrated;
        prop_assert!(other >= met.training.energy.calibrated);
    }

    #[test]
    fn a_power_within_reach_is_used_up_and_not_more(share in 0.0001..1.2_f64) {
        let scaling = APICAL.scaling();
        let most = scaling.at_supply(Volts::new(1.2)).unwrap().inference.power();
        let leakage = scaling.at_supply(Volts::new(0.7)).unwrap().leakage;
        let budget = leakage + (most - leakage) * share;
        let met = scaling.meet(Target::Power(budget), Task::Inference).unwrap();
        let used = met.inference.power() / budget;
        prop_assert!(used <= 1.0 + 1e-9);
        prop_assert!(used >= 1.0 - 1e-6 || met.point.supply == Volts::new(1.2), "{used}");
    }

    #[test]
    fn a_deadline_within_reach_is_met(share in 1.0..50.0_f64) {
        let scaling = APICAL.scaling();
        let shortest = scaling.at_supply(Volts::new(1.2)).unwrap().inference.latency;
        let met = scaling.meet(Target::Deadline(shortest * share), Task::Inference).unwrap();
        prop_assert!(met.inference.latency <= shortest * (share * (1.0 + 1e-9)));
    }

    #[test]
    fn energies_of_a_trace_sum(trace in traces(), cost in costs(), slots in 1.0..60.0) {
        let deadline = LADDER.own().slot * slots;
        for policy in Policy::ALL {
            let result = run(&trace, policy, deadline, &cost);
            let images = trace.arrivals().len() as u64;
            prop_assert_eq!(result.images, images);
            prop_assert!(result.missed <= images);
            let parts = result.working.calibrated + result.idle + result.switching;
            prop_assert!(close(result.total().calibrated.value(), parts.value()));
            prop_assert!(close(result.per_image().calibrated.value() * images as f64, parts.value()));
            // Time is working, switching or idle; what leaks in it lies between the extremes.
            let settled = cost.time * result.switches as f64;
            let idle = result.duration - result.busy - settled;
            prop_assert!(idle.value() > -1e-9 * result.duration.value());
            let rungs = LADDER.rungs();
            let (least, most) = (rungs[0].leakage * idle, rungs[10].leakage * idle);
            prop_assert!(result.idle.value() >= least.value() * (1.0 - 1e-6) - 1e-20);
            prop_assert!(result.idle.value() <= most.value() * (1.0 + 1e-6) + 1e-20);
            let charged = cost.energy(Volts::new(0.7), Volts::new(1.2)) * result.switches as f64;
            prop_assert!(result.switching <= (charged + rungs[10].leakage * settled) * (1.0 + 1e-9));
            prop_assert!((0.0..=1.0 + 1e-9).contains(&result.busy_share()));
        }
    }

    #[test]
    fn the_governor_stays_at_the_least_energy_where_deadlines_are_loose(trace in traces(), cost in costs()) {
        let work = LADDER.rungs()[0].slot * (trace.arrivals().len() + 10) as f64 + cost.time * 2.0;
        let deadline = work / RESERVE;
        let governor = run(&trace, Policy::Governor, deadline, &cost);
        prop_assert_eq!((governor.missed, governor.switches), (0, 0));
        for number in 0..LADDER.rungs().len() {
            let fixed = run(&trace, Policy::FixedAt(number), deadline, &cost);
            prop_assert!(governor.total().calibrated <= fixed.total().calibrated);
        }
    }

    #[test]
    fn the_governor_is_late_only_where_the_highest_supply_eats_into_the_reserve(
        trace in traces(),
        cost in costs(),
        more in 1.0..3.0,
    ) {
        let longest = run(&trace, Policy::FixedAt(10), Seconds::new(1.0), &cost).longest_latency;
        // From the shortest deadline for which it holds.
        let deadline = longest * (more / (1.0 - RESERVE));
        let governor = run(&trace, Policy::Governor, deadline, &cost);
        prop_assert_eq!(governor.missed, 0, "{} of {}", governor.longest_latency, deadline);
    }

    #[test]
    fn a_governor_takes_no_more_than_the_highest_supply_and_its_switches(
        trace in traces(),
        cost in costs(),
        slots in 1.0..60.0,
    ) {
        let deadline = LADDER.own().slot * slots;
        let governor = run(&trace, Policy::Governor, deadline, &cost);
        let fixed = run(&trace, Policy::FixedAt(10), deadline, &cost);
        let beside = governor.total().calibrated + governor.switching * -1.0;
        prop_assert!(beside <= fixed.total().calibrated * (1.0 + 1e-9), "{} {}", beside, fixed.total().calibrated);
    }

    #[test]
    fn for_a_burst_that_it_knows_the_governor_takes_no_more_than_the_best_fixed_supply_and_its_switches(
        images in 1_usize..60,
        cost in costs(),
        more in 1.0..4.0,
    ) {
        // All there is to know is known at once: what is left to pay for is the changes and the time they take.
        let trace = Trace::periodic(images, Seconds::default());
        let work = LADDER.rungs()[10].slot * (images + 2) as f64;
        let least = cost.time * 2.0 + LADDER.rungs()[0].slot + work;
        let deadline = least * (more / RESERVE);
        let governor = run(&trace, Policy::Governor, deadline, &cost);
        // For the governor, changes shorten the deadline.
        let best = best_fixed(&LADDER, &trace, deadline - cost.time * 2.0, &cost);
        prop_assert_eq!((governor.missed, best.missed), (0, 0));
        let beside = (governor.total().calibrated + governor.switching * -1.0).value();
        let over = best.total().calibrated + LADDER.rungs()[0].leakage * (cost.time * 2.0);
        prop_assert!(beside <= over.value() * (1.0 + 1e-9), "{} {}", beside, over);
    }

    #[test]
    fn time_going_backwards_is_refused(mut times in prop::collection::vec(0_u32..1000, 2..20)) {
        times.dedup();
        let text: String = times.iter().map(|time| format!("{time}\n")).collect();
        match Trace::parse(text.as_bytes()) {
            Ok(trace) => prop_assert!(times.is_sorted() && trace.arrivals().len() == times.len()),
            Err(TraceError::Backwards { line, .. }) => {
                let index = line as usize - 1;
                prop_assert!(times[index] < times[index - 1]);
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn any_bytes_are_a_trace_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(trace) = Trace::parse(bytes.as_slice()) {
            prop_assert!(!trace.arrivals().is_empty() && trace.arrivals().is_sorted());
        }
    }

    #[test]
    fn anything_like_a_trace_is_one_or_an_error(text in "(seconds\n)?([0-9]{0,3}[.e\",\n-]{0,2}){0,40}") {
        if let Ok(trace) = Trace::parse(text.as_bytes()) {
            prop_assert!(!trace.arrivals().is_empty() && trace.arrivals().is_sorted());
        }
    }
}
