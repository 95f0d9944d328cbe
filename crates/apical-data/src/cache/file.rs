//! The form of a file of the cache.
//!
//! | what | bytes |
//! |---|---|
//! | `apicalds` | 8 |
//! | version of the form, length of the header | 4 + 4 |
//! | header: fingerprint; of the training, validation and test set width, height, classes, images (0: there is none), hash; preparation
//! of pictures (0 none, 1 as they are, 2 normalised); bits of samples of 16 bits (0 where there are none); form of numbers; name, class names, notes | |
//! | labels and pixels of the sets | |
//! | CRC-32 of all before | 4 |
//!
//! Numbers are whole, least significant byte first; a text is its length and its bytes in UTF-8. Pixels are read into the
//! memory where they stay.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use crc32fast::Hasher;

use super::open_plain;
use crate::limits::{MAX_IMAGES, MAX_PIXELS};
use crate::{Dataset, FeatureScale, Given, InputForm, Preparation, SampleBits};

const MAGIC: [u8; 8] = *b"apicalds";
/// Version of this form.
const VERSION: u32 = 4;
/// No header is nearly as long.
const LONGEST_HEADER: u32 = 1 << 20;

/// What was done to pictures, as numbers.
const PREPARATIONS: [Option<Preparation>; 3] = [None, Some(Preparation::AsIs), Some(Preparation::Normalise)];

/// Writes a dataset.
pub(super) fn write(to: &mut impl Write, fingerprint: &[u8; 32], given: &Given) -> io::Result<()> {
    let Given { name, class_names, notes, .. } = given;
    let mut header = fingerprint.to_vec();
    for set in given.sets() {
        let set = set.as_ref();
        let numbers = set.map_or([0; 4], |set| [set.width(), set.height(), set.classes(), set.len()]);
        numbers.iter().for_each(|&number| header.extend((number as u64).to_le_bytes()));
        header.extend(set.map_or([0; 32], Dataset::hash));
    }
    header.push(PREPARATIONS.iter().position(|known| *known == given.preparation).unwrap_or_default() as u8);
    header.push(given.bits.map_or(0, SampleBits::get));
    form(&mut header, given.form.as_ref());
    text(&mut header, name);
    for list in [class_names, notes] {
        header.extend((list.len() as u32).to_le_bytes());
        list.iter().for_each(|entry| text(&mut header, entry));
    }
    let mut hasher = Hasher::new();
    let mut put = |bytes: &[u8]| {
        hasher.update(bytes);
        to.write_all(bytes)
    };
    put(&MAGIC)?;
    put(&VERSION.to_le_bytes())?;
    put(&(header.len() as u32).to_le_bytes())?;
    put(&header)?;
    for set in given.sets().into_iter().flatten() {
        put(set.labels())?;
        put(set.pixels())?;
    }
    let checksum = hasher.finalize();
    to.write_all(&checksum.to_le_bytes())
}

/// 0 if there is none; else 1 for bytes, 2 for one range, 3 for one a feature, the number of ranges, the ranges, names of
/// features, and the column of the label, a text that is empty if there is none.
fn form(header: &mut Vec<u8>, form: Option<&InputForm>) {
    let Some(form) = form else { return header.push(0) };
    let (kind, ranges) = match &form.scale {
        FeatureScale::Bytes => (1, Vec::new()),
        FeatureScale::Common { lower, upper } => (2, vec![(*lower, *upper)]),
        FeatureScale::Each(ranges) => (3, ranges.clone()),
    };
    header.push(kind);
    header.extend((ranges.len() as u32).to_le_bytes());
    for (lower, upper) in ranges {
        header.extend(lower.to_le_bytes());
        header.extend(upper.to_le_bytes());
    }
    header.extend((form.feature_names.len() as u32).to_le_bytes());
    form.feature_names.iter().for_each(|name| text(header, name));
    text(header, form.label_column.as_deref().unwrap_or_default());
}

fn text(header: &mut Vec<u8>, text: &str) {
    header.extend((text.len() as u32).to_le_bytes());
    header.extend(text.as_bytes());
}

/// A file whose header has been read and fits its length.
pub(super) struct Opened<R> {
    reader: R,
    hasher: Hasher,
    shapes: [Shape; 3],
    preparation: Option<Preparation>,
    bits: Option<SampleBits>,
    form: Option<InputForm>,
    name: String,
    class_names: Vec<String>,
    notes: Vec<String>,
}

/// Opens a file; its fingerprint beside it. `None` if it is no whole file of this form.
pub(super) fn open(path: &Path) -> Option<([u8; 32], Opened<BufReader<File>>)> {
    let (file, length) = open_plain(path)?;
    begin(BufReader::new(file), length)
}

/// Reads the header of a file of `length` bytes.
pub(super) fn begin<R: Read>(mut reader: R, length: u64) -> Option<([u8; 32], Opened<R>)> {
    let mut start = [0; 16];
    reader.read_exact(&mut start).ok()?;
    let number = |at: usize| u32::from_le_bytes([start[at], start[at + 1], start[at + 2], start[at + 3]]);
    if start[..8] != MAGIC || number(8) != VERSION || number(12) > LONGEST_HEADER {
        return None;
    }
    let mut header = vec![0; number(12) as usize];
    reader.read_exact(&mut header).ok()?;
    let mut hasher = Hasher::new();
    hasher.update(&start);
    hasher.update(&header);
    let mut rest = Rest(&header);
    let fingerprint = rest.array()?;
    let shapes = [rest.shape()?, rest.shape()?, rest.shape()?];
    let [preparation] = rest.array()?;
    let preparation = *PREPARATIONS.get(usize::from(preparation))?;
    let bits = match rest.array()? {
        [0] => None,
        [bits] => Some(SampleBits::new(bits)?),
    };
    let form = rest.form()?;
    let (name, class_names, notes) = (rest.text()?, rest.texts()?, rest.texts()?);
    let content = shapes.iter().map(Shape::bytes).sum::<Option<u64>>()?;
    let whole = 16 + header.len() as u64 + content + 4;
    (rest.0.is_empty() && whole == length).then_some((
        fingerprint,
        Opened { reader, hasher, shapes, preparation, bits, form, name, class_names, notes },
    ))
}

impl<R: Read> Opened<R> {
    /// Reads the rest. `None` if it is damaged.
    pub(super) fn read(mut self) -> Option<Given> {
        let mut bytes = |length: u64| {
            // As long as the file; the header was compared with that.
            let mut bytes = vec![0; usize::try_from(length).ok()?];
            self.reader.read_exact(&mut bytes).ok()?;
            self.hasher.update(&bytes);
            Some(bytes)
        };
        let mut content = Vec::new();
        for shape in &self.shapes {
            content.push((bytes(shape.count)?, bytes(shape.pixels()?)?));
        }
        let mut checksum = [0; 4];
        self.reader.read_exact(&mut checksum).ok()?;
        if u32::from_le_bytes(checksum) != self.hasher.finalize() {
            return None;
        }
        let mut sets = content.into_iter().zip(self.shapes).map(|((labels, pixels), shape)| {
            let [width, height, classes] =
                [shape.width, shape.height, shape.classes].map(|number| usize::try_from(number).unwrap_or(0));
            if shape.count == 0 {
                return Some(None);
            }
            let set = Dataset::new(width, height, classes, pixels, labels).ok()?;
            Some(Some(set.with_known_hash(shape.hash)))
        });
        let [train, validation, test] = [sets.next()??, sets.next()??, sets.next()??];
        let Self { preparation, bits, form, name, class_names, notes, .. } = self;
        Some(Given { name, class_names, train, validation, test, preparation, bits, form, notes })
    }
}

struct Shape {
    width: u64,
    height: u64,
    classes: u64,
    count: u64,
    hash: [u8; 32],
}

impl Shape {
    fn pixels(&self) -> Option<u64> {
        self.width.checked_mul(self.height)?.checked_mul(self.count).filter(|pixels| *pixels <= MAX_PIXELS)
    }

    /// Of labels and pixels.
    fn bytes(&self) -> Option<u64> {
        (self.count <= MAX_IMAGES).then_some(self.pixels()? + self.count)
    }
}

/// What is left of a header.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn take(&mut self, length: usize) -> Option<&[u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Option<[u8; LENGTH]> {
        self.take(LENGTH)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn shape(&mut self) -> Option<Shape> {
        Some(Shape {
            width: self.number()?,
            height: self.number()?,
            classes: self.number()?,
            count: self.number()?,
            hash: self.array()?,
        })
    }

    fn form(&mut self) -> Option<Option<InputForm>> {
        let [kind] = self.array()?;
        if kind == 0 {
            return Some(None);
        }
        let count = u32::from_le_bytes(self.array()?);
        let ranges: Option<Vec<(f64, f64)>> = (0..count)
            .map(|_| Some((f64::from_le_bytes(self.array()?), f64::from_le_bytes(self.array()?))))
            .collect();
        let scale = match (kind, ranges?) {
            (1, _) => FeatureScale::Bytes,
            (2, ranges) => {
                let (lower, upper) = *ranges.first()?;
                FeatureScale::Common { lower, upper }
            }
            (3, ranges) => FeatureScale::Each(ranges),
            _ => return None,
        };
        let feature_names = self.texts()?;
        let label_column = Some(self.text()?).filter(|column| !column.is_empty());
        Some(Some(InputForm { scale, feature_names, label_column }))
    }

    fn text(&mut self) -> Option<String> {
        let length = u32::from_le_bytes(self.array()?);
        String::from_utf8(self.take(length as usize)?.to_vec()).ok()
    }

    fn texts(&mut self) -> Option<Vec<String>> {
        let count = u32::from_le_bytes(self.array()?);
        (0..count).map(|_| self.text()).collect()
    }
}
