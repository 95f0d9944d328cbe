//! Value change dumps (IEEE 1364), for GTKWave and other waveform viewers.

use std::io::{self, Write};

use super::Heading;
use super::signals::{self, Scope};
use super::time::TimeScale;
use crate::machine::trace::{CycleView, Observer};

/// Writes a waveform of every cycle that it is shown: a scope for each block, and a clock that rises where a cycle
/// begins. A signal has the value of a cycle from that edge to the next.
pub struct Vcd<W> {
    out: W,
    heading: Heading,
    scale: TimeScale,
    /// Current values, in the order of [`signals::scopes`]; empty before the first cycle.
    current: Vec<Option<u64>>,
    /// Those of the cycle under way.
    next: Vec<Option<u64>>,
    /// The first cycle that was not shown.
    end: u64,
    widths: Vec<u32>,
    error: Option<io::Error>,
}

impl<W: Write> Vcd<W> {
    /// Begins a file. That it cannot be written is told by [`finish`](Self::finish).
    pub fn new(out: W, heading: &Heading) -> Self {
        let scopes = signals::scopes(heading);
        let widths =
            scopes.iter().flat_map(|scope| scope.signals.iter().map(|signal| signal.width)).collect();
        let mut vcd = Self {
            out,
            heading: heading.clone(),
            scale: TimeScale::of(heading.clock),
            current: Vec::new(),
            next: Vec::new(),
            end: 0,
            widths,
            error: None,
        };
        vcd.error = vcd.begin(&heading.title, &scopes).err();
        vcd
    }

    /// Ends the last cycle, and gives back what was written to.
    ///
    /// # Errors
    /// The first one of writing, whenever it was.
    pub fn finish(mut self) -> io::Result<W> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if !self.current.is_empty() {
            writeln!(self.out, "#{}", self.scale.at(2 * self.end))?;
        }
        self.out.flush()?;
        Ok(self.out)
    }

    fn begin(&mut self, title: &str, scopes: &[Scope]) -> io::Result<()> {
        let out = &mut self.out;
        writeln!(out, "$comment {} $end", commented(title))?;
        writeln!(out, "$version apical {} $end", env!("CARGO_PKG_VERSION"))?;
        writeln!(out, "$timescale {} $end", self.scale.text())?;
        writeln!(out, "$scope module apical $end\n$var wire 1 {} clock $end", identifier(0))?;
        let mut index = 0;
        for scope in scopes {
            writeln!(out, "$scope module {} $end", scope.name)?;
            for signal in &scope.signals {
                index += 1;
                if let Some(meaning) = &signal.meaning {
                    writeln!(out, "$comment {}: {meaning} $end", signal.name)?;
                }
                let (width, identifier) = (signal.width, identifier(index));
                let range = if width > 1 { format!(" [{}:0]", width - 1) } else { String::new() };
                writeln!(out, "$var reg {width} {identifier} {}{range} $end", signal.name)?;
            }
            writeln!(out, "$upscope $end")?;
        }
        writeln!(out, "$upscope $end\n$enddefinitions $end")
    }

    fn change(&mut self, cycle: u64) -> io::Result<()> {
        writeln!(self.out, "#{}", self.scale.at(2 * cycle))?;
        let first = self.current.is_empty();
        if first {
            writeln!(self.out, "$dumpvars")?;
        }
        writeln!(self.out, "1{}", identifier(0))?;
        for (index, &value) in self.next.iter().enumerate() {
            if first || self.current[index] != value {
                write(&mut self.out, self.widths[index], value, index + 1)?;
            }
        }
        if first {
            writeln!(self.out, "$end")?;
        }
        writeln!(self.out, "#{}\n0{}", self.scale.at(2 * cycle + 1), identifier(0))
    }
}

impl<W: Write> Observer for Vcd<W> {
    fn cycle(&mut self, view: &CycleView<'_>) {
        if self.error.is_some() {
            return;
        }
        signals::values(view, &self.heading, &mut self.next);
        self.error = self.change(view.cycle).err();
        std::mem::swap(&mut self.current, &mut self.next);
        self.end = view.cycle + 1;
    }
}

fn write(out: &mut impl Write, width: u32, value: Option<u64>, index: usize) -> io::Result<()> {
    let identifier = identifier(index);
    match (width, value) {
        (1, Some(value)) => writeln!(out, "{value}{identifier}"),
        (1, None) => writeln!(out, "x{identifier}"),
        (_, Some(value)) => writeln!(out, "b{value:b} {identifier}"),
        (_, None) => writeln!(out, "bx {identifier}"),
    }
}

/// Short names of variables: numbers to the base of the 94 characters from `!` to `~`.
fn identifier(mut index: usize) -> String {
    let mut text = String::new();
    loop {
        text.push(char::from(b'!' + (index % 94) as u8));
        index /= 94;
        if index == 0 {
            return text;
        }
        index -= 1;
    }
}

/// A comment ends at a `$end`.
fn commented(text: &str) -> String {
    text.chars().map(|c| if c == '$' || c.is_control() { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_differ() {
        let mut all: Vec<String> = (0..20_000).map(identifier).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 20_000);
        assert!(all.iter().all(|text| text.bytes().all(|byte| byte.is_ascii_graphic())));
    }

    #[test]
    fn a_title_cannot_end_its_comment() {
        assert_eq!(commented("a $end\nb"), "a _end_b");
    }
}
