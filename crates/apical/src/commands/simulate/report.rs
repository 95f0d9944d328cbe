//! What `simulate` prints.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use apical_chip::design::Design;
use apical_chip::energy::{Block, Estimate, NOT_COUNTED};
use apical_chip::published::INFERENCE_ENERGY;
use apical_data::Part;
use apical_report::{Align, Table, percent, rate, thousands};
use serde::Serialize;

use super::Simulated;
use super::memories::MemoriesReport;
use super::shares::LayerShares;
use super::uncertainty::Uncertainty;
use crate::data;
use crate::output::{self, FORMAT_VERSION};

/// Below so many images the ends of a run show in its means.
const FEW: u64 = 100;

/// What `simulate --json` prints. Energies are modelled, per image.
#[derive(Serialize)]
pub(super) struct SimulationReport {
    format_version: u32,
    spec_version: u32,
    preset: String,
    technology: String,
    /// Null where memories are the technology's.
    memories: Option<MemoriesReport>,
    data: String,
    /// "train", "test" or "all".
    part: &'static str,
    #[serde(skip)]
    images_are: &'static str,
    learning: bool,
    images: u64,
    supply_v: f64,
    clock_mhz: f64,
    /// Share of the test images, after learning if there was any.
    accuracy: f64,
    cycles_per_image: f64,
    cycles_p50: u64,
    cycles_p99: u64,
    images_per_second: f64,
    /// Calibrated.
    energy_nj_per_image: f64,
    /// Bottom-up, low and high.
    energy_nj_bounds: [f64; 2],
    /// Calibrated, by block; the values sum to `energy_nj_per_image`.
    energy_nj_breakdown: BTreeMap<&'static str, f64>,
    /// Calibrated, by cause; the values sum to `energy_nj_per_image`.
    energy_nj_causes: BTreeMap<&'static str, f64>,
    memory_access_energy_nj: f64,
    /// Null in a technology whose memory energies have no bounds.
    calibration_factor: Option<f64>,
    power_mw: f64,
    power_mw_bounds: [f64; 2],
    area_mm2: f64,
    area_mm2_breakdown: BTreeMap<&'static str, f64>,
    images_per_second_per_mm2: f64,
    energy_area_nj_mm2: f64,
    /// Share of the learned images that changed synapses; null without learning.
    update_rate: Option<f64>,
    /// In order; shares of all cycles.
    layers: Vec<LayerShares>,
    counters: BTreeMap<&'static str, u64>,
    layer_counters: Vec<BTreeMap<&'static str, u64>>,
    not_counted: &'static str,
    /// Intervals; null without draws, or where the technology has no ranges.
    uncertainty: Option<Uncertainty>,
}

fn nanojoules(energy: Estimate) -> [f64; 3] {
    [energy.calibrated, energy.low, energy.high].map(|energy| energy.nanojoules())
}

impl SimulationReport {
    pub(super) fn new(
        design: &Design,
        simulated: &Simulated,
        (data, part): (String, Part),
        learning: bool,
        uncertainty: Option<Uncertainty>,
    ) -> Self {
        let run = &simulated.run;
        let [calibrated, low, high] = nanojoules(simulated.energy.total());
        let rate = simulated.images_per_second();
        // Over the whole run, with the slots in which the pipeline fills and empties. nJ x MHz = mW.
        let cycles_of_image = run.counters.cycles().max(1) as f64 / run.images.max(1) as f64;
        let power = |nanojoules: f64| nanojoules * simulated.point.clock.megahertz() / cycles_of_image;
        let area = simulated.area.total().value();
        let energy = &simulated.energy;
        Self {
            format_version: FORMAT_VERSION,
            spec_version: simulated.specification,
            preset: design.preset().name.clone(),
            technology: design.technology().name.clone(),
            memories: MemoriesReport::of(design),
            data,
            part: data::part_name(part),
            images_are: data::of_part(part),
            learning,
            images: run.images,
            supply_v: simulated.point.supply.value(),
            clock_mhz: simulated.point.clock.megahertz(),
            accuracy: simulated.accuracy(),
            cycles_per_image: run.cycles_per_image(),
            cycles_p50: run.percentile(0.5),
            cycles_p99: run.percentile(0.99),
            images_per_second: rate,
            energy_nj_per_image: calibrated,
            energy_nj_bounds: [low, high],
            energy_nj_breakdown: energy
                .by_block()
                .iter()
                .map(|(b, e)| (b.name(), nanojoules(*e)[0]))
                .collect(),
            energy_nj_causes: energy.by_cause().iter().map(|(c, e)| (c.name(), nanojoules(*e)[0])).collect(),
            memory_access_energy_nj: nanojoules(energy.memory())[0],
            calibration_factor: design.process().calibration().map(|found| found.factor),
            power_mw: power(calibrated),
            power_mw_bounds: [power(low), power(high)],
            area_mm2: area,
            area_mm2_breakdown: simulated.area.blocks.iter().map(|(b, a)| (b.name(), a.value())).collect(),
            images_per_second_per_mm2: rate / area,
            energy_area_nj_mm2: calibrated * area,
            update_rate: simulated.update_rate,
            layers: LayerShares::all(&run.counters),
            counters: run.counters.shared.entries().into_iter().collect(),
            layer_counters: run.counters.layers.iter().map(|l| l.entries().into_iter().collect()).collect(),
            not_counted: NOT_COUNTED,
            uncertainty,
        }
    }

    pub(super) fn text(&self, simulated: &Simulated) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.summary(&mut text);
        let _ =
            write!(text, "\n{}\n{}\n{}", self.blocks(simulated), self.causes(simulated), self.layer_table());
        text.push_str(LAYER_LEGEND);
        let fitted = match (self.calibration_factor, &self.memories) {
            (_, Some(memories)) => memories.fitted(),
            (Some(factor), None) => format!(
                "Calibrated: memory\nenergy times {factor:.2}, fitted once to the published {INFERENCE_ENERGY} of park2019; low and \
                 high are bounds without\nany fit."
            ),
            (None, None) => "Nothing is\nfitted: memories are macros of a library with one energy each, so that calibrated, low \
                     and high are the\nsame."
                .to_owned(),
        };
        let _ = writeln!(
            text,
            "\nAccuracy and updates are measured; cycles, energies and areas are modelled, in {}. {fitted} {}.",
            self.technology,
            output::capitalised(self.not_counted)
        );
        text.push_str(&self.uncertainty.as_ref().map(Uncertainty::legend).unwrap_or_default());
        text
    }

    fn summary(&self, text: &mut String) -> std::fmt::Result {
        let work = if self.learning { "learned" } else { "classified" };
        writeln!(
            text,
            "{} at {:.2} V and {:.2} MHz: {} {} of {} {work}",
            self.preset,
            self.supply_v,
            self.clock_mhz,
            thousands(self.images),
            self.images_are,
            self.data
        )?;
        let whose = if self.learning { " of the test images, after learning" } else { "" };
        writeln!(text, "\naccuracy  {}{whose}", percent(self.accuracy, 2))?;
        if let Some(rate) = self.update_rate {
            writeln!(text, "updates   {} of the images", percent(rate, 2))?;
        }
        writeln!(
            text,
            "cycles    {:.1} an image (half within {}, 99 % within {}): {} images/s",
            self.cycles_per_image,
            self.cycles_p50,
            self.cycles_p99,
            rate(self.images_per_second)
        )?;
        let interval = |of: fn(&Uncertainty) -> String| self.uncertainty.as_ref().map(of).unwrap_or_default();
        text.push_str(&interval(|found| found.ratio_line()));
        writeln!(
            text,
            "energy    {}{:.2} nJ an image calibrated, {:.2} nJ of it memory accesses; bounds {:.2} to {:.2} nJ",
            interval(|found| format!("{} nJ an image\n          ", found.machine.energy_nj.shown())),
            self.energy_nj_per_image,
            self.memory_access_energy_nj,
            self.energy_nj_bounds[0],
            self.energy_nj_bounds[1]
        )?;
        if self.images < FEW {
            writeln!(
                text,
                "          few images: the mean leaves out the slots in which the pipeline empties, energy does not"
            )?;
        }
        writeln!(
            text,
            "power     {}{:.2} mW calibrated; bounds {:.2} to {:.2} mW",
            interval(|found| format!("{} mW; ", found.machine.power_mw.shown())),
            self.power_mw,
            self.power_mw_bounds[0],
            self.power_mw_bounds[1]
        )?;
        writeln!(
            text,
            "area      {}{:.2} mm² from its tables: {} images/s/mm², {:.1} nJ mm²",
            interval(|found| format!("{} mm²; ", found.machine.area_mm2.shown())),
            self.area_mm2,
            rate(self.images_per_second_per_mm2),
            self.energy_area_nj_mm2
        )?;
        let memories = self.memories.as_ref();
        text.push_str(&memories.map(MemoriesReport::lines).unwrap_or_default());
        Ok(())
    }

    fn blocks(&self, simulated: &Simulated) -> Table {
        let mut table = energy_table("by block", true);
        let energies = simulated.energy.by_block();
        for block in Block::ALL {
            let energy = energies.iter().find(|(spender, _)| *spender == block).map(|(_, energy)| *energy);
            let area = self.area_mm2_breakdown.get(block.name()).map(|area| format!("{area:.3}"));
            // Blocks that only take up area are shown too: columns sum to their totals.
            if energy.is_some() || area.is_some() {
                let energy = energy.unwrap_or_default();
                let row =
                    energy_row(block.name(), energy, self.energy_nj_per_image, area.unwrap_or_default());
                table.row(row);
            }
        }
        let total = simulated.energy.total();
        table.row(energy_row("total", total, self.energy_nj_per_image, format!("{:.3}", self.area_mm2)));
        table
    }

    fn causes(&self, simulated: &Simulated) -> Table {
        let mut table = energy_table("by cause", false);
        for (cause, energy) in simulated.energy.by_cause() {
            let row = energy_row(cause.name(), energy, self.energy_nj_per_image, String::new());
            table.row(row.into_iter().take(5));
        }
        table
    }

    fn layer_table(&self) -> Table {
        let mut table = Table::new(&[
            ("share of cycles", Align::Left),
            ("busy", Align::Right),
            ("conflicts", Align::Right),
            ("starved", Align::Right),
            ("closing", Align::Right),
            ("waiting", Align::Right),
            ("updating", Align::Right),
            ("other", Align::Right),
        ]);
        for (index, layer) in self.layers.iter().enumerate() {
            let shares = [
                layer.utilisation,
                layer.bank_conflicts,
                layer.starved,
                layer.closing,
                layer.waiting,
                layer.update,
                layer.other,
            ];
            let name = format!("layer {}", index + 1);
            table.row(std::iter::once(name).chain(shares.map(|share| percent(share, 1))));
        }
        table
    }
}

/// What the columns of the layers' table mean.
const LAYER_LEGEND: &str = "\
busy: takes in events; conflicts: of that, while an event waits for its bank beside an idle one; starved: waits for
the encoder; closing: adds what was read last; waiting: done, or without an image; updating: synapses change;
other: hand-over, broadcast, updates of other layers
";

fn energy_table(first: &str, with_area: bool) -> Table {
    let mut columns = vec![
        (first, Align::Left),
        ("nJ an image, calibrated", Align::Right),
        ("share", Align::Right),
        ("low", Align::Right),
        ("high", Align::Right),
    ];
    if with_area {
        columns.push(("mm²", Align::Right));
    }
    Table::new(&columns)
}

fn energy_row(name: &str, energy: Estimate, total: f64, area: String) -> [String; 6] {
    let [calibrated, low, high] = nanojoules(energy);
    let number = |value: f64| format!("{value:.3}");
    let share = percent(if total > 0.0 { calibrated / total } else { 0.0 }, 1);
    [name.to_owned(), number(calibrated), share, number(low), number(high), area]
}
