//! `.npy`: a header that is a dictionary in Python, then the elements.

use std::io::Read;

use super::{ArrayError, Element, Tensor};

const MAGIC: &[u8; 6] = b"\x93NUMPY";
/// NumPy itself takes no longer header without being asked.
const LONGEST_HEADER: usize = 10_000;
/// More dimensions than arrays have.
const MOST_DIMENSIONS: usize = 8;

/// Reads an array. `name` is what messages call it; `at_most` the largest number of bytes that the source can hold, 0 if
/// that is not known (see [`crate::idx::read_images`]).
///
/// # Errors
/// If it is no `.npy` file, its elements are not read, or it passes the limits of [`crate::limits`].
pub fn read_npy(mut source: impl Read, name: &str, at_most: u64) -> Result<Tensor, ArrayError> {
    read_header(&mut source, name)?.read(source, at_most)
}

/// The sizes of an array's dimensions, from its header; the elements are not read.
///
/// # Errors
/// If it has no header of a `.npy` file, or its elements are not read.
pub(crate) fn npy_shape(mut source: impl Read, name: &str) -> Result<Vec<usize>, ArrayError> {
    Ok(read_header(&mut source, name)?.shape)
}

/// The array without its elements.
fn read_header(source: &mut impl Read, name: &str) -> Result<Tensor, ArrayError> {
    let problem = |problem: String| ArrayError::Format { array: name.to_owned(), problem };
    let short = |_| problem("it ends inside its header".to_owned());
    let mut start = [0; 8];
    source.read_exact(&mut start).map_err(short)?;
    if &start[..6] != MAGIC {
        return Err(problem("it does not begin as a .npy file does".to_owned()));
    }
    let width = match start[6] {
        1 => 2,
        2 | 3 => 4,
        version => return Err(problem(format!("its version is {version}; there are 1, 2 and 3"))),
    };
    let mut length = [0; 4];
    source.read_exact(&mut length[..width]).map_err(short)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST_HEADER {
        return Err(problem(format!("its header has {length} bytes; {LONGEST_HEADER} are the most")));
    }
    let mut header = vec![0; length];
    source.read_exact(&mut header).map_err(short)?;
    let header = String::from_utf8_lossy(&header);
    parse(&header, name).map_err(problem)
}

fn parse(header: &str, name: &str) -> Result<Tensor, String> {
    let value = |key: &str| -> Result<&str, String> {
        let quoted = [format!("'{key}'"), format!("\"{key}\"")];
        let at = quoted.iter().find_map(|quoted| header.find(quoted.as_str()).map(|at| at + quoted.len()));
        let rest = at.map(|at| header[at..].trim_start()).and_then(|rest| rest.strip_prefix(':'));
        rest.map(str::trim_start).ok_or_else(|| format!("its header has no {key}"))
    };
    let descr = value("descr")?;
    let quote = descr.chars().next().filter(|quote| ['\'', '"'].contains(quote));
    let Some(kind) = quote.and_then(|quote| descr[1..].split(quote).next()) else {
        return Err("it is an array of records: save each field as an array of its own".to_owned());
    };
    let (element, big_endian) = element(kind)?;
    let fortran = match value("fortran_order")? {
        text if text.starts_with("True") => true,
        text if text.starts_with("False") => false,
        _ => return Err("its fortran_order is neither True nor False".to_owned()),
    };
    let shape = value("shape")?;
    let inside = shape.strip_prefix('(').and_then(|rest| rest.split_once(')')).map(|(inside, _)| inside);
    let sizes = inside.ok_or("its shape is no list of numbers in parentheses")?.split(',').map(str::trim);
    let shape: Result<Vec<usize>, _> = sizes.filter(|size| !size.is_empty()).map(str::parse).collect();
    let shape = shape.map_err(|_| "its shape is not made of whole numbers".to_owned())?;
    if shape.len() > MOST_DIMENSIONS {
        return Err(format!("it has {} dimensions; 1 to 4 are read", shape.len()));
    }
    Ok(Tensor { name: name.to_owned(), element, big_endian, fortran, shape, bytes: Vec::new() })
}

fn element(kind: &str) -> Result<(Element, bool), String> {
    let refused = |why: &str| Err(format!("its elements are of type {kind:?}, {why}"));
    let (order, rest) = match kind.chars().next() {
        Some(order @ ('<' | '>' | '=' | '|')) => (order, &kind[1..]),
        _ => ('<', kind),
    };
    let mut characters = rest.chars();
    let (Some(letter), size) = (characters.next(), characters.as_str().parse::<usize>()) else {
        return refused("which is none of NumPy's");
    };
    let element = match (letter, size) {
        ('b', Ok(1)) | ('?', _) => Element::Bool,
        ('u', Ok(size @ (1 | 2 | 4 | 8))) => Element::Unsigned(size),
        ('i', Ok(size @ (1 | 2 | 4 | 8))) => Element::Signed(size),
        ('f', Ok(size @ (2 | 4 | 8))) => Element::Float(size),
        ('U', Ok(size)) if (1..=1 << 16).contains(&size) => Element::Unicode(size),
        ('S', Ok(size)) if (1..=1 << 18).contains(&size) => Element::Bytes(size),
        ('O', _) => {
            return refused("objects of Python, which are not read: convert with .astype() before saving");
        }
        ('c', _) => return refused("complex numbers: take the real part or the magnitude"),
        _ => return refused("which are not read: convert to numbers with .astype() before saving"),
    };
    Ok((element, order == '>'))
}
