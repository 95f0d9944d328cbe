//! A trace from its first image to its last.

use std::collections::VecDeque;

use super::arrivals::Trace;
use super::backlog::Backlog;
use super::governor::{Governor, InFlight, Known};
use super::ladder::{Ladder, Rung};
use super::policy::{Policy, PolicyResult};
use super::switching::SwitchingCost;
use crate::energy::Estimate;
use crate::units::{Joules, Seconds};

/// A result that comes no later than this after its deadline is in time: sums of times are rounded.
const TOLERANCE: Seconds = Seconds::new(1e-9);

struct Run<'a> {
    ladder: &'a Ladder,
    switching: &'a SwitchingCost,
    deadline: Seconds,
    /// Where to wait.
    rest: Rung,
    now: Seconds,
    rung: Rung,
    pipeline: VecDeque<InFlight>,
    result: PolicyResult,
}

/// Lets images arrive as a trace says and be worked on under a policy.
///
/// One image enters the layer pipeline with each slot, which all take the time of a mean image's; it leaves after as many
/// slots as there are layers. All of its energy but leakage is spent at the supply at which it enters, as the first layer
/// does nearly all the work; a slot in which the pipeline only empties takes the clock trunk's energy. The clock rests
/// while there is nothing to do, and while the supply changes. Leakage flows at all times, while the supply changes as at
/// the higher one. Time and energy are counted from 0 to the deadline of the last image, or its result if that is later.
#[must_use]
pub fn simulate(
    ladder: &Ladder,
    trace: &Trace,
    policy: Policy,
    deadline: Seconds,
    switching: &SwitchingCost,
) -> PolicyResult {
    let arrivals = trace.arrivals();
    let mut run = Run::new(ladder, switching, deadline, policy);
    // Only the governor looks at what waits.
    let mut backlog = (policy == Policy::Governor).then(|| Backlog::new(ladder));
    let (mut entered, mut arrived) = (0, 0);
    while entered < arrivals.len() || !run.pipeline.is_empty() {
        while arrivals.get(arrived).is_some_and(|arrival| *arrival <= run.now) {
            if let Some(backlog) = &mut backlog {
                backlog.arrive(ladder, arrivals[arrived]);
            }
            arrived += 1;
        }
        if arrived > entered {
            let rung = match &mut backlog {
                Some(backlog) => {
                    let rung = run.governed(backlog);
                    backlog.enter();
                    rung
                }
                None => working(ladder, policy),
            };
            run.switch(rung);
            run.enter(arrivals[entered]);
            entered += 1;
        } else if run.pipeline.is_empty() {
            run.wait_until(arrivals[entered]);
            continue;
        } else {
            run.result.working += Estimate::exact(run.rung.clock);
        }
        run.slot();
    }
    run.wait_until(trace.end() + deadline);
    run.result.duration = run.now;
    run.result
}

/// Of all rungs, the one that misses fewest deadlines of a trace when nothing else is ever used, and of those the one
/// with the least (calibrated) energy: what a fixed supply can do at best, known only afterwards.
#[must_use]
pub fn best_fixed(
    ladder: &Ladder,
    trace: &Trace,
    deadline: Seconds,
    switching: &SwitchingCost,
) -> PolicyResult {
    let all = (0..ladder.rungs().len())
        .map(|number| simulate(ladder, trace, Policy::FixedAt(number), deadline, switching));
    let better = |a: &PolicyResult, b: &PolicyResult| {
        let energy = |result: &PolicyResult| result.total().calibrated.value();
        a.missed.cmp(&b.missed).then(energy(a).total_cmp(&energy(b)))
    };
    let own = simulate(ladder, trace, Policy::Fixed, deadline, switching);
    // A ladder has rungs.
    all.min_by(better).unwrap_or(own)
}

/// Where a policy that always works at one point does so.
fn working(ladder: &Ladder, policy: Policy) -> Rung {
    match policy {
        Policy::Fixed | Policy::RaceAtOwn => *ladder.own(),
        Policy::FixedAt(number) => ladder.rungs().get(number).copied().unwrap_or(ladder.highest()),
        Policy::RaceToIdle | Policy::Governor => ladder.highest(),
    }
}

impl<'a> Run<'a> {
    fn new(ladder: &'a Ladder, switching: &'a SwitchingCost, deadline: Seconds, policy: Policy) -> Self {
        let result = PolicyResult {
            policy,
            images: 0,
            missed: 0,
            switches: 0,
            working: Estimate::default(),
            idle: Joules::default(),
            switching: Joules::default(),
            busy: Seconds::default(),
            duration: Seconds::default(),
            longest_latency: Seconds::default(),
        };
        let rest = match policy {
            Policy::Fixed | Policy::FixedAt(_) => working(ladder, policy),
            Policy::RaceAtOwn | Policy::RaceToIdle => ladder.lowest(),
            Policy::Governor => Governor { ladder, switching, deadline }.rest(),
        };
        let now = Seconds::default();
        Self { ladder, switching, deadline, rest, now, rung: rest, pipeline: VecDeque::new(), result }
    }

    fn governed(&self, waiting: &Backlog) -> Rung {
        let governor = Governor { ladder: self.ladder, switching: self.switching, deadline: self.deadline };
        governor.choose(&Known { now: self.now, current: self.rung, under_way: &self.pipeline, waiting })
    }

    fn enter(&mut self, arrival: Seconds) {
        self.pipeline.push_back(InFlight { arrival, slots: self.ladder.layers() });
        self.result.images += 1;
        self.result.working += self.rung.image;
    }

    fn slot(&mut self) {
        self.now += self.rung.slot;
        self.result.busy += self.rung.slot;
        self.result.working += Estimate::exact(self.rung.leakage * self.rung.slot);
        for image in &mut self.pipeline {
            image.slots -= 1;
        }
        while let Some(image) = self.pipeline.pop_front_if(|image| image.slots == 0) {
            let latency = self.now - image.arrival;
            self.result.missed += u64::from(latency > self.deadline + TOLERANCE);
            if latency > self.result.longest_latency {
                self.result.longest_latency = latency;
            }
        }
    }

    fn switch(&mut self, to: Rung) {
        if to.point == self.rung.point {
            return;
        }
        let leakage = if to.leakage > self.rung.leakage { to.leakage } else { self.rung.leakage };
        self.result.switching += self.switching.energy(self.rung.point.supply, to.point.supply);
        self.result.switching += leakage * self.switching.time;
        self.result.switches += 1;
        self.now += self.switching.time;
        self.rung = to;
    }

    /// Waits where the pipeline stopped until the leakage there, beyond that of the rung of rest, has cost as much as
    /// going there and back; then goes there. Without knowledge of the future, no rule is sure to do better than this
    /// one, which never pays more than twice what it would have with it.
    fn wait_until(&mut self, time: Seconds) {
        let change = self.switching.energy(self.rung.point.supply, self.rest.point.supply) * 2.0;
        let saved = self.rung.leakage - self.rest.leakage;
        if saved.value() > 0.0 {
            let leave = self.now + Seconds::new(change.value() / saved.value());
            if leave < time {
                self.idle_until(leave);
                self.switch(self.rest);
            }
        }
        self.idle_until(time);
    }

    fn idle_until(&mut self, time: Seconds) {
        if time > self.now {
            self.result.idle += self.rung.leakage * (time - self.now);
            self.now = time;
        }
    }
}
