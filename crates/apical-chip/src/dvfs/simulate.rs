//! A trace from its first image to its last.

use std::collections::VecDeque;

use super::arrivals::Trace;
use super::governor::{self, Pending};
use super::ladder::{Ladder, Rung};
use super::policy::{Policy, PolicyResult};
use super::switching::SwitchingCost;
use crate::energy::Estimate;
use crate::units::{Joules, Seconds};

/// A result that comes no later than this after its deadline is in time: sums of times are rounded.
const TOLERANCE: Seconds = Seconds::new(1e-9);

/// An image in the layer pipeline.
struct InFlight {
    arrival: Seconds,
    slots: usize,
}

struct Run<'a> {
    ladder: &'a Ladder,
    switching: &'a SwitchingCost,
    deadline: Seconds,
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
    let rest = match policy {
        Policy::Fixed => *ladder.own(),
        Policy::RaceToIdle | Policy::Governor => ladder.lowest(),
    };
    let mut run = Run::new(ladder, switching, deadline, rest, policy);
    let (mut entered, mut arrived) = (0, 0);
    while entered < arrivals.len() || !run.pipeline.is_empty() {
        while arrivals.get(arrived).is_some_and(|arrival| *arrival <= run.now) {
            arrived += 1;
        }
        if arrived > entered {
            let waiting = &arrivals[entered..arrived];
            let rung = match policy {
                Policy::Fixed => *ladder.own(),
                Policy::RaceToIdle => ladder.highest(),
                Policy::Governor => run.governed(waiting),
            };
            run.switch(rung);
            run.enter(arrivals[entered]);
            entered += 1;
        } else if run.pipeline.is_empty() {
            run.switch(rest);
            run.idle_until(arrivals[entered]);
            continue;
        } else {
            run.result.working += Estimate::exact(run.rung.clock);
        }
        run.slot();
    }
    run.switch(rest);
    run.idle_until(trace.end() + deadline);
    run.result.duration = run.now;
    run.result
}

impl<'a> Run<'a> {
    fn new(
        ladder: &'a Ladder,
        switching: &'a SwitchingCost,
        deadline: Seconds,
        rung: Rung,
        policy: Policy,
    ) -> Self {
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
        let now = Seconds::default();
        Self { ladder, switching, deadline, now, rung, pipeline: VecDeque::new(), result }
    }

    fn governed(&self, waiting: &[Seconds]) -> Rung {
        let pending = |arrival: Seconds, slots| Pending { due: arrival + self.deadline, slots };
        let under_way = self.pipeline.iter().map(|image| pending(image.arrival, image.slots));
        let layers = self.ladder.layers();
        let queued = waiting.iter().enumerate().map(|(place, arrival)| pending(*arrival, place + layers));
        let all = under_way.chain(queued);
        governor::choose(self.ladder, self.rung, self.switching, self.now, all, waiting.len())
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

    fn idle_until(&mut self, time: Seconds) {
        if time > self.now {
            self.result.idle += self.rung.leakage * (time - self.now);
            self.now = time;
        }
    }
}
