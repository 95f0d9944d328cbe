//! A font of 5 x 7 dots with what captions need: digits and some signs.

/// Columns of a character; the next one starts one further.
pub(super) const WIDTH: usize = 5;
/// Rows of a character.
pub(super) const HEIGHT: usize = 7;

/// From the left edge of a text to where the next one can start.
pub(super) fn advance(text: &str, scale: usize) -> usize {
    text.chars().count() * (WIDTH + 1) * scale
}

/// From the left edge of a text to its right edge.
pub(super) fn width(text: &str, scale: usize) -> usize {
    advance(text, scale).saturating_sub(scale)
}

/// The rows of a character, its leftmost dot the highest of five bits. What the font lacks is an empty frame.
pub(super) fn glyph(character: char) -> [u8; HEIGHT] {
    match character {
        ' ' => [0; HEIGHT],
        '0' => [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        '1' => [0b00100, 0b01100, 0b10100, 0b00100, 0b00100, 0b00100, 0b11111],
        '2' => [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
        '3' => [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110],
        '4' => [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        '5' => [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        '6' => [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        '7' => [0b11111, 0b00001, 0b00010, 0b00010, 0b00100, 0b00100, 0b00100],
        '8' => [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        '9' => [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
        '#' => [0b01010, 0b01010, 0b11111, 0b01010, 0b11111, 0b01010, 0b01010],
        '+' => [0b00000, 0b00100, 0b00100, 0b11111, 0b00100, 0b00100, 0b00000],
        '-' => [0b00000, 0b00000, 0b00000, 0b11111, 0b00000, 0b00000, 0b00000],
        '→' => [0b00000, 0b00100, 0b00010, 0b11111, 0b00010, 0b00100, 0b00000],
        _ => [0b11111, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11111],
    }
}
