//! Memories of a file of one's own, as `simulate` reports them.

use apical_chip::design::Design;
use apical_chip::technology::{Memories, OwnMemories};
use serde::Serialize;

/// Why there are no intervals.
const NO_INTERVALS: &str = "ranges are known of a technology's own memories, not of those of a file";

/// What the processor's memories are priced from.
#[derive(Debug, Clone, Serialize)]
pub(super) struct MemoriesReport {
    file: String,
    form: String,
    sizes: usize,
    node_nm: u32,
    supply_v: f64,
    /// Null if the file does not say it.
    corner: Option<String>,
    /// Null if the file does not say it.
    temperature_c: Option<f64>,
    sha256: String,
    /// What was done to bring its figures to the node and the supply of the processor.
    adapted: Vec<String>,
    /// Why `uncertainty` is null.
    no_intervals: &'static str,
}

impl MemoriesReport {
    /// `None` where the memories are the technology's.
    pub(super) fn of(design: &Design) -> Option<Self> {
        let Memories::Own(own) = &design.technology().memories else { return None };
        Some(Self::new(own, design))
    }

    fn new(own: &OwnMemories, design: &Design) -> Self {
        let (file, conditions) = (own.file(), own.file().conditions());
        Self {
            file: file.name().to_owned(),
            form: file.form().to_string(),
            sizes: file.macros().len(),
            node_nm: conditions.node.nanometres(),
            supply_v: conditions.supply.value(),
            corner: conditions.corner.clone(),
            temperature_c: conditions.temperature,
            sha256: file.sha256().to_owned(),
            adapted: own.adaptations(design.technology(), design.point().supply),
            no_intervals: NO_INTERVALS,
        }
    }

    /// Lines of the summary.
    pub(super) fn lines(&self) -> String {
        let corner = self.corner.as_deref().unwrap_or("corner not stated");
        let temperature = self.temperature_c.map_or(String::new(), |degrees| format!(", {degrees} °C"));
        let sizes = if self.sizes == 1 { "1 size".to_owned() } else { format!("{} sizes", self.sizes) };
        let mut text = format!(
            "memories  {} ({}, {sizes}, {corner}, {} nm, {} V{temperature})\n          SHA-256 {}\n",
            self.file, self.form, self.node_nm, self.supply_v, self.sha256
        );
        for adaptation in &self.adapted {
            text += &format!("          adapted: {adaptation}\n");
        }
        text
    }

    /// The same for the end of the text.
    pub(super) fn fitted(&self) -> String {
        format!(
            "Nothing is\nfitted: memories are those of {} with one energy each, so that calibrated, low and high are the same.\n\
             No intervals: {NO_INTERVALS}.",
            self.file
        )
    }
}
