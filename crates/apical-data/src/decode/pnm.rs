//! PBM, PGM and PPM, as text (P1 to P3) and as bytes (P4 to P6).

use super::DecodeError;
use super::picture::{Channels, Depth, Picture, check_size};

/// What is wrong with a PBM, PGM or PPM file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PnmError {
    /// It ends too early.
    #[error("the file ends before its {0}")]
    Short(&'static str),
    /// What should be a number is none, or one that is too large.
    #[error("byte {at} does not begin a number below 2^32, where its {what} should be")]
    Number {
        /// What was expected.
        what: &'static str,
        /// Where.
        at: usize,
    },
    /// Width, height or the greatest sample is 0, or the latter above 65,535.
    #[error("{width} x {height} pixels with samples up to {greatest}; none may be 0, samples at most 65535")]
    Header {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
        /// The greatest sample.
        greatest: u32,
    },
    /// A sample passes the greatest one.
    #[error("a sample of {found}, above the greatest of {greatest} that the header states")]
    Sample {
        /// The sample.
        found: u32,
        /// What the header states.
        greatest: u32,
    },
}

pub(super) fn begins(bytes: &[u8]) -> bool {
    matches!(bytes, [b'P', b'1'..=b'6', next, ..] if next.is_ascii_whitespace() || *next == b'#')
}

pub(super) fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    let kind = bytes.get(1).copied().unwrap_or_default();
    let mut text = Text { bytes, at: 2 };
    let (width, height) = (text.number("width")?, text.number("height")?);
    // Of bits, 1 is black.
    let bits = matches!(kind, b'1' | b'4');
    let greatest = if bits { 1 } else { text.number("greatest sample")? };
    if width == 0 || height == 0 || !(1..=0xFFFF).contains(&greatest) {
        return Err(PnmError::Header { width, height, greatest }.into());
    }
    let (width, height) = (width as usize, height as usize);
    let channels = if matches!(kind, b'3' | b'6') { Channels::Rgb } else { Channels::Grey };
    let depth = if greatest > 0xFF { Depth::Sixteen } else { Depth::Eight };
    let size = check_size(width, height, channels, depth)?;
    let count = width * height * channels.count();
    // A digit and a space for each sample, at the least; digits of bits need no space between them.
    let rest = bytes.len().saturating_sub(text.at);
    let needed = match kind {
        b'1' => count,
        b'2' | b'3' => 2 * count - 1,
        b'4' => width.div_ceil(8) * height,
        _ => size,
    };
    if rest < needed {
        return Err(PnmError::Short("last sample").into());
    }
    let mut samples = Vec::with_capacity(size);
    let mut add = |found: u32| match depth {
        _ if found > greatest => Err(PnmError::Sample { found, greatest }),
        Depth::Eight => {
            samples.push(((found * 0xFF + greatest / 2) / greatest) as u8);
            Ok(())
        }
        Depth::Sixteen => {
            samples.extend((((found * 0xFFFF + greatest / 2) / greatest) as u16).to_be_bytes());
            Ok(())
        }
    };
    match kind {
        b'1' => (0..count).try_for_each(|_| add(1 - text.bit()?))?,
        b'2' | b'3' => (0..count).try_for_each(|_| add(text.number("sample")?))?,
        b'4' => {
            for row in text.raw().chunks(width.div_ceil(8)).take(height) {
                let row = row.get(..width.div_ceil(8)).ok_or(PnmError::Short("last sample"))?;
                (0..width).try_for_each(|x| add(1 - u32::from(row[x / 8] >> (7 - x % 8) & 1)))?;
            }
        }
        _ if depth == Depth::Eight => {
            text.raw().iter().take(count).try_for_each(|&found| add(found.into()))?
        }
        _ => {
            let mut pairs = text.raw().chunks_exact(2).take(count);
            pairs.try_for_each(|pair| add(u32::from(u16::from_be_bytes([pair[0], pair[1]]))))?;
        }
    }
    if samples.len() != size {
        return Err(PnmError::Short("last sample").into());
    }
    let picture = Picture::new(width, height, channels, depth, samples);
    Ok(Picture { range_is_stated: greatest != 0xFFFF, ..picture })
}

/// Numbers between white space and comments.
struct Text<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Text<'_> {
    fn skip(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            if *byte == b'#' {
                let line = self.bytes[self.at..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
                self.at = line.map_or(self.bytes.len(), |length| self.at + length);
            } else if byte.is_ascii_whitespace() {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn number(&mut self, what: &'static str) -> Result<u32, PnmError> {
        self.skip();
        let start = self.at;
        let digits = self.bytes.get(start..).unwrap_or_default();
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits.is_empty() {
            return Err(PnmError::Short(what));
        }
        self.at += length;
        let number = std::str::from_utf8(&digits[..length]).ok().and_then(|digits| digits.parse().ok());
        number.ok_or(PnmError::Number { what, at: start })
    }

    fn bit(&mut self) -> Result<u32, PnmError> {
        self.skip();
        let byte = *self.bytes.get(self.at).ok_or(PnmError::Short("sample"))?;
        let at = self.at;
        self.at += 1;
        match byte {
            b'0' | b'1' => Ok(u32::from(byte - b'0')),
            _ => Err(PnmError::Number { what: "sample", at }),
        }
    }

    /// What follows the one white space after the header.
    fn raw(&self) -> &[u8] {
        self.bytes.get(self.at + 1..).unwrap_or_default()
    }
}
