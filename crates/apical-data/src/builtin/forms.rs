//! The written forms of the digits, read from `forms.txt`, which explains its notation.

use std::sync::LazyLock;

use super::random::Random;

/// A point that the pen passes through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Knot {
    /// To the right.
    pub(super) x: f32,
    /// Down.
    pub(super) y: f32,
    /// Whether the pen turns sharply here.
    pub(super) corner: bool,
}

/// What the pen draws without being lifted.
pub(super) type Stroke = Vec<Knot>;

/// Extreme ways to write a digit, alike in strokes and points, so that mixtures of them are forms too.
struct Family {
    digit: u8,
    share: usize,
    extremes: Vec<Vec<Stroke>>,
}

static FAMILIES: LazyLock<Vec<Family>> =
    LazyLock::new(|| parse(include_str!("forms.txt")).expect("the built-in forms are tested"));

/// A random written form of `digit`.
pub(super) fn pick(digit: u8, random: &mut Random) -> Vec<Stroke> {
    let families = || FAMILIES.iter().filter(|family| family.digit == digit);
    let mut ticket = random.below(families().map(|family| family.share).sum());
    for family in families() {
        if ticket < family.share {
            return mix(&family.extremes, random);
        }
        ticket -= family.share;
    }
    unreachable!("a ticket is below the sum of the shares")
}

/// A random mixture of forms.
fn mix(extremes: &[Vec<Stroke>], random: &mut Random) -> Vec<Stroke> {
    // Cubes favour mixtures in which one extreme dominates: a plain average would make all writers alike.
    let mut weights: Vec<f32> = extremes
        .iter()
        .map(|_| {
            let unit = random.uniform(0.05, 1.0);
            unit * unit * unit
        })
        .collect();
    let total: f32 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight /= total);

    let mut mixture = extremes[0].clone();
    for (index, stroke) in mixture.iter_mut().enumerate() {
        for (position, knot) in stroke.iter_mut().enumerate() {
            (knot.x, knot.y) = (0.0, 0.0);
            for (form, weight) in extremes.iter().zip(&weights) {
                knot.x += weight * form[index][position].x;
                knot.y += weight * form[index][position].y;
            }
        }
    }
    mixture
}

/// Reads the notation of `forms.txt`; the error is the line that does not follow it.
fn parse(text: &str) -> Result<Vec<Family>, String> {
    let mut families: Vec<Family> = Vec::new();
    for line in text.lines() {
        let wrong = || line.to_owned();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(header) = line.strip_prefix("digit ") {
            let mut words = header.split(' ');
            let mut number = || words.next().and_then(|word| word.parse::<u8>().ok()).ok_or_else(wrong);
            families.push(Family { digit: number()?, share: number()?.into(), extremes: Vec::new() });
            continue;
        }
        let form = line.split('/').map(parse_stroke).collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
        let extremes = &mut families.last_mut().ok_or_else(wrong)?.extremes;
        if extremes.first().is_some_and(|first| !alike(first, &form)) {
            return Err(wrong());
        }
        extremes.push(form);
    }
    Ok(families)
}

fn parse_stroke(text: &str) -> Option<Stroke> {
    text.split_whitespace()
        .map(|point| {
            let (coordinates, corner) = match point.strip_suffix('!') {
                Some(coordinates) => (coordinates, true),
                None => (point, false),
            };
            let (x, y) = coordinates.split_once(',')?;
            // Whole numbers: reading them cannot round.
            let (x, y) = (x.parse::<i16>().ok()?, y.parse::<i16>().ok()?);
            Some(Knot { x: x.into(), y: y.into(), corner })
        })
        .collect()
}

/// Whether two forms have the same strokes, points and corners.
fn alike(first: &[Stroke], second: &[Stroke]) -> bool {
    let shape = |form: &[Stroke]| -> Vec<Vec<bool>> {
        form.iter().map(|stroke| stroke.iter().map(|knot| knot.corner).collect()).collect()
    };
    shape(first) == shape(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_has_several_families_of_strokes() {
        let families = parse(include_str!("forms.txt")).unwrap();
        for digit in 0..10 {
            assert!(families.iter().filter(|family| family.digit == digit).count() >= 2, "{digit}");
        }
        for family in &families {
            assert!(family.share > 0 && family.extremes.len() >= 2);
            for stroke in family.extremes.iter().flatten() {
                assert!(stroke.len() >= 3);
            }
        }
    }

    #[test]
    fn errors_name_the_line() {
        for line in ["digit x 1 name", "digit 1", "1;2 3,4", "1,2 3,4 5"] {
            let text = format!("digit 1 1 name\n{line}\n");
            assert_eq!(parse(&text).err().as_deref(), Some(line));
        }
        assert_eq!(parse("1,2 3,4").err().as_deref(), Some("1,2 3,4"));
        let unlike = "digit 1 1 name\n1,2 3,4\n1,2 3,4!\n";
        assert_eq!(parse(unlike).err().as_deref(), Some("1,2 3,4!"));
    }

    #[test]
    fn a_mixture_stays_between_its_extremes() {
        let families = parse("digit 1 1 name\n0,10 5,20\n100,30 5,20\n").unwrap();
        for item in 0..100 {
            let form = mix(&families[0].extremes, &mut Random::new(1, 2, item));
            assert!((0.0..=100.0).contains(&form[0][0].x) && (10.0..=30.0).contains(&form[0][0].y));
            assert!((form[0][1].x - 5.0).abs() < 1e-4);
        }
    }
}
