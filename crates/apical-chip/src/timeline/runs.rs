//! Cycles of a block in the same state, put together.

/// Neighbouring cycles that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run<K> {
    pub(super) key: K,
    /// First cycle.
    pub(super) start: u64,
    /// The cycle after the last.
    pub(super) end: u64,
    pub(super) tally: Tally,
}

/// What happened in some cycles of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) events: u64,
    pub(super) starved: u64,
    pub(super) conflicts: u64,
}

/// The run of a block that is under way.
#[derive(Debug, Clone)]
pub(super) struct Track<K>(Option<Run<K>>);

impl<K: Copy + PartialEq> Track<K> {
    pub(super) const fn new() -> Self {
        Self(None)
    }

    /// A cycle; `None`: nothing happens in it. Returns the run that it ends, if it ends one.
    pub(super) fn step(&mut self, cycle: u64, key: Option<K>, tally: Tally) -> Option<Run<K>> {
        match (&mut self.0, key) {
            (Some(run), Some(key)) if run.key == key && run.end == cycle => {
                run.end += 1;
                run.tally.events += tally.events;
                run.tally.starved += tally.starved;
                run.tally.conflicts += tally.conflicts;
                None
            }
            (run, key) => {
                let ended = run.take();
                *run = key.map(|key| Run { key, start: cycle, end: cycle + 1, tally });
                ended
            }
        }
    }

    /// The run under way ends.
    pub(super) fn end(&mut self) -> Option<Run<K>> {
        self.0.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_of_one_key_are_one_run() {
        let mut track = Track::new();
        let keys = [None, Some('a'), Some('a'), Some('b'), None, None, Some('b')];
        let mut runs = Vec::new();
        for (cycle, key) in (0..).zip(keys) {
            runs.extend(track.step(cycle, key, Tally { events: cycle, ..Tally::default() }));
        }
        // Cycle 7 was not seen.
        runs.extend(track.step(8, Some('b'), Tally::default()));
        runs.extend(track.end());
        let found: Vec<_> = runs.iter().map(|run| (run.key, run.start, run.end, run.tally.events)).collect();
        assert_eq!(found, [('a', 1, 3, 3), ('b', 3, 4, 3), ('b', 6, 7, 6), ('b', 8, 9, 0)]);
    }
}
