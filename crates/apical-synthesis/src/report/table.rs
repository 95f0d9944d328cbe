//! A report for people.

use std::fmt::{Display, Formatter, Result};

use super::{Learning, PartEnergy, Split, SynthesisReport};

/// 12,345.
fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if value < 0.0 { format!("-{out}") } else { out }
}

fn nano(joules: f64) -> f64 {
    joules * 1e9
}

impl Display for SynthesisReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let conditions = &self.conditions;
        writeln!(f, "{}: synthesised, {}", self.configuration, conditions.process)?;
        writeln!(
            f,
            "{} V, {} C, {}; leakage at {} MHz; wires: model {}; clock gates: {}",
            conditions.supply,
            conditions.temperature,
            conditions.corner,
            conditions.clock_megahertz,
            conditions.wires,
            if conditions.clock_gates { "yes" } else { "no" }
        )?;
        self.areas(f)?;
        if let Some(timing) = &self.timing {
            writeln!(f, "\nlongest path: {:.2} ns, {:.1} MHz", timing.longest.nanoseconds, timing.megahertz)?;
            writeln!(f, "  from {} to {}", timing.longest.start, timing.longest.end)?;
            for (clock, slack) in &timing.slack {
                writeln!(f, "  slack at {clock} MHz: {slack:.2} ns")?;
            }
        }
        if self.power.is_some() { self.energies(f) } else { Ok(()) }
    }
}

impl SynthesisReport {
    fn areas(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(
            f,
            "\n{:<24} {:>9} {:>9} {:>10} {:>11} {:>12} {:>10} {:>9}",
            "module", "instances", "cells", "flip-flops", "clock gates", "um2", "gates", "um2/lane"
        )?;
        for block in self.area.modules.iter().chain([&self.area.logic]) {
            writeln!(
                f,
                "{:<24} {:>9} {:>9} {:>10} {:>11} {:>12} {:>10} {:>9}",
                block.module,
                grouped(block.instances as f64),
                grouped(block.cells as f64),
                grouped(block.flip_flops as f64),
                grouped(block.clock_gates as f64),
                grouped(block.square_micrometres),
                grouped(block.gate_equivalents),
                block.lane.map(grouped).unwrap_or_default()
            )?;
        }
        writeln!(
            f,
            "(a gate is the smallest NAND2, {} um2; {} of the cells are buffers of nets with many sinks)",
            self.conditions.gate_equivalent,
            grouped(self.buffers as f64)
        )?;
        writeln!(f, "\n{:<14} {:>5} {:>12} {:>6}  made of", "memory", "count", "um2", "used")?;
        for memory in &self.area.memories {
            let made = if memory.macros.is_empty() {
                format!("flip-flops, about {} um2 each (among the cells)", grouped(memory.as_flip_flops))
            } else {
                format!(
                    "{}; flip-flops: about {} um2 each",
                    memory.macros.join(" + "),
                    grouped(memory.as_flip_flops)
                )
            };
            writeln!(
                f,
                "{:<14} {:>5} {:>12} {:>5.0}%  {made}",
                format!("{} x {}", memory.words, memory.bits),
                memory.count,
                grouped(memory.square_micrometres),
                100.0 * memory.used
            )?;
        }
        let (logic, macros) = (self.area.logic.square_micrometres, self.area.macros_square_micrometres);
        writeln!(
            f,
            "\ncells {:.3} mm2, macros {:.3} mm2, together {:.3} mm2 (no wiring space, pads, clock tree)",
            logic * 1e-6,
            macros * 1e-6,
            (logic + macros) * 1e-6
        )
    }

    fn energies(&self, f: &mut Formatter<'_>) -> Result {
        let Some(power) = &self.power else { return Ok(()) };
        writeln!(
            f,
            "\nenergy, from gate-level activity ({}; {} answers equal to the definition's), nJ an image",
            power.images, power.compared
        )?;
        if let Some(nets) = power.verilator_nets {
            writeln!(f, "(in Verilator's SAIF all {} nets of all parts did the same)", grouped(nets as f64))?;
        }
        for phase in &power.phases {
            let (name, learned) = (phase.name.replace('_', " "), grouped(phase.learned as f64));
            writeln!(f, "\n{name}: {learned} images learned before")?;
            writeln!(
                f,
                "{:<36} {:>6} {:>7} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
                "", "images", "cycles", "updates", "logic", "clock", "memory", "leak", "total", "mW"
            )?;
            for part in &phase.parts {
                row(f, part, &part.name, &part.image)?;
                row(f, part, "  without clock gates", &part.image_ungated)?;
                if let Some(modelled) = &part.modelled {
                    let of_model =
                        PartEnergy { cycles: modelled.cycles, updates: modelled.updates, ..part.clone() };
                    row(f, &of_model, "  by the cycle model", &modelled.image)?;
                }
                writeln!(
                    f,
                    "  of logic: wires {:.3}, buffers {:.3}; of memory: pins {:.3}",
                    nano(part.logic.wires) / part.images.max(1) as f64,
                    nano(part.logic.buffers) / part.images.max(1) as f64,
                    nano(part.logic.memory_pins) / part.images.max(1) as f64
                )?;
            }
            learning(f, &phase.learning)?;
            if let Some(modelled) = &phase.learning_modelled {
                writeln!(f, "by the cycle model:")?;
                learning(f, modelled)?;
            }
        }
        if let Some(overhead) = power.overhead {
            writeln!(
                f,
                "\nlearning over inference, combined: {:+.1} % at the {:.2} % of images with updates of all {} epochs",
                100.0 * overhead,
                100.0 * power.update_rate,
                power.epochs
            )?;
        }
        if let Some(overhead) = power.overhead_modelled {
            writeln!(f, "by the cycle model: {:+.1} %", 100.0 * overhead)?;
        }
        let parts = power.phases.iter().flat_map(|phase| &phase.parts);
        for part in parts.filter(|part| !part.name.ends_with("without_updates")) {
            modules(f, part)?;
        }
        Ok(())
    }
}

fn learning(f: &mut Formatter<'_>, learning: &Learning) -> Result {
    writeln!(
        f,
        "inference {:.2} nJ; learning without update {:.2} nJ ({:+.1} %)",
        nano(learning.inference),
        nano(learning.without_update),
        100.0 * (learning.without_update / learning.inference - 1.0)
    )?;
    if let (Some(update), Some(cycles)) = (learning.update, learning.update_cycles) {
        writeln!(f, "an update {:.2} nJ and {cycles:.1} cycles, mean of {}", nano(update), learning.updates)?;
    }
    if let Some(overhead) = learning.overhead_simulated {
        writeln!(f, "learning over inference, simulated: {:+.1} %", 100.0 * overhead)?;
    }
    if let Some(overhead) = learning.overhead_at_rate {
        writeln!(
            f,
            "learning over inference, combined: {:+.1} % at the {:.2} % of images with updates of this epoch",
            100.0 * overhead,
            100.0 * learning.update_rate
        )?;
    }
    Ok(())
}

fn row(f: &mut Formatter<'_>, part: &PartEnergy, name: &str, split: &Split) -> Result {
    let each = |value: f64| value / part.images.max(1) as f64;
    writeln!(
        f,
        "{name:<36} {:>6} {:>7.1} {:>7} {:>8.3} {:>8.3} {:>8.3} {:>8.3} {:>8.3} {:>8.3}",
        part.images,
        each(part.cycles as f64),
        part.updates,
        nano(split.logic),
        nano(split.clock),
        nano(split.memories),
        nano(split.leakage_logic + split.leakage_memories),
        nano(split.total()),
        1e3 * part.watts * split.total() / part.image.total()
    )
}

fn modules(f: &mut Formatter<'_>, part: &PartEnergy) -> Result {
    let each = |joules: f64| joules * 1e12 / part.images.max(1) as f64;
    writeln!(
        f,
        "\n{:<24} {:>10} {:>10} {:>10} {:>12}   ({}, pJ an image)",
        "module", "logic", "clock", "memory pins", "leakage nW", part.name
    )?;
    let mut blocks: Vec<_> = part.modules.iter().collect();
    blocks.sort_by(|a, b| (b.1.logic() + b.1.clock()).total_cmp(&(a.1.logic() + a.1.clock())));
    for (name, block) in blocks {
        if block.logic() + block.clock() + block.memory_pins + block.leakage > 0.0 {
            writeln!(
                f,
                "{name:<24} {:>10.1} {:>10.1} {:>10.1} {:>12.1}",
                each(block.logic()),
                each(block.clock()),
                each(block.memory_pins),
                block.leakage * 1e9
            )?;
        }
    }
    for memory in &part.memories {
        writeln!(
            f,
            "{:<24} {:>4} of {} x {}: {:.2} reads of {:.2} pJ, {:.2} writes of {:.2} pJ an image: {:.1} pJ; leakage {:.1} uW",
            memory.owner,
            memory.count,
            memory.words,
            memory.bits,
            memory.reads / part.images.max(1) as f64,
            memory.read * 1e12,
            memory.writes / part.images.max(1) as f64,
            memory.write * 1e12,
            each(memory.accesses()),
            memory.leakage * 1e6
        )?;
    }
    Ok(())
}
