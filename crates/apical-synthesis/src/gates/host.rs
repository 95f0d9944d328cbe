//! The host of a netlist: register writes, streams of images, recordings. `bench/main.cpp` does the same for Verilator.

use std::collections::VecDeque;

use super::{Counts, Gates};
use crate::SynthesisError;
use crate::simulation::{Answer, Image};

/// Most cycles that anything may take.
const PATIENCE: usize = 200_000;

/// What the host is told.
pub(crate) enum Command<'a> {
    /// A register's byte address, and what is written.
    Write(u32, u32),
    /// Images as one stream, of which all but so many at both ends are recorded.
    Stream(&'a [Image], usize),
    /// Writes the register at 4, and waits for the results of all images so far.
    Drain(u32),
    /// A register that must be 0.
    Zero(u32),
}

/// What came of a stream.
pub(crate) struct Streamed {
    pub(crate) counts: Counts,
    pub(crate) cycles: u64,
    pub(crate) updates: u64,
    pub(crate) results: Vec<Answer>,
}

struct Host<'g, 'f> {
    gates: &'g mut Gates<'f>,
    group: usize,
    waiting: VecDeque<Image>,
    pixels: Vec<u8>,
    taken_pixels: usize,
    taken_images: usize,
    updates: u64,
    results: Vec<Answer>,
    cycle: u64,
}

fn stuck(what: &str) -> SynthesisError {
    SynthesisError::differs("the simulation", what)
}

impl Host<'_, '_> {
    fn set_streams(&mut self) {
        let label = self.waiting.front().map_or(0, |image| image.label);
        self.gates.drive_number("image_valid", u64::from(!self.waiting.is_empty()));
        self.gates.drive_number("image_label", label.into());
        self.gates.drive_number("pixel_valid", u64::from(self.taken_pixels < self.pixels.len()));
        let left = self.pixels.len().saturating_sub(self.taken_pixels);
        self.gates.drive_number("pixel_last", u64::from(left > 0 && left <= self.group));
        let group = (0..8 * self.group).map(|bit| {
            let pixel = self.pixels.get(self.taken_pixels + bit / 8).copied().unwrap_or(0);
            pixel >> (bit % 8) & 1 == 1
        });
        let group: Vec<bool> = group.collect();
        self.gates.drive("pixels", &group);
    }

    fn tick(&mut self) {
        let gates = &mut *self.gates;
        let idle = gates.number("reset") == 1;
        let both =
            |gates: &Gates<'_>, a: &str, b: &str| !idle && gates.number(a) == 1 && gates.number(b) == 1;
        let image = both(gates, "image_valid", "image_ready");
        let group = both(gates, "pixel_valid", "pixel_ready");
        if !idle && gates.number("result_valid") == 1 {
            let answer = Answer {
                winner: gates.number("result_winner") as u8,
                step: gates.number("result_step") as u8,
            };
            self.updates += u64::from(answer.step != 0);
            self.results.push(answer);
        }
        gates.rise();
        if group {
            self.taken_pixels += self.group;
        }
        if image && let Some(next) = self.waiting.pop_front() {
            self.pixels = next.pixels;
            self.taken_pixels = 0;
            self.taken_images += 1;
        }
        self.set_streams();
        self.gates.note(true);
        self.gates.fall();
        self.gates.note(false);
        self.cycle += 1;
    }

    fn access(&mut self, write: bool, address: u32, data: u32) -> Result<u32, SynthesisError> {
        self.gates.drive_number("bus_write", u64::from(write));
        self.gates.drive_number("bus_address", address.into());
        self.gates.drive_number("bus_data_in", data.into());
        self.gates.drive_number("bus_strobe", 1);
        self.gates.drive_number("bus_cycle", 1);
        // What is open to the next edge is decided while the clock is low.
        self.gates.fall();
        for _ in 0..1000 {
            self.tick();
            if self.gates.number("bus_acknowledge") == 1 {
                let answer = self.gates.number("bus_data_out") as u32;
                self.gates.drive_number("bus_strobe", 0);
                self.gates.drive_number("bus_cycle", 0);
                self.gates.fall();
                self.tick();
                return Ok(answer);
            }
        }
        Err(stuck("the bus does not answer"))
    }

    fn stream(&mut self, images: &[Image], around: usize) -> Result<(Counts, u64, u64), SynthesisError> {
        let begin = self.taken_images + around;
        let end = self.taken_images + images.len().saturating_sub(around);
        self.waiting.extend(images.iter().cloned());
        self.set_streams();
        self.gates.fall();
        let (mut first, mut found) = (None, None);
        for _ in 0..PATIENCE {
            if self.waiting.is_empty() && self.taken_pixels >= self.pixels.len() {
                return found.ok_or_else(|| stuck("too few images to record any"));
            }
            if first.is_none() && self.taken_images == begin {
                first = Some((self.cycle, self.updates));
                self.gates.begin();
            }
            if let Some((cycle, updates)) = first
                && found.is_none()
                && self.taken_images == end
            {
                let counts = self.gates.end().ok_or_else(|| stuck("nothing was recorded"))?;
                found = Some((counts, self.cycle - cycle, self.updates - updates));
            }
            self.tick();
        }
        Err(stuck("images are not taken"))
    }

    fn drain(&mut self, value: u32, expected: usize) -> Result<Vec<Answer>, SynthesisError> {
        self.access(true, 4, value)?;
        for _ in 0..PATIENCE {
            if self.results.len() >= expected {
                for _ in 0..16 {
                    self.tick();
                }
                return Ok(std::mem::take(&mut self.results));
            }
            self.tick();
        }
        Err(stuck("results do not come"))
    }
}

/// Resets and does what it is told. `group`: pixels a cycle.
pub(crate) fn run(
    gates: &mut Gates<'_>,
    group: usize,
    commands: &[Command<'_>],
) -> Result<Vec<Streamed>, SynthesisError> {
    gates.drive_number("result_ready", 1);
    gates.drive_number("reset", 1);
    gates.fall();
    let mut host = Host {
        gates,
        group,
        waiting: VecDeque::new(),
        pixels: Vec::new(),
        taken_pixels: 0,
        taken_images: 0,
        updates: 0,
        results: Vec::new(),
        cycle: 0,
    };
    host.tick();
    host.tick();
    host.gates.drive_number("reset", 0);
    host.gates.fall();
    let mut streams = Vec::new();
    let mut pending = None;
    for command in commands {
        match command {
            Command::Write(address, data) => {
                host.access(true, *address, *data)?;
            }
            Command::Zero(address) => {
                let value = host.access(false, *address, 0)?;
                if value != 0 {
                    return Err(stuck(&format!("register {address:#x} is {value:#x} instead of 0")));
                }
            }
            Command::Stream(images, around) => pending = Some((host.stream(images, *around)?, images.len())),
            Command::Drain(value) => {
                let Some(((counts, cycles, updates), images)) = pending.take() else { continue };
                let results = host.drain(*value, images)?;
                streams.push(Streamed { counts, cycles, updates, results });
            }
        }
    }
    Ok(streams)
}
