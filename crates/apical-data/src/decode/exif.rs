//! Entries of EXIF data, which are laid out as TIFF.

use super::orientation::Orientation;

const ORIENTATION: u16 = 0x0112;
/// The type of a number of 16 bits.
const SHORT: u16 = 3;
/// Entries of a directory that are looked at.
const MOST_ENTRIES: u16 = 512;

/// The orientation that EXIF data state, from the mark of their byte order on. `None` if they do not, or are damaged.
pub(super) fn orientation(data: &[u8]) -> Option<Orientation> {
    short(data, ORIENTATION).and_then(|(_, value)| Orientation::new(value))
}

/// Where the number of an entry of the first directory stands, and the number, if it is one of 16 bits.
pub(super) fn short(data: &[u8], tag: u16) -> Option<(usize, u16)> {
    let little = match data.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let bytes: [u8; 2] = data.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let u32_at = |at: usize| {
        let bytes: [u8; 4] = data.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    };
    if u16_at(2)? != 42 {
        return None;
    }
    let directory = u32_at(4)? as usize;
    let entries = u16_at(directory)?.min(MOST_ENTRIES);
    for entry in 0..usize::from(entries) {
        let at = directory.checked_add(2 + 12 * entry)?;
        if u16_at(at)? == tag {
            return (u16_at(at + 2)? == SHORT).then_some((at + 8, u16_at(at + 8)?));
        }
    }
    None
}
