//! Policies on traces of arrivals.

use apical_chip::dvfs::{
    Farads, Policy, PolicyResult, RESERVE, Rung, SwitchingCost, Trace, best_fixed, simulate,
};
use apical_chip::units::{Joules, Seconds, Volts};
use proptest::prelude::*;

use super::{LADDER, close};

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

fn costs() -> impl Strategy<Value = SwitchingCost> {
    (0.0..50e-6, 0.0..50e-9).prop_map(|(time, capacitance)| SwitchingCost {
        time: Seconds::new(time),
        capacitance: Farads::new(capacitance),
    })
}

/// A bursty trace of a load relative to the preset's own rate.
fn traces() -> impl Strategy<Value = Trace> {
    (1_usize..80, 1_u32..20, 0.3..20.0, any::<u64>()).prop_map(|(images, largest, slots, seed)| {
        Trace::bursty(images, largest, LADDER.own().slot * slots, seed)
    })
}

proptest! {
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
}
