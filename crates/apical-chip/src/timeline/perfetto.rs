//! The trace-event format, for `ui.perfetto.dev`.
//!
//! A track for each block with a slice for each stretch of cycles in the same state, and counters. Times are model time
//! in microseconds, to the nanosecond; `cycles` in a slice is exact.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Heading;
use super::runs::{Run, Tally, Track};
use super::time::nanoseconds;
use crate::machine::trace::{
    ControllerState, CycleView, EncoderState, FrontEndState, FrontEndView, LayerState, LayerView, Observer,
    UpdateState,
};
use crate::units::Hertz;

/// Track numbers, which give the tracks their order.
const CONTROLLER: usize = 1;
const FRONT_END: usize = 2;
const ENCODER: usize = 3;
const LAYERS: usize = 4;

/// Writes slices and counters of every cycle that it is shown.
pub struct Perfetto<W> {
    events: Events<W>,
    controller: Track<(ControllerState, u64, Option<u64>)>,
    front_end: Track<(FrontEndState, Option<u64>)>,
    encoder: Track<(EncoderState, Option<u64>)>,
    layers: Vec<Track<(u64, u64)>>,
    search: Track<Option<u64>>,
    updates: Vec<Track<(UpdateState, Option<u64>)>>,
    /// Last values of the counters: queue words, then events of each layer.
    counters: Vec<Option<u64>>,
    /// The first cycle that was not shown.
    end: u64,
    error: Option<io::Error>,
}

impl<W: Write> Perfetto<W> {
    /// Begins a file. That it cannot be written is told by [`finish`](Self::finish).
    pub fn new(out: W, heading: &Heading) -> Self {
        let layers = heading.layers;
        let mut perfetto = Self {
            events: Events { out, clock: heading.clock },
            controller: Track::new(),
            front_end: Track::new(),
            encoder: Track::new(),
            layers: vec![Track::new(); layers],
            search: Track::new(),
            updates: vec![Track::new(); layers],
            counters: vec![None; 1 + layers],
            end: 0,
            error: None,
        };
        perfetto.error = perfetto.begin(heading).err();
        perfetto
    }

    /// Ends all slices and the file, and gives back what was written to.
    ///
    /// # Errors
    /// The first one of writing, whenever it was.
    pub fn finish(mut self) -> io::Result<W> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let view = CycleView {
            cycle: self.end,
            state: ControllerState::Forward,
            front_end: FrontEndView::default(),
            encoder: EncoderState::Idle,
            pixels_taken: 0,
            queue_words: 0,
            searching: false,
            slot: 0,
            learned: None,
            layers: &[],
        };
        self.blocks(&view)?;
        if let Some(run) = self.controller.end() {
            self.events.controller(run)?;
        }
        if self.end > 0 {
            self.count(&view)?;
        }
        writeln!(self.events.out, "\n]}}")?;
        self.events.out.flush()?;
        Ok(self.events.out)
    }

    fn begin(&mut self, heading: &Heading) -> io::Result<()> {
        let events = &mut self.events;
        writeln!(
            events.out,
            "{{\"displayTimeUnit\":\"ns\",\"otherData\":{{\"version\":\"apical {}\",\"clock_mhz\":{}}},\
             \"traceEvents\":[",
            env!("CARGO_PKG_VERSION"),
            heading.clock.megahertz()
        )?;
        write!(
            events.out,
            "{{\"ph\":\"M\",\"pid\":1,\"tid\":0,\"ts\":0,\"name\":\"process_name\",\
             \"args\":{{\"name\":\"{}\"}}}}",
            escaped(&heading.title)
        )?;
        let layers = heading.layers;
        events.name(CONTROLLER, "controller")?;
        if heading.front_end {
            events.name(FRONT_END, "front end")?;
        }
        events.name(ENCODER, "encoder")?;
        for layer in 0..layers {
            events.name(LAYERS + layer, &format!("layer {}", layer + 1))?;
        }
        events.name(LAYERS + layers, "winner search")?;
        for layer in 0..layers {
            events.name(LAYERS + layers + 1 + layer, &format!("update layer {}", layer + 1))?;
        }
        Ok(())
    }

    fn show(&mut self, view: &CycleView<'_>) -> io::Result<()> {
        let key = (view.state, view.slot, view.learned);
        if let Some(run) = self.controller.step(view.cycle, Some(key), Tally::default()) {
            self.events.controller(run)?;
        }
        self.blocks(view)?;
        self.count(view)
    }

    /// All blocks but the controller, which is never idle.
    fn blocks(&mut self, view: &CycleView<'_>) -> io::Result<()> {
        let (cycle, none) = (view.cycle, Tally::default());
        let layer = |index: usize| view.layers.get(index).copied().unwrap_or_default();
        let state = view.front_end.state;
        let key = (state != FrontEndState::Idle).then(|| (state, layer(0).image));
        if let Some(run) = self.front_end.step(cycle, key, none) {
            let (state, image) = run.key;
            self.events.slice(FRONT_END, state.name(), &run, &argument("image", image))?;
        }
        let key = (view.encoder != EncoderState::Idle).then(|| (view.encoder, layer(0).image));
        if let Some(run) = self.encoder.step(cycle, key, none) {
            let (state, image) = run.key;
            let name = if state == EncoderState::Encode { named(image) } else { state.name().to_owned() };
            self.events.slice(ENCODER, &name, &run, &argument("image", image))?;
        }
        let count = self.layers.len();
        for (index, track) in self.layers.iter_mut().enumerate() {
            let view_of_layer = layer(index);
            let key =
                view_of_layer.image.filter(|_| view_of_layer.is_running()).map(|image| (image, view.slot));
            if let Some(run) = track.step(cycle, key, tally(&view_of_layer)) {
                self.events.layer(LAYERS + index, &run)?;
            }
        }
        let key = view.searching.then(|| layer(count.saturating_sub(1)).image);
        if let Some(run) = self.search.step(cycle, key, none) {
            self.events.slice(LAYERS + count, "search", &run, &argument("image", run.key))?;
        }
        for (index, track) in self.updates.iter_mut().enumerate() {
            let state = layer(index).update;
            let key = (state != UpdateState::Idle).then_some((state, view.learned));
            if let Some(run) = track.step(cycle, key, none) {
                let (state, image) = run.key;
                let tid = LAYERS + count + 1 + index;
                self.events.slice(tid, state.name(), &run, &argument("image", image))?;
            }
        }
        Ok(())
    }

    /// Counters that changed.
    fn count(&mut self, view: &CycleView<'_>) -> io::Result<()> {
        let events = |index: usize| view.layers.get(index).map_or(0, |layer| u64::from(layer.events));
        for (index, last) in self.counters.iter_mut().enumerate() {
            let value = if index == 0 { view.queue_words as u64 } else { events(index - 1) };
            if *last == Some(value) {
                continue;
            }
            *last = Some(value);
            let (name, unit) = match index {
                0 => ("event queue".to_owned(), "words"),
                layer => (format!("events a cycle, layer {layer}"), "events"),
            };
            self.events.counter(view.cycle, &name, unit, value)?;
        }
        Ok(())
    }
}

impl<W: Write> Observer for Perfetto<W> {
    fn cycle(&mut self, view: &CycleView<'_>) {
        if self.error.is_some() {
            return;
        }
        self.error = self.show(view).err();
        self.end = view.cycle + 1;
    }
}

fn tally(layer: &LayerView) -> Tally {
    Tally {
        events: layer.events.into(),
        starved: (layer.state == LayerState::Starved).into(),
        conflicts: layer.conflict.into(),
    }
}

fn named(image: Option<u64>) -> String {
    image.map_or_else(|| "image".to_owned(), |image| format!("image {image}"))
}

/// An argument of a slice, if there is a value.
fn argument(name: &str, value: Option<u64>) -> String {
    value.map_or_else(String::new, |value| format!(",\"{name}\":{value}"))
}

/// Events, as they are written.
struct Events<W> {
    out: W,
    clock: Hertz,
}

impl<W: Write> Events<W> {
    /// Names a track.
    fn name(&mut self, tid: usize, name: &str) -> io::Result<()> {
        write!(
            self.out,
            ",\n{{\"ph\":\"M\",\"pid\":1,\"tid\":{tid},\"ts\":0,\"name\":\"thread_name\",\
             \"args\":{{\"name\":\"{name}\"}}}},\n{{\"ph\":\"M\",\"pid\":1,\"tid\":{tid},\"ts\":0,\
             \"name\":\"thread_sort_index\",\"args\":{{\"sort_index\":{tid}}}}}"
        )
    }

    fn controller(&mut self, run: Run<(ControllerState, u64, Option<u64>)>) -> io::Result<()> {
        let (state, slot, learned) = run.key;
        let arguments = argument("slot", Some(slot)) + &argument("image", learned);
        self.slice(CONTROLLER, state.name(), &run, &arguments)
    }

    fn layer(&mut self, tid: usize, run: &Run<(u64, u64)>) -> io::Result<()> {
        let (image, slot) = run.key;
        let Tally { events, starved, conflicts } = run.tally;
        let arguments = format!(
            ",\"image\":{image},\"slot\":{slot},\"events\":{events},\"starved\":{starved},\
             \"conflicts\":{conflicts}"
        );
        self.slice(tid, &named(Some(image)), run, &arguments)
    }

    /// `arguments`: further ones, each after a comma.
    fn slice<K>(&mut self, tid: usize, name: &str, run: &Run<K>, arguments: &str) -> io::Result<()> {
        let (start, end) = (nanoseconds(run.start, self.clock), nanoseconds(run.end, self.clock));
        write!(
            self.out,
            ",\n{{\"ph\":\"X\",\"pid\":1,\"tid\":{tid},\"ts\":{},\"dur\":{},\"name\":\"{name}\",\
             \"args\":{{\"cycles\":{}{arguments}}}}}",
            microseconds(start),
            microseconds(end - start),
            run.end - run.start
        )
    }

    fn counter(&mut self, cycle: u64, name: &str, unit: &str, value: u64) -> io::Result<()> {
        write!(
            self.out,
            ",\n{{\"ph\":\"C\",\"pid\":1,\"tid\":0,\"ts\":{},\"name\":\"{name}\",\"args\":{{\"{unit}\":{value}}}}}",
            microseconds(nanoseconds(cycle, self.clock))
        )
    }
}

fn microseconds(nanoseconds: u64) -> String {
    format!("{}.{:03}", nanoseconds / 1000, nanoseconds % 1000)
}

/// Text inside a JSON string.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_stay_inside_their_string() {
        let title = "a\"b\\c\n\u{1}é";
        let parsed: String = serde_json::from_str(&format!("\"{}\"", escaped(title))).unwrap();
        assert_eq!(parsed, title);
    }
}
