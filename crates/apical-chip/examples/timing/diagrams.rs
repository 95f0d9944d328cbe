//! The two drawings.

use std::error::Error;

use apical_chip::machine::trace::ControllerState;

use super::machine::{self, Cycle, LAYERS, PIXELS, PIXELS_PER_CYCLE};
use super::sheet::{Cell, Row, Sheet};

/// Names and texts of all drawings.
pub(crate) fn all() -> Result<[(&'static str, String); 2], Box<dyn Error>> {
    Ok([("timing-inference.svg", inference()?), ("timing-update.svg", update()?)])
}

const IMAGES: [&str; 3] = ["a", "b", "c"];
const CLOSES: [&str; 3] = ["a closes", "b closes", "c closes"];
const STARVED: [&str; 3] = ["a starved", "b starved", "c starved"];

/// First cycles of slots, the first left out.
fn slots(cycles: &[Cycle]) -> Vec<usize> {
    (1..cycles.len()).filter(|&cycle| cycles[cycle].slot != cycles[cycle - 1].slot).collect()
}

fn controller(cycles: &[Cycle]) -> Row {
    let cell = |cycle: &Cycle| match cycle.state {
        ControllerState::Forward => Cell::new("plain", "forward"),
        ControllerState::Handoff => Cell::new("note", "H"),
        ControllerState::Broadcast => Cell::new("carry", "B"),
        ControllerState::Backward => Cell::new("plain", "backward"),
        ControllerState::Update => Cell::new("read", "update"),
    };
    Row { label: "controller".to_owned(), cells: cycles.iter().map(cell).collect(), joined: true }
}

/// The group that the encoder takes in. `before` is what it had taken in before the first cycle.
fn encoder(cycles: &[Cycle], before: usize) -> Row {
    let earlier = std::iter::once(before).chain(cycles.iter().map(|cycle| cycle.pixels_taken));
    let cell = |(cycle, before): (&Cycle, usize)| {
        let works = cycle.state == ControllerState::Forward && cycle.pixels_taken != before;
        // A slot with an image begins with its first group.
        let image = IMAGES[cycle.slot % IMAGES.len()];
        if works {
            return Cell::new(image, cycle.pixels_taken / PIXELS_PER_CYCLE - 1);
        }
        let stalled = cycle.state == ControllerState::Forward && cycle.pixels_taken < PIXELS;
        if stalled { Cell::new("carry", "full") } else { None }
    };
    let cells = cycles.iter().zip(earlier).map(cell).collect();
    Row { label: format!("encoder, group of {PIXELS_PER_CYCLE}"), cells, joined: false }
}

fn queue(cycles: &[Cycle]) -> Row {
    let cell = |cycle: &Cycle| match cycle.queue_words {
        0 => None,
        words => Cell::new("plain", words),
    };
    Row { label: "queue, words".to_owned(), cells: cycles.iter().map(cell).collect(), joined: false }
}

/// What a layer does: it closes in the first cycle in which nothing is left for it.
fn layer(cycles: &[Cycle], layer: usize, images: usize) -> Row {
    let mut cells = Vec::new();
    let mut closed = false;
    for (index, cycle) in cycles.iter().enumerate() {
        let begins = index == 0 || cycles[index - 1].state != ControllerState::Forward;
        closed &= !begins;
        let image = cycle.slot.checked_sub(layer).filter(|&image| image < images);
        let (Some(image), ControllerState::Forward) = (image, cycle.state) else {
            cells.push(None);
            continue;
        };
        let image = image % IMAGES.len();
        let more_to_come = layer == 0
            && (begins || cycles[index - 1].pixels_taken < PIXELS || cycles[index - 1].queue_words > 0);
        cells.push(match cycle.events[layer] {
            0 if more_to_come => Cell::new(STARVED[image], ""),
            0 if closed => None,
            0 => {
                closed = true;
                Cell::new(CLOSES[image], "+")
            }
            events => Cell::new(IMAGES[image], events),
        });
    }
    Row { label: format!("layer {}, events", layer + 1), cells, joined: false }
}

fn forward_rows(cycles: &[Cycle], before: usize, images: usize) -> Vec<Row> {
    let mut rows = vec![controller(cycles), encoder(cycles, before), queue(cycles)];
    rows.extend((0..LAYERS).map(|index| layer(cycles, index, images)));
    rows
}

/// What is in the hand-over of a slot whose output layer had an image.
fn search(cycles: &[Cycle], images: usize) -> Row {
    let closes = layer(cycles, LAYERS - 1, images).cells;
    // Three classes, two a cycle: one group as soon as the layer is done, the last in the hand-over.
    let (mut searching, mut first_group) = (false, false);
    let mut cells = Vec::new();
    for (cycle, layer) in cycles.iter().zip(&closes) {
        cells.push(match cycle.state {
            ControllerState::Handoff if searching => Cell::new("plain", "S"),
            ControllerState::Forward if first_group => Cell::new("plain", "s"),
            _ => None,
        });
        first_group = layer.as_ref().is_some_and(|cell| cell.text == "+");
        searching = first_group || searching && cycle.state == ControllerState::Forward;
    }
    Row { label: "winner search".to_owned(), cells, joined: false }
}

fn inference() -> Result<String, Box<dyn Error>> {
    let mut sheet = Sheet::new();
    for (heading, note, cycles, images) in [
        (
            "One image alone",
            "each layer has a slot of its own; numbers in layers are the events that a cycle takes in, at most one a row bank",
            machine::alone()?,
            1,
        ),
        (
            "Three images in a stream",
            "all layers at work, each with an image of its own; a slot is as long as its slowest layer, and the hand-over",
            machine::stream()?,
            3,
        ),
    ] {
        let mut rows = forward_rows(&cycles, 0, images);
        rows.push(search(&cycles, images));
        sheet.panel(heading, note, 0, &rows, &slots(&cycles));
    }
    sheet.legend(
        &[
            ("a", "2", "takes in two events"),
            ("a starved", "", "waits for the encoder"),
            ("a closes", "+", "closes: adds what was read last"),
            ("carry", "full", "encoder waits: queue full"),
            ("note", "H", "hand-over to the next layer"),
            ("plain", "s", "search, a group; S: the last"),
            ("a", "", "first image"),
            ("b", "", "second image"),
            ("c", "", "third image"),
        ],
        3,
    );
    let title = "Timing of an inference";
    let description = "Cycle by cycle: controller, encoder, event queue, three layers and winner search of an \
         event-driven 16-6-4-3 machine, for one image alone and for three images in a stream. Drawn from a trace.";
    Ok(sheet.finish(title, description))
}

fn update_rows(cycles: &[Cycle]) -> Vec<Row> {
    let row = |layer: usize| {
        let cell = |cycle: &Cycle| match cycle.update[layer] {
            1 => Cell::new("read", "R"),
            2 => Cell::new("carry", "CR"),
            3 => Cell::new("carry", "CW"),
            4 => Cell::new("write", "W"),
            _ => None,
        };
        Row {
            label: format!("update, layer {}", layer + 1),
            cells: cycles.iter().map(cell).collect(),
            joined: false,
        }
    };
    (0..LAYERS).map(row).collect()
}

/// Cycles of the next image that are shown.
const AFTER: usize = 5;

fn update() -> Result<String, Box<dyn Error>> {
    let all = machine::update()?;
    let broadcast = all.iter().position(|cycle| cycle.state == ControllerState::Broadcast);
    let broadcast = broadcast.ok_or("no broadcast")?;
    // From the slot of the output layer on.
    let slot = all[broadcast - 1].slot;
    let first = all.iter().position(|cycle| cycle.slot == slot).ok_or("no slot")?;
    let updates = all[broadcast..].iter().take_while(|cycle| cycle.state != ControllerState::Forward).count();
    let cycles = &all[first..broadcast + updates + AFTER];
    let mut rows = forward_rows(cycles, PIXELS, usize::MAX);
    // In sequential order one image at a time is in the pipeline.
    for (index, row) in rows.iter_mut().skip(3).enumerate() {
        for (cell, cycle) in row.cells.iter_mut().zip(cycles) {
            if cycle.slot % LAYERS != index {
                *cell = None;
            }
            if let Some(cell) = cell {
                recolour(cell, if cycle.slot == slot { 0 } else { 1 });
            }
        }
    }
    for cell in rows[1].cells.iter_mut().flatten().filter(|cell| cell.class != "carry") {
        cell.class = IMAGES[1];
    }
    rows.extend(update_rows(cycles));
    let mut sheet = Sheet::new();
    let borders: Vec<usize> = vec![broadcast - first, broadcast - first + updates];
    sheet.panel(
        "An update",
        "winner and label differ, so the two output spikes are broadcast and all layers update at once; the next image waits",
        first,
        &rows,
        &borders,
    );
    sheet.legend(
        &[
            ("note", "H", "hand-over: the winner is known"),
            ("carry", "B", "broadcast: deltas form, biases change"),
            ("read", "R", "read: accumulator words of a step"),
            ("write", "W", "write them back"),
            ("carry", "CR", "carry read: weights of an input"),
            ("carry", "CW", "carry write: weights; last: accumulators too"),
            ("a", "2", "image that is learned from, in the output layer"),
            ("b", "2", "the next image, in layer 1"),
            ("a closes", "+", "closes: adds what was read last"),
        ],
        3,
    );
    let title = "Timing of an update";
    let description = "Cycle by cycle: the last slot of an image, the hand-over, the broadcast of the two output \
         spikes, the update of three layers with carries, and the first cycles of the next image. Drawn from a trace.";
    Ok(sheet.finish(title, description))
}

fn recolour(cell: &mut Cell, image: usize) {
    for classes in [IMAGES, CLOSES, STARVED] {
        if classes.contains(&cell.class) {
            cell.class = classes[image];
            return;
        }
    }
}
