//! What stands before the pixels.

use super::BmpError;
use super::masks::Masks;

/// Longest side, of this format alone.
const LONGEST_SIDE: i32 = 0xFFFF;
/// Bytes of the header of the file, which come before the header of the picture.
const FILE_HEADER: usize = 14;

/// Red, green and blue of each index.
pub(super) type Palette = [[u8; 3]; 256];

/// How pixels are stored.
pub(super) enum Layout {
    /// Indices of 1, 2, 4 or 8 bits.
    Palette { bits: u16, palette: Box<Palette> },
    /// Run lengths of indices of 4 or 8 bits.
    Runs { bits: u16, palette: Box<Palette> },
    /// Blue, green and red, a byte each.
    Bytes,
    /// Words of 16 or 32 bits, and where in them the channels are.
    Masks { bits: u16, masks: Masks },
}

impl Layout {
    /// Bits a pixel.
    pub(super) fn bits(&self) -> u16 {
        match self {
            Self::Palette { bits, .. } | Self::Runs { bits, .. } | Self::Masks { bits, .. } => *bits,
            Self::Bytes => 24,
        }
    }
}

/// All that is to be known of a picture.
pub(super) struct Header {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Whether the first row is the top one.
    pub(super) top_down: bool,
    /// Where the pixels begin in the file.
    pub(super) data_offset: usize,
    pub(super) layout: Layout,
}

impl Header {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, BmpError> {
        let mut reader = Reader { bytes, at: 10 };
        let data_offset = reader.u32()? as usize;
        let header_bytes = reader.u32()?;
        let kind = match header_bytes {
            12 => Kind::core(&mut reader)?,
            40 | 52 | 56 | 108 | 124 => Kind::info(&mut reader)?,
            other => return Err(BmpError::Header(other)),
        };
        let Kind { width, height, .. } = kind;
        if !(1..=LONGEST_SIDE).contains(&width) || height == 0 || height == i32::MIN || height > LONGEST_SIDE
        {
            return Err(BmpError::Size { width, height });
        }
        let masks_here = reader.at;
        reader.at = FILE_HEADER + header_bytes as usize;
        let colour_bytes = if header_bytes == 12 { 3 } else { 4 };
        let unknown = BmpError::Kind { bits: kind.bits, compression: kind.compression, planes: kind.planes };
        // Rows from the top are for pixels that are not compressed.
        if kind.planes != 1 || (height < 0 && !matches!(kind.compression, 0 | 3)) {
            return Err(unknown);
        }
        let layout = match (kind.compression, kind.bits) {
            (0, bits @ (1 | 4 | 8)) => {
                Layout::Palette { bits, palette: palette(&mut reader, colour_bytes, &kind)? }
            }
            (0, 2) if header_bytes != 12 => {
                Layout::Palette { bits: 2, palette: palette(&mut reader, colour_bytes, &kind)? }
            }
            (0, 24) => Layout::Bytes,
            (0, 16) if header_bytes != 12 => Layout::Masks { bits: 16, masks: Masks::FIVE_BITS },
            (0, 32) if header_bytes != 12 => Layout::Masks { bits: 32, masks: Masks::EIGHT_BITS },
            (1, 8) | (2, 4) => {
                Layout::Runs { bits: kind.bits, palette: palette(&mut reader, colour_bytes, &kind)? }
            }
            (3, bits @ (16 | 32)) => {
                reader.at = masks_here;
                let [red, green, blue] = [reader.u32()?, reader.u32()?, reader.u32()?];
                // The two oldest headers have no mask of opacity.
                let alpha = if header_bytes >= 56 { reader.u32()? } else { 0 };
                Layout::Masks { bits, masks: Masks::new([red, green, blue, alpha], bits)? }
            }
            _ => return Err(unknown),
        };
        Ok(Self {
            width: width as usize,
            height: height.unsigned_abs() as usize,
            top_down: height < 0,
            data_offset,
            layout,
        })
    }

    pub(super) fn has_alpha(&self) -> bool {
        matches!(&self.layout, Layout::Masks { masks, .. } if masks.has_alpha())
    }
}

/// What a header says of the picture, as it stands there.
struct Kind {
    width: i32,
    height: i32,
    planes: u16,
    bits: u16,
    compression: u32,
    colours_used: u32,
}

impl Kind {
    /// The header of OS/2 1 and Windows 2.
    fn core(reader: &mut Reader<'_>) -> Result<Self, BmpError> {
        let (width, height) = (i32::from(reader.u16()?), i32::from(reader.u16()?));
        let (planes, bits) = (reader.u16()?, reader.u16()?);
        Ok(Self { width, height, planes, bits, compression: 0, colours_used: 0 })
    }

    /// The header of Windows 3, with which later ones begin.
    fn info(reader: &mut Reader<'_>) -> Result<Self, BmpError> {
        let (width, height) = (reader.i32()?, reader.i32()?);
        let (planes, bits) = (reader.u16()?, reader.u16()?);
        let compression = reader.u32()?;
        // Bytes of the pixels, and pixels a metre in both directions.
        reader.at += 12;
        let colours_used = reader.u32()?;
        // How many of them matter.
        reader.u32()?;
        Ok(Self { width, height, planes, bits, compression, colours_used })
    }
}

/// Colours that the file does not have are black.
fn palette(reader: &mut Reader<'_>, colour_bytes: usize, kind: &Kind) -> Result<Box<Palette>, BmpError> {
    let all = 1_u32 << kind.bits;
    let colours = match kind.colours_used {
        0 => all,
        used if used <= all => used,
        used => return Err(BmpError::Palette(used)),
    };
    let mut palette = Box::new([[0; 3]; 256]);
    let stored = reader.take(colours as usize * colour_bytes, "palette")?;
    for (colour, stored) in palette.iter_mut().zip(stored.chunks_exact(colour_bytes)) {
        *colour = [stored[2], stored[1], stored[0]];
    }
    Ok(palette)
}

/// Numbers from the low byte to the high one.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize, what: &'static str) -> Result<&'a [u8], BmpError> {
        let taken = self.bytes.get(self.at..).and_then(|rest| rest.get(..length));
        self.at += length;
        taken.ok_or(BmpError::Short(what))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], BmpError> {
        let taken = self.take(N, "pixels")?;
        Ok(std::array::from_fn(|index| taken[index]))
    }

    fn u16(&mut self) -> Result<u16, BmpError> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, BmpError> {
        self.array().map(u32::from_le_bytes)
    }

    fn i32(&mut self) -> Result<i32, BmpError> {
        self.array().map(i32::from_le_bytes)
    }
}
