//! Section 18 from its text: raw values to the encoder's pixels.

use apical_core::front_end::{Code, FrontEnd, Levels, Retina, RetinaInput};

use super::fault::Fault;

/// 1024 cos and 1024 sin of `degrees` (in tenths), by the table of the text.
fn direction(tenths: usize) -> (i64, i64) {
    let table = [
        (0, (1024, 0)),
        (150, (989, 265)),
        (225, (946, 392)),
        (300, (887, 512)),
        (450, (724, 724)),
        (600, (512, 887)),
        (675, (392, 946)),
        (750, (265, 989)),
        (900, (0, 1024)),
    ];
    let of = |angle: usize| table.iter().find(|(known, _)| *known == angle).unwrap().1;
    if tenths <= 900 {
        of(tenths)
    } else {
        let (c, s) = of(1800 - tenths);
        (-c, s)
    }
}

fn coefficient(retina: &Retina, filter: usize, x: i64, y: i64, fault: Option<Fault>) -> i64 {
    let (angle, bar) = match fault {
        Some(Fault::EdgesBeforeBars) => (filter % retina.angles, filter / retina.angles == 1),
        _ => (filter / 2, filter % 2 == 1),
    };
    let (c, s) = direction(1800 * angle / retina.angles);
    let d = match fault {
        Some(Fault::AnglesTheOtherWay) => x * s - y * c,
        Some(Fault::CosineAndSineSwapped) => x * c + y * s,
        _ => x * s + y * c,
    };
    if bar {
        let width = 1024 * retina.kernel as i64;
        let middle = if fault == Some(Fault::BarOpen) { 6 * d.abs() < width } else { 6 * d.abs() <= width };
        let high = if fault == Some(Fault::BarOfOne) { 1 } else { 2 };
        if middle { high } else { -1 }
    } else {
        let band = if fault == Some(Fault::EdgeWithoutBand) { 0 } else { 512 };
        i64::from(d > band) - i64::from(d < -band)
    }
}

fn retina_bits(retina: &Retina, values: &[i64], fault: Option<Fault>) -> Vec<bool> {
    let has = |one: Fault| fault == Some(one);
    let (width, height) = (retina.width as i64, retina.height as i64);
    let seen = |value: i64| match retina.input {
        RetinaInput::Grey => value,
        RetinaInput::Spikes(_) if has(Fault::SpikesAsGrey) => value,
        RetinaInput::Spikes(t) if has(Fault::SpikeThresholdStrict) => i64::from(value > i64::from(t)),
        RetinaInput::Spikes(t) => i64::from(value >= i64::from(t)),
    };
    let input = |y: i64, x: i64| {
        let (y, x) =
            if has(Fault::BorderRepeated) { (y.clamp(0, height - 1), x.clamp(0, width - 1)) } else { (y, x) };
        if (0..height).contains(&y) && (0..width).contains(&x) {
            seen(values[(y * width + x) as usize])
        } else {
            0
        }
    };
    let (s, q) = (retina.stride as i64, retina.pool as i64);
    let (rows, columns) = ((height + s - 1) / s, (width + s - 1) / s);
    let round = |positions: i64| {
        if has(Fault::PartialFieldsLeftOut) { positions / q } else { (positions + q - 1) / q }
    };
    let (field_rows, field_columns) = (round(rows), round(columns));
    let filters = 2 * retina.angles;
    let half = retina.kernel as i64 / 2;
    let mut bits = vec![false; (field_rows * field_columns) as usize * filters * 2];
    for y in 0..rows {
        for x in 0..columns {
            for filter in 0..filters {
                let mut r = 0;
                for b in -half..=half {
                    for a in -half..=half {
                        let offset = if has(Fault::StrideFromTheMiddle) { s / 2 } else { 0 };
                        r += coefficient(retina, filter, a, b, fault)
                            * input(s * y + b + offset, s * x + a + offset);
                    }
                }
                let bar = filter % 2 == 1;
                let threshold = i64::from(match fault {
                    Some(Fault::OneThresholdForBoth) => retina.edge_threshold,
                    _ if bar => retina.bar_threshold,
                    _ => retina.edge_threshold,
                });
                let reached =
                    |r: i64| if has(Fault::ResponseStrict) { r > threshold } else { r >= threshold };
                let (row, column) = (y / q, x / q);
                if row >= field_rows || column >= field_columns {
                    continue;
                }
                let field = if has(Fault::FieldsColumnByColumn) {
                    column * field_rows + row
                } else {
                    row * field_columns + column
                };
                let bit = 2 * (filters * field as usize + filter);
                let (positive, negative) = (reached(r), reached(-r) && !has(Fault::PositiveAlone));
                let swapped = usize::from(has(Fault::NegativeFirst));
                bits[bit + swapped] |= positive;
                bits[bit + 1 - swapped] |= negative;
            }
        }
    }
    bits
}

fn level_bits(levels: &Levels, values: &[i64], fault: Option<Fault>) -> Vec<bool> {
    let (k, n) = (levels.levels, levels.inputs);
    let own = levels.thresholds.len() > k && fault != Some(Fault::ThresholdsOfInput0);
    let threshold = |i: usize, j: usize| i64::from(levels.thresholds[if own { i * k + j } else { j }]);
    let reached = |i: usize, j: usize| match fault {
        Some(Fault::LevelStrict) => values[i] > threshold(i, j),
        _ => values[i] >= threshold(i, j),
    };
    let mut highest = levels.code == Code::Highest;
    if fault == Some(Fault::CodeSwapped) {
        highest = !highest;
    }
    let mut bits = vec![false; n * k];
    for i in 0..n {
        for j in 0..k {
            let above = match fault {
                Some(Fault::LowestReachedAlone) => (0..j).any(|m| reached(i, m)),
                _ => (j + 1..k).any(|m| reached(i, m)),
            };
            let index = if fault == Some(Fault::BitsLevelByLevel) { j * n + i } else { k * i + j };
            bits[index] = reached(i, j) && !(highest && above);
        }
    }
    bits
}

/// What the encoder sees.
pub(super) fn pixels(front_end: &FrontEnd, raw: &[u8], fault: Option<Fault>) -> Vec<u8> {
    let inverted = front_end.inverted && fault != Some(Fault::NotInverted);
    let by = if fault == Some(Fault::InvertedFrom256) { 0_u8 } else { 255 };
    let values: Vec<u8> = raw.iter().map(|&v| if inverted { by.wrapping_sub(v) } else { v }).collect();
    if front_end.levels.is_none() && front_end.retina.is_none() {
        return values;
    }
    let wide: Vec<i64> = values.iter().map(|&v| v.into()).collect();
    let plain: Vec<i64> = raw.iter().map(|&v| v.into()).collect();
    let mut parts = Vec::new();
    if let Some(levels) = &front_end.levels {
        parts.push(level_bits(levels, &wide, fault));
    }
    if let Some(retina) = &front_end.retina {
        let seen = if fault == Some(Fault::RetinaNotInverted) { &plain } else { &wide };
        parts.push(retina_bits(retina, seen, fault));
    }
    if fault == Some(Fault::RetinaBitsFirst) {
        parts.reverse();
    }
    parts.concat().into_iter().map(|bit| if bit { 255 } else { 0 }).collect()
}
