//! Every joule has a row that says where it is from, and every constant that matters is named by one.

use std::collections::BTreeSet;

use apical_chip::energy::{Block, Cause, Cost, EnergyModel, Estimate, Kind};
use apical_chip::machine::counters::{LayerCounters, MachineCounters, SharedCounters};
use apical_chip::preset::Preset;
use apical_chip::technology::Technology;

use crate::common::assert_near;

/// What no preset has: levels with thresholds of their own, spikes before the filters, positions that take turns.
const EVERY_UNIT: &str = "every unit of a front end";

/// Names of presets, and of [`EVERY_UNIT`].
fn names() -> impl Iterator<Item = &'static str> {
    Preset::builtin_names().chain([EVERY_UNIT])
}

fn preset(name: &str) -> Preset {
    if name != EVERY_UNIT {
        return Preset::builtin(name).unwrap();
    }
    let thresholds = vec!["50,100"; 64].join("/");
    let definition = format!(
        "thermometer(64;{thresholds})+retina(8x8;kernel=3,angles=2,stride=1,pool=4,input=128,edge=2,bar=3)"
    );
    let settings = [
        "network.layers=[160, 200, 200, 10]".to_owned(),
        format!("front_end.definition=\"{definition}\""),
        "front_end.values_per_cycle=4".to_owned(),
        "front_end.positions_per_cycle=2".to_owned(),
    ];
    let settings: Vec<_> = settings.iter().map(|setting| setting.parse().unwrap()).collect();
    Preset::named("retina", &settings).unwrap()
}

/// A preset in a technology, at its own operating point, or at the only supply that there is.
fn placed(name: &str, technology: &Technology) -> Preset {
    let mut preset = preset(name);
    if !technology.has_bounds() {
        preset.supply = technology.maximum_supply;
    }
    preset
}

fn model(preset: &str, technology: &Technology) -> EnergyModel {
    let preset = placed(preset, technology);
    EnergyModel::new(&preset, technology, preset.operating_point(), 2.5).unwrap()
}

/// All counters different from each other and from 0.
fn counted(layers: usize) -> MachineCounters {
    let mut next = 1000;
    let mut number = || {
        next += 37;
        next
    };
    let mut counters = MachineCounters::new(layers);
    let shared = &mut counters.shared;
    for counter in [
        &mut shared.forward_cycles,
        &mut shared.handoff_cycles,
        &mut shared.broadcast_cycles,
        &mut shared.backward_cycles,
        &mut shared.update_cycles,
        &mut shared.slots,
        &mut shared.images,
        &mut shared.values,
        &mut shared.level_comparisons,
        &mut shared.threshold_reads,
        &mut shared.band_steps,
        &mut shared.positions,
        &mut shared.active_positions,
        &mut shared.active_rows,
        &mut shared.field_bits,
        &mut shared.front_end_waits,
        &mut shared.pixels,
        &mut shared.random_comparisons,
        &mut shared.random_steps,
        &mut shared.control_steps,
        &mut shared.input_spikes,
        &mut shared.queue_pushes,
        &mut shared.queue_pops,
        &mut shared.encoder_stalls,
        &mut shared.encoder_cycles,
        &mut shared.search_comparisons,
        &mut shared.skipped_updates,
        &mut shared.feedback_spikes,
        &mut shared.updates,
        &mut shared.record_bits,
    ] {
        *counter = number();
    }
    for layer in &mut counters.layers {
        for counter in [
            &mut layer.events,
            &mut layer.forward_reads,
            &mut layer.update_weight_reads,
            &mut layer.update_weight_writes,
            &mut layer.backward_reads,
            &mut layer.accumulator_reads,
            &mut layer.accumulator_writes,
            &mut layer.additions,
            &mut layer.potential_additions,
            &mut layer.potential_clocks,
            &mut layer.window_comparisons,
            &mut layer.spikes,
            &mut layer.signs_read,
            &mut layer.synapses_updated,
            &mut layer.carries,
            &mut layer.multiplications,
            &mut layer.busy_cycles,
            &mut layer.conflict_cycles,
            &mut layer.starved_cycles,
            &mut layer.waiting_cycles,
            &mut layer.update_busy_cycles,
        ] {
            *counter = number();
        }
    }
    counters
}

fn technologies() -> impl Iterator<Item = Technology> {
    Technology::builtin_names().map(|name| Technology::find(name).unwrap())
}

#[track_caller]
fn assert_same(found: Estimate, expected: Estimate, what: &str) {
    assert_near(found.low.value(), expected.low.value(), 1e-12, what);
    assert_near(found.high.value(), expected.high.value(), 1e-12, what);
    assert_near(found.calibrated.value(), expected.calibrated.value(), 1e-12, what);
}

#[test]
fn the_ledger_sums_to_the_total_whichever_way_it_is_summed_up() {
    for technology in technologies() {
        for name in names() {
            let model = model(name, &technology);
            let counters = counted(3);
            let (ledger, report) = (model.ledger(&counters), model.account(&counters));
            let rows: Estimate = ledger.rows.iter().map(|row| row.cost.each * row.count).sum();
            assert_same(ledger.total(), rows, name);
            assert_same(report.total(), rows, name);
            assert_same(model.energy(&model.counts(&counters)), rows, name);
            for block in Block::ALL {
                for cause in Cause::ALL {
                    for layer in [None, Some(1), Some(2), Some(3)] {
                        let is_it =
                            |cost: &Cost| (cost.block, cost.cause, cost.layer) == (block, cause, layer);
                        let rows: Estimate =
                            ledger.rows.iter().filter(|row| is_it(row.cost)).map(|row| row.energy()).sum();
                        let found = report
                            .sum_where(|item| (item.block, item.cause, item.layer) == (block, cause, layer));
                        assert_same(found, rows, &format!("{name} {block:?} {cause:?} {layer:?}"));
                    }
                }
            }
            let keys = report
                .items
                .iter()
                .map(|item| (item.block, item.layer, item.cause, item.kind == Kind::Memory));
            assert_eq!(keys.collect::<BTreeSet<_>>().len(), report.items.len(), "{name}: an item twice");
        }
    }
}

/// One row for a counter within a block, layer and cause; its count is what the counter stands at.
#[test]
fn a_row_counts_what_its_counter_says() {
    for name in names() {
        let model = model(name, &Technology::find("65nm").unwrap());
        let counters = counted(3);
        let mut keys = BTreeSet::new();
        for row in model.ledger(&counters).rows {
            let cost = row.cost;
            let key = (cost.block, cost.layer, cost.cause, cost.counter.name());
            assert!(keys.insert(key), "{name}: {key:?} twice");
            let entries = counters.shared.entries().into_iter();
            let of_layer = cost.layer.map(|layer| counters.layers[layer - 1].entries());
            let known = entries.chain(of_layer.into_iter().flatten());
            let expected = match cost.counter.name() {
                "cycles" => counters.cycles() as f64,
                "seconds" => counters.cycles() as f64 / model.operating_point().clock.value(),
                name => known.clone().find(|(known, _)| *known == name).expect(name).1 as f64,
            };
            assert_near(row.count, expected, 1e-15, cost.counter.name());
            assert!(cost.each.low.value() > 0.0 && !cost.made_of.is_empty(), "{name}: {cost:?}");
        }
    }
}

/// Counters that no energy is charged to: the events they count are in others, or in the clock.
#[test]
fn counters_without_a_cost_are_those_whose_work_others_count() {
    let mut charged = BTreeSet::new();
    for name in names() {
        let model = model(name, &Technology::find("65nm").unwrap());
        charged.extend(model.costs().iter().map(|cost| cost.counter.name()));
    }
    let all = SharedCounters::default().entries().into_iter().chain(LayerCounters::default().entries());
    let free: Vec<&str> = all.map(|(name, _)| name).filter(|name| !charged.contains(name)).collect();
    assert_eq!(
        free,
        [
            // Cycles are charged together.
            "forward_cycles",
            "handoff_cycles",
            "broadcast_cycles",
            "backward_cycles",
            "update_cycles",
            "slots",
            "front_end_waits",
            "input_spikes",
            "queue_pops",
            "encoder_stalls",
            "encoder_cycles",
            "skipped_updates",
            "feedback_spikes",
            // Adders work for sums, words and registers.
            "additions",
            "window_comparisons",
            "spikes",
            "synapses_updated",
            "conflict_cycles",
            "starved_cycles",
            "waiting_cycles",
        ]
    );
}

/// The parts of a table of memories that can be scaled on their own; a row names the table.
const PARTS: [&str; 7] = [
    "sram.cacti.energy",
    "sram.cacti.leakage",
    "sram.cacti.area",
    "sram.macros.energy",
    "sram.library.energy",
    "sram.library.leakage",
    "sram.library.area",
];

/// Entries of a technology with the path under which rows cite them.
fn entries(technology: &Technology) -> Vec<(String, String)> {
    let parts = PARTS.map(|part| {
        let (table, _) = part.rsplit_once('.').unwrap();
        (part.to_owned(), format!("{table}.rows"))
    });
    technology.entries.iter().map(|entry| (entry.path.clone(), entry.path.clone())).chain(parts).collect()
}

/// Which costs change when an entry does, by how it is cited.
fn changed(model: &EnergyModel, preset: &str, technology: &Technology) -> Vec<BTreeSet<String>> {
    let own = placed(preset, technology);
    let mut changed = vec![BTreeSet::new(); model.costs().len()];
    for (path, cited) in entries(technology) {
        // Far enough for what is rounded up to whole pieces, and near enough for what must stay within a range.
        for factor in [0.7, 0.999, 1.001, 1.3] {
            let Ok(scaled) = Technology::find_scaled(&technology.name, Some((&path, factor))) else {
                continue;
            };
            let Ok(other) = EnergyModel::new(&own, &scaled, own.operating_point(), 2.5) else { continue };
            assert_eq!(other.costs().len(), model.costs().len(), "{path}");
            for ((before, after), changed) in model.costs().iter().zip(other.costs()).zip(&mut changed) {
                let moved =
                    |of: fn(&Estimate) -> f64| (of(&after.each) / of(&before.each) - 1.0).abs() > 1e-9;
                if moved(|e| e.low.value()) || moved(|e| e.high.value()) {
                    changed.insert(cited.clone());
                }
            }
        }
    }
    changed
}

#[test]
fn a_row_cites_exactly_the_entries_that_it_changes_with() {
    for technology in technologies() {
        for preset in names() {
            let model = model(preset, &technology);
            for (cost, changed) in model.costs().iter().zip(changed(&model, preset, &technology)) {
                let cited: BTreeSet<String> = cost.sources.paths().map(str::to_owned).collect();
                assert!(!cited.is_empty(), "{preset} {}: {cost:?}", technology.name);
                assert_eq!(cited, changed, "{preset} {}: {cost:?}", technology.name);
            }
        }
    }
}

/// What an entry must be for, if no energy changes with it.
const WITHOUT_ENERGY: [&str; 7] = [
    "supply.minimum",
    "supply.maximum",
    "delay.threshold",
    "delay.alpha",
    "scaling.from_130nm.area",
    "cells.gate_area",
    "gates.utilisation",
];

#[test]
fn every_entry_that_matters_is_cited_by_a_row() {
    for technology in technologies() {
        let mut cited = BTreeSet::new();
        for preset in names() {
            let model = model(preset, &technology);
            cited.extend(model.costs().iter().flat_map(|cost| cost.sources.paths()));
        }
        // A library has one supply, to which nothing is brought.
        let only = if technology.has_bounds() { "" } else { "supply.reference" };
        for entry in &technology.entries {
            let path = entry.path.as_str();
            assert_eq!(
                cited.contains(path),
                !WITHOUT_ENERGY.contains(&path) && path != only,
                "{}: {path}",
                technology.name
            );
        }
        let tables: &[&str] = if technology.has_bounds() {
            &["sram.cacti.rows", "sram.macros.rows"]
        } else {
            &["sram.library.rows"]
        };
        assert!(tables.iter().all(|table| cited.contains(table)), "{}", technology.name);
    }
}

#[test]
fn counts_serve_the_costs_of_any_technology() {
    let counters = counted(3);
    for preset in names() {
        let own = model(preset, &Technology::find("65nm").unwrap());
        let counts = own.counts(&counters);
        let samples = [("cells.gate", 1.2), ("sram.cacti.energy", 0.8), ("activity.wires", 1.1)];
        for scaled in samples {
            let technology = Technology::find_scaled("65nm", Some(scaled)).unwrap();
            let other = model(preset, &technology);
            assert_same(other.energy(&counts), other.account(&counters).total(), preset);
            assert_ne!(other.energy(&counts), own.energy(&counts), "{scaled:?}");
        }
        // In the same order, whatever it is made in.
        let library = model(preset, &Technology::find("sg13g2").unwrap());
        assert_eq!(own.costs().len(), library.costs().len());
        for (a, b) in own.costs().iter().zip(library.costs()) {
            assert_eq!((a.block, a.layer, a.cause, a.counter), (b.block, b.layer, b.cause, b.counter));
        }
    }
}

/// The table of `docs/energy-derivations.md`: what is charged to which counter, over all presets and [`EVERY_UNIT`].
fn table() -> String {
    let mut rows: Vec<(Block, Cause, &str, Vec<&str>)> = Vec::new();
    for preset in names() {
        let model = model(preset, &Technology::find("65nm").unwrap());
        for cost in model.costs() {
            let key = (cost.block, cost.cause, cost.made_of);
            match rows.iter_mut().find(|(block, cause, made_of, _)| (*block, *cause, *made_of) == key) {
                Some((_, _, _, counters)) => {
                    if !counters.contains(&cost.counter.name()) {
                        counters.push(cost.counter.name());
                    }
                }
                None => rows.push((key.0, key.1, key.2, vec![cost.counter.name()])),
            }
        }
    }
    rows.sort_by_key(|(block, cause, _, _)| (*block, *cause));
    let mut text = "| block | cause | counter | one takes |\n|---|---|---|---|\n".to_owned();
    for (block, cause, made_of, counters) in rows {
        let counters: Vec<String> = counters.iter().map(|counter| format!("`{counter}`")).collect();
        text += &format!("| {} | {} | {} | {made_of} |\n", block.name(), cause.name(), counters.join(", "));
    }
    text
}

#[test]
fn the_table_of_the_document_is_the_ledgers() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/energy-derivations.md");
    let Ok(document) = std::fs::read_to_string(path) else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "docs/energy-derivations.md cannot be read");
        println!("SKIPPED: docs/energy-derivations.md is not here");
        return;
    };
    let table = table();
    assert!(document.contains(&table), "docs/energy-derivations.md lacks this table:\n\n{table}");
    let head = "| figure | published | of |\n|---|---|---|\n".to_owned();
    let published = apical_chip::published::lines().iter().fold(head, |text, line| {
        text + &format!("| {} | {} | {} |\n", line.name, line.value, line.conditions)
    });
    assert!(document.contains(&published), "docs/energy-derivations.md lacks this table:\n\n{published}");
}
