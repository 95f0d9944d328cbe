//! Quantities as people write them: `0.8 V`, `20 MHz`, `0.05 pJ`.

use std::fmt;

/// A physical quantity with one SI unit.
pub trait Quantity: Sized {
    /// Symbol of the unit.
    const SYMBOL: &'static str;

    /// So many of the unit.
    fn from_si(value: f64) -> Self;

    /// How many of the unit.
    fn to_si(&self) -> f64;

    /// Reads a finite number with the unit or a decimal multiple of it (f, p, n, u, m, k, M, G), such as `20 MHz`.
    ///
    /// # Errors
    /// If there is no number, or the unit is missing or another one.
    fn parse(text: &str) -> Result<Self, UnitError> {
        parse_si(text, Self::SYMBOL).map(Self::from_si)
    }
}

/// Text that is not the quantity asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitError {
    /// No finite number in front.
    #[error("{text:?} is no quantity: expected a number and a unit, such as \"0.8 {symbol}\"")]
    Number {
        /// The text.
        text: String,
        /// The unit expected.
        symbol: &'static str,
    },
    /// Another unit, or none.
    #[error("unit {found:?} does not fit: expected {symbol}, or a multiple such as m{symbol} or u{symbol}")]
    Unit {
        /// The unit found.
        found: String,
        /// The unit expected.
        symbol: &'static str,
    },
}

const PREFIXES: [(&str, f64); 9] = [
    ("", 1.0),
    ("f", 1e-15),
    ("p", 1e-12),
    ("n", 1e-9),
    ("u", 1e-6),
    ("m", 1e-3),
    ("k", 1e3),
    ("M", 1e6),
    ("G", 1e9),
];

fn parse_si(text: &str, symbol: &'static str) -> Result<f64, UnitError> {
    let trimmed = text.trim();
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    // An exponent belongs to the number only if a digit or a sign follows.
    let mut end = trimmed.find(|c| !is_number(c)).unwrap_or(trimmed.len());
    if trimmed[end..].starts_with(['e', 'E']) {
        let rest = &trimmed[end + 1..];
        let exponent = rest.find(|c| !is_number(c)).unwrap_or(rest.len());
        if exponent > 0 {
            end += 1 + exponent;
        }
    }
    let (number, unit) = trimmed.split_at(end);
    let no_number = || UnitError::Number { text: text.to_owned(), symbol };
    let value = number.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(no_number)?;
    let unit = unit.trim();
    // Areas have no decimal multiples here: "m" before "mm2" would be no prefix of the square.
    let prefixes = if symbol == "mm2" { &PREFIXES[..1] } else { &PREFIXES[..] };
    let multiple = prefixes.iter().find(|(prefix, _)| unit.strip_prefix(prefix) == Some(symbol));
    match multiple {
        Some((_, factor)) => Some(value * factor).filter(|value| value.is_finite()).ok_or_else(no_number),
        None => Err(UnitError::Unit { found: unit.to_owned(), symbol }),
    }
}

/// Writes a value with the multiple that leaves one to three digits before the point.
pub(super) fn display(value: f64, symbol: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let precision = f.precision().unwrap_or(3);
    if symbol == "mm2" {
        return write!(f, "{value:.precision$} mm²");
    }
    let size = value.abs();
    let mut multiples: Vec<_> = PREFIXES.to_vec();
    multiples.sort_by(|a, b| b.1.total_cmp(&a.1));
    let fitting = multiples.iter().find(|(_, factor)| size >= *factor);
    let (prefix, factor) = match fitting {
        _ if size == 0.0 || !size.is_finite() => ("", 1.0),
        Some(&(prefix, factor)) => (prefix, factor),
        None => ("f", 1e-15),
    };
    let scaled = value / factor;
    write!(f, "{scaled:.precision$} {}{symbol}", if prefix == "u" { "µ" } else { prefix })
}

#[cfg(test)]
mod tests {
    use super::super::{Hertz, Joules, Seconds, SquareMillimetres, Volts};
    use super::*;

    #[test]
    fn multiples_are_understood() {
        assert_eq!(Volts::parse("0.8 V"), Ok(Volts::new(0.8)));
        assert_eq!(Volts::parse("800mV"), Ok(Volts::new(0.8)));
        assert_eq!(Hertz::parse(" 20 MHz "), Ok(Hertz::new(20e6)));
        assert_eq!(Hertz::parse("2e1MHz"), Ok(Hertz::new(20e6)));
        assert!((Joules::parse("0.05 pJ").unwrap().picojoules() - 0.05).abs() < 1e-12);
        assert_eq!(SquareMillimetres::parse("1.5 mm2"), Ok(SquareMillimetres::new(1.5)));
    }

    #[test]
    fn another_unit_is_refused() {
        assert_eq!(Volts::parse("20 MHz"), Err(UnitError::Unit { found: "MHz".to_owned(), symbol: "V" }));
        assert!(matches!(Volts::parse("0.8"), Err(UnitError::Unit { .. })));
        assert!(matches!(Volts::parse("0.8 v"), Err(UnitError::Unit { .. })));
        assert!(matches!(SquareMillimetres::parse("1 umm2"), Err(UnitError::Unit { .. })));
        for text in ["", "V", "x V", "nan V", "inf V", "1e999 V", "--1 V", "1.2.3 V", "1e308 GV"] {
            assert!(matches!(Volts::parse(text), Err(UnitError::Number { .. })), "{text:?}");
        }
    }

    #[test]
    fn values_are_shown_with_a_fitting_multiple() {
        assert_eq!(format!("{:.1}", Joules::new(236.5e-9)), "236.5 nJ");
        assert_eq!(format!("{}", Seconds::new(1.0e-5)), "10.000 µs");
        assert_eq!(format!("{:.0}", Hertz::new(20e6)), "20 MHz");
        assert_eq!(format!("{:.1}", Joules::new(0.0)), "0.0 J");
        assert_eq!(format!("{:.2}", Volts::new(0.8)), "800.00 mV");
    }
}
