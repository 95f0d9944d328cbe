//! What the tools say of the netlist.

/// Cells of the netlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Synthesis {
    /// Tables of four inputs.
    pub(super) luts: u64,
    /// Carry cells, two tables each.
    pub(super) carries: u64,
    pub(super) flip_flops: u64,
    /// Block RAMs of 18 kbit.
    pub(super) block_rams: u64,
    /// RAMs of 16 x 4 bits, made of tables.
    pub(super) table_rams: u64,
    pub(super) multipliers: u64,
}

/// Cells by `stat` of Yosys, of the last table in it: of all modules together.
pub(super) fn synthesis(text: &str) -> Result<Synthesis, String> {
    let last = text.rfind("=== ").ok_or("stat of Yosys has no table")?;
    // Columns come in another order in newer versions, and areas may stand between.
    let count = |cell: &str| {
        let line = text[last..].lines().find(|line| line.split_whitespace().any(|word| word == cell));
        let mut words = line.unwrap_or_default().split_whitespace();
        words.find_map(|word| word.parse().ok()).unwrap_or(0)
    };
    Ok(Synthesis {
        luts: count("LUT4"),
        carries: count("CCU2C"),
        flip_flops: count("TRELLIS_FF"),
        block_rams: count("DP16KD"),
        table_rams: count("TRELLIS_DPR16X4"),
        multipliers: count("MULT18X18D"),
    })
}

/// What of the device is used.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Placement {
    /// Used, and there: tables, those of carries and small RAMs too.
    pub(super) luts: [u64; 2],
    pub(super) flip_flops: [u64; 2],
    pub(super) block_rams: [u64; 2],
    pub(super) multipliers: [u64; 2],
    /// Highest clock, MHz; of several that of the slowest.
    pub(super) clock: f64,
}

/// The report of nextpnr, which is JSON.
pub(super) fn placement(text: &str) -> Result<Placement, String> {
    let used = |cell: &str| -> Result<[u64; 2], String> {
        Ok([number(text, &[cell, "used"])? as u64, number(text, &[cell, "available"])? as u64])
    };
    Ok(Placement {
        luts: used("TRELLIS_COMB")?,
        flip_flops: used("TRELLIS_FF")?,
        block_rams: used("DP16KD")?,
        multipliers: used("MULT18X18D")?,
        clock: slowest(text)?,
    })
}

fn slowest(text: &str) -> Result<f64, String> {
    let mut rest = &text[text.find("\"fmax\"").ok_or("nextpnr's report has no fmax")?..];
    let mut slowest = number(rest, &["achieved"])?;
    while let Some(at) = rest.find("\"achieved\"") {
        slowest = slowest.min(number(rest, &["achieved"])?);
        rest = &rest[at + 1..];
    }
    Ok(slowest)
}

/// The number behind the last of the keys, each looked for behind the one before.
fn number(text: &str, keys: &[&str]) -> Result<f64, String> {
    let mut rest = text;
    for key in keys {
        let quoted = format!("\"{key}\"");
        let at = rest.find(&quoted).ok_or_else(|| format!("nextpnr's report has no {}", keys.join(", ")))?;
        rest = &rest[at + quoted.len()..];
    }
    let value = rest.trim_start_matches([':', ' ']);
    let end = value.find([',', '}', '\n', ' ']).unwrap_or(value.len());
    value[..end].parse().map_err(|_| format!("nextpnr's report: {} is no number", keys.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "=== part ===\n     LUT4   7\n=== design hierarchy ===\n\n   Number of cells:  9\n     CCU2C   2\n     \
                       DP16KD    3\n     LUT4       41418\n     TRELLIS_FF   90\n";
    const NEW: &str =
        "=== top ===\n        +----------Local Count\n     9070   TRELLIS_FF\n    41418        - LUT4\n";

    #[test]
    fn both_forms_of_stat_are_read() {
        let old = synthesis(OLD).unwrap();
        assert_eq!((old.luts, old.carries, old.block_rams, old.flip_flops), (41_418, 2, 3, 90));
        let new = synthesis(NEW).unwrap();
        assert_eq!((new.luts, new.flip_flops, new.block_rams), (41_418, 9070, 0));
        assert!(synthesis("nothing").is_err());
    }

    #[test]
    fn a_report_of_nextpnr_is_read() {
        let text = r#"{"critical_paths": [], "fmax": {"$glbnet$clk": {"achieved": 612.7, "constraint": 25.0}, "slow": {"achieved": 41.25, "constraint": 20.0}},
            "utilization": {"DP16KD": {"available": 208, "used": 58}, "MULT18X18D": {"available": 156, "used": 0},
            "TRELLIS_COMB": {"available": 83640, "used": 51590}, "TRELLIS_FF": {"available": 83640, "used": 9070}}}"#;
        let placement = placement(text).unwrap();
        assert_eq!(placement.luts, [51_590, 83_640]);
        assert_eq!(placement.block_rams, [58, 208]);
        assert!((placement.clock - 41.25).abs() < 1e-9);
        assert!(super::placement("{}").unwrap_err().contains("TRELLIS_COMB"));
    }
}
