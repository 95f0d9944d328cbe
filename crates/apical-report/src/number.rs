//! Numbers as people read them.

/// A whole number in groups of three digits: `60,000`.
#[must_use]
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share from 0 to 1 as a percentage with `decimals` decimals: `12.50 %`.
#[must_use]
pub fn percent(share: f64, decimals: usize) -> String {
    format!("{:.decimals$} %", 100.0 * share)
}

/// A quantity per second with three significant digits and a prefix: `1.08 M`. Without a unit.
///
/// What is no number at all, or infinite, becomes `-`.
#[must_use]
pub fn rate(per_second: f64) -> String {
    if !per_second.is_finite() {
        return "-".to_owned();
    }
    let prefixes = ["", " k", " M", " G", " T", " P"];
    let mut value = per_second;
    let mut prefix = 0;
    // 999.5 would be shown as 1000.
    while value.abs() >= 999.5 && prefix + 1 < prefixes.len() {
        value /= 1000.0;
        prefix += 1;
    }
    let decimals = match value.abs() {
        size if size < 9.995 => 2,
        size if size < 99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}{}", prefixes[prefix])
}

/// A duration: `350 ms`, `7.2 s`, `3 min 05 s`, `2 h 10 min`.
#[must_use]
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "-".to_owned();
    }
    if seconds < 0.9995 {
        return format!("{:.0} ms", 1000.0 * seconds);
    }
    if seconds < 59.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    let (hours, minutes) = (whole / 3600, whole / 60 % 60);
    if hours > 0 {
        format!("{hours} h {minutes:02} min")
    } else {
        format!("{minutes} min {:02} s", whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), text);
        }
    }

    #[test]
    fn rates_have_three_digits() {
        for (value, text) in [
            (0.0, "0.00"),
            (9.996, "10.0"),
            (99.96, "100"),
            (999.4, "999"),
            (999.6, "1.00 k"),
            (1_080_000.0, "1.08 M"),
            (23.4e9, "23.4 G"),
            (f64::NAN, "-"),
            (f64::INFINITY, "-"),
        ] {
            assert_eq!(rate(value), text);
        }
    }

    #[test]
    fn durations_take_the_unit_that_fits() {
        for (seconds, text) in [
            (0.0, "0 ms"),
            (0.35, "350 ms"),
            (0.9996, "1.0 s"),
            (59.96, "1 min 00 s"),
            (185.0, "3 min 05 s"),
            (7800.0, "2 h 10 min"),
            (f64::NAN, "-"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }
}
