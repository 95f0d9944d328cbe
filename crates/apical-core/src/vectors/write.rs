//! Writes a vector as text.

use alloc::string::String;
use core::fmt::{Display, Write};

use super::FORMAT_VERSION;
use super::memory::all_rows;
use super::model::{Departure, Inference, MemoryRow, Step, Vector};
use crate::random::RandomState;
use crate::{Network, Order, SPECIFICATION_VERSION, State};

/// Appends records to a text.
struct Writer(String);

impl Vector {
    /// The vector as text. [`parse`](super::parse) reads it back.
    #[must_use]
    pub fn write(&self) -> String {
        let mut writer = Writer(String::new());
        writer.header(self);
        writer.memories(&self.start.network);
        writer.feedback(&self.start);
        writer.random(&self.start.random);
        writer.record("steps", &[self.steps.len()]);
        let mut last = self.start.clone();
        for (number, step) in self.steps.iter().enumerate() {
            writer.step(number, step);
            last.random = step.random;
            for row in &step.rows {
                // A row that the network does not have is written where it stands, and refused by whoever reads it.
                let _ = super::memory::put_row(&mut last.network, row);
            }
        }
        writer.record("inferences", &[self.inferences.len()]);
        for (number, inference) in self.inferences.iter().enumerate() {
            writer.inference(number, inference);
        }
        writer.record("final", &[1]);
        writer.memories(&last.network);
        writer.random(&last.random);
        writer.record::<u8>("done", &[]);
        writer.0
    }
}

impl Writer {
    /// A keyword and fields.
    fn record<T: Display>(&mut self, keyword: &str, fields: &[T]) {
        self.0.push_str(keyword);
        self.fields(fields);
        self.0.push('\n');
    }

    fn fields<T: Display>(&mut self, fields: &[T]) {
        for field in fields {
            // Writing to a string cannot fail.
            let _ = write!(self.0, " {field}");
        }
    }

    /// A keyword, indices, the length of a list, and the list.
    fn list<T: Display>(&mut self, keyword: &str, indices: &[usize], list: impl ExactSizeIterator<Item = T>) {
        self.0.push_str(keyword);
        self.fields(indices);
        self.fields(&[list.len()]);
        for element in list {
            self.fields(&[element]);
        }
        self.0.push('\n');
    }

    fn bits(&mut self, keyword: &str, indices: &[usize], bits: &[bool]) {
        self.list(keyword, indices, bits.iter().map(|&bit| u8::from(bit)));
    }

    fn header(&mut self, vector: &Vector) {
        let config = &vector.start.config;
        self.record("apical_vectors", &[FORMAT_VERSION]);
        self.record("specification", &[config.specification_version()]);
        self.record("name", &[&vector.name]);
        self.record("seed", &[format_args!("{:016x}", vector.seed)]);
        self.record("prepared", &[u8::from(vector.prepared)]);
        if config.specification_version() != SPECIFICATION_VERSION {
            self.record("front_end", &[&config.front_end]);
        }
        self.list("layers", &[], config.layers.iter());
        self.record("format", &[config.format.weight_bits(), config.format.accumulator_bits()]);
        self.record("pipelined", &[u8::from(config.order == Order::Pipelined)]);
        self.list("window", &[], config.window.iter());
        self.record("margin_bits", &[config.margin_bits]);
        self.record("drop_shift", &[config.drop_shift]);
        self.record("initial_range", &[config.initial_range]);
        self.record("feedback_sharing", &[config.feedback_sharing]);
    }

    fn memories(&mut self, network: &Network) {
        self.rows(&all_rows(network));
    }

    fn rows(&mut self, rows: &[MemoryRow]) {
        self.record("rows", &[rows.len()]);
        for row in rows {
            self.list(row.bank.keyword(), &[row.layer, row.input], row.values.iter());
        }
    }

    fn feedback(&mut self, state: &State) {
        let classes = state.config.classes();
        for (index, signs) in state.network.feedback.iter().enumerate() {
            for (neuron, signs) in signs.positive.chunks_exact(classes.max(1)).enumerate() {
                self.bits("feedback", &[index + 1, neuron], signs);
            }
        }
    }

    fn random(&mut self, random: &RandomState) {
        // One number to a lane, lane 0 first.
        self.0.push_str("lanes");
        self.fields(&[random.lanes.len()]);
        for lane in random.lanes {
            self.fields(&[format_args!("{lane:08x}")]);
        }
        self.0.push('\n');
        self.record("control", &[format_args!("{:08x}", random.control)]);
    }

    fn step(&mut self, number: usize, step: &Step) {
        self.record(if step.entry.is_some() { "learn" } else { "drain" }, &[number]);
        self.record("rate", &[step.rate.value()]);
        if let Some(entry) = &step.entry {
            self.list("pixels", &[], entry.pixels.iter());
            self.record("label", &[entry.label]);
            self.bits("spikes", &[0], &entry.spikes);
        }
        self.random(&step.random);
        self.record("leaves", &[u8::from(step.departure.is_some())]);
        if let Some(departure) = &step.departure {
            self.departure(departure);
        }
        self.rows(&step.rows);
    }

    fn departure(&mut self, departure: &Departure) {
        let outcome = &departure.outcome;
        self.record("image", &[departure.image]);
        self.record("label", &[outcome.label]);
        for (index, potentials) in departure.potentials.iter().enumerate() {
            self.list("potentials", &[index + 1], potentials.iter());
            if let Some(spikes) = departure.spikes.get(index) {
                self.bits("spikes", &[index + 1], spikes);
            }
            if let Some(window) = departure.windows.get(index) {
                self.bits("window_bits", &[index + 1], window);
            }
        }
        self.record("margin", &[outcome.margin]);
        self.record("winner", &[outcome.winner]);
        self.record("correct", &[u8::from(outcome.correct)]);
        self.record("step", &[outcome.step]);
        for (index, deltas) in departure.deltas.iter().enumerate() {
            self.list("deltas", &[index + 1], deltas.iter());
        }
    }

    fn inference(&mut self, number: usize, inference: &Inference) {
        self.record("infer", &[number]);
        self.list("pixels", &[], inference.pixels.iter());
        self.bits("spikes", &[0], &inference.activity.input);
        for (index, layer) in inference.activity.layers.iter().enumerate() {
            self.list("potentials", &[index + 1], layer.potentials.iter());
            self.bits("spikes", &[index + 1], &layer.spikes);
        }
        self.record("winner", &[inference.activity.winner]);
    }
}
