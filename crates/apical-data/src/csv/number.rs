//! Numbers from 0 to 255 in text.

/// A field without the spaces and the quotes around it.
pub(super) fn trim(field: &[u8]) -> &[u8] {
    let field = field.trim_ascii();
    match field {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner.trim_ascii(),
        _ => field,
    }
}

/// The number in a field: digits, perhaps followed by a point and zeros. `None` if it is anything else, or above 255.
pub(super) fn parse_number(field: &[u8]) -> Option<u8> {
    let field = trim(field);
    let (whole, fraction) = match field.iter().position(|&byte| byte == b'.') {
        Some(point) => (&field[..point], &field[point + 1..]),
        None => (field, &b"0"[..]),
    };
    if whole.is_empty() || fraction.is_empty() || fraction.iter().any(|&byte| byte != b'0') {
        return None;
    }
    whole.iter().try_fold(0_u8, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| byte - b'0')?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_whole_numbers_only() {
        for (field, number) in [
            ("0", 0),
            ("255", 255),
            (" 7 ", 7),
            ("12.0", 12),
            ("\"5\"", 5),
            ("'9'", 9),
            ("0012", 12),
            ("3.000", 3),
        ] {
            assert_eq!(parse_number(field.as_bytes()), Some(number), "{field:?}");
        }
        for field in [
            "",
            " ",
            "256",
            "-1",
            "+1",
            "1e2",
            "NaN",
            "nan",
            "inf",
            "12.5",
            ".0",
            "12.",
            "0x10",
            "1 2",
            "\"",
            "-0",
            "99999999999999999999",
            "\u{661}",
            "1.0.0",
        ] {
            assert_eq!(parse_number(field.as_bytes()), None, "{field:?}");
        }
    }
}
