//! Numbers as the text shows them.

/// Four digits, as many of them decimals as there is room for.
pub(super) fn digits(value: f64) -> String {
    let decimals = match value.abs() {
        size if size < 9.9995 => 3,
        size if size < 99.995 => 2,
        size if size < 999.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

/// A number as it was given, up to rounding by its unit.
pub(super) fn plain(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_four_digits_and_no_idle_zeros() {
        let shown = [0.5, 9.9996, 12.345, 236.54, 1999.7].map(digits);
        assert_eq!(shown, ["0.500", "10.00", "12.35", "236.5", "2000"]);
        assert_eq!([50_000.0, 2.5, 1e-3 * 1e3, 0.1 + 0.2].map(plain), ["50000", "2.5", "1", "0.3"]);
    }
}
