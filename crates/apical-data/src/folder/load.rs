//! Pictures into memory, on all cores, each read once.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use super::FolderOptions;
use super::classes::Parts;
use super::warnings::{self, PictureWarning};
use crate::DataError;
use crate::decode::{Decoded, GreyImage, ImageError, SampleBits};
use crate::labelled::Labelled;
use crate::limits::{MAX_IMAGES, MAX_PIXELS};
use crate::normalise::{
    Doubts, ImageSize, Preparation, background_is_zero, has_size, normalise_in_doubt, prepare,
};

/// Pictures that a thread takes at a time: few enough that all end together.
const AT_A_TIME: usize = 32;
/// Each thread holds a picture, which may take half a gigabyte.
const MOST_THREADS: usize = 16;

/// Pictures in memory.
pub(super) struct Loaded {
    /// As [`Parts`]; `None` where there are no pictures.
    pub(super) parts: [Option<Labelled>; 3],
    pub(super) preparation: Preparation,
    /// `None` if no picture has samples of 16 bits whose full intensity is open.
    pub(super) bits: Option<SampleBits>,
    /// Bits that they use, whatever they are to use.
    pub(super) used: Option<SampleBits>,
    pub(super) blank: Vec<PathBuf>,
    pub(super) warnings: Vec<PictureWarning>,
}

/// How pictures are read.
#[derive(Debug, Clone, Copy)]
struct How {
    size: ImageSize,
    preparation: Preparation,
    bits: SampleBits,
}

/// What is known of a picture that was read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// It has the network's size, and its pixels are its own so far.
    as_it_is: bool,
    background_is_zero: bool,
    pub(super) blank: bool,
    greatest: Option<u16>,
    pub(super) truncated: bool,
    pub(super) more: bool,
    pub(super) doubts: Doubts,
}

/// Reads all parts.
///
/// What "automatic" means is settled for all of them together, by the rule of [`Preparation::Automatic`]: one picture
/// treated otherwise than another would be another task. Until it is settled, pictures of the network's size are kept as
/// they are, in the memory that their result takes; others are normalised, since nothing else can be done to them.
///
/// So are the bits that samples of 16 use: if they are fewer than 16, all is read again.
pub(super) fn load(folder: &Path, parts: &Parts, options: &FolderOptions<'_>) -> Result<Loaded, DataError> {
    let (size, preparation) = (options.size, options.preparation);
    let how = How { size, preparation, bits: options.bits.unwrap_or_default() };
    let (loaded, greatest) = load_once(folder, parts, how)?;
    let used = greatest.map(SampleBits::holding);
    let bits = options.bits.or(used);
    if options.bits.is_none()
        && let Some(bits) = bits.filter(|bits| *bits != SampleBits::ALL)
    {
        // The first ones before the second ones: both would be twice the memory.
        drop(loaded);
        let (loaded, _) = load_once(folder, parts, How { bits, ..how })?;
        return Ok(Loaded { bits: Some(bits), used, ..loaded });
    }
    Ok(Loaded { bits: used.and(bits), used, ..loaded })
}

/// Also returns the greatest sample of 16 bits.
fn load_once(folder: &Path, parts: &Parts, how: How) -> Result<(Loaded, Option<u16>), DataError> {
    let size = how.size;
    let mut sets = [Labelled::default(), Labelled::default(), Labelled::default()];
    let mut seen: [Vec<Seen>; 3] = Default::default();
    for ((files, set), seen) in parts.iter().zip(&mut sets).zip(&mut seen) {
        let total = (files.len() as u64).saturating_mul((size.width * size.height) as u64);
        if files.len() as u64 > MAX_IMAGES || total > MAX_PIXELS {
            return Err(DataError::TooManyImages { folder: folder.to_owned() });
        }
        set.width = size.width;
        set.height = size.height;
        set.pixels = vec![0; total as usize];
        set.labels = files.iter().map(|(label, _)| *label).collect();
        *seen = fill(files, &mut set.pixels, how)?;
    }
    let greatest = seen.iter().flatten().filter_map(|seen| seen.greatest).max();
    let preparation = match how.preparation {
        Preparation::Automatic => settle(seen.iter().flatten()),
        given => given,
    };
    let mut blank = Vec::new();
    for ((files, set), seen) in parts.iter().zip(&mut sets).zip(&mut seen) {
        if preparation == Preparation::Normalise {
            normalise_the_rest(&mut set.pixels, seen, size)
                .map_err(|source| DataError::Image { file: folder.to_owned(), source })?;
        }
        let blanks = files.iter().zip(seen).filter(|(_, seen)| seen.blank);
        blank.extend(blanks.map(|((_, file), _)| file.clone()));
    }
    let pictures = parts.iter().flatten().map(|(_, file)| file).zip(seen.iter().flatten());
    let warnings = warnings::of(pictures);
    let parts = sets.map(|set| (!set.labels.is_empty()).then_some(set));
    Ok((Loaded { parts, preparation, bits: None, used: None, blank, warnings }, greatest))
}

/// All as they are if all have the network's size and more than half a background of 0.
fn settle<'a>(seen: impl Iterator<Item = &'a Seen> + Clone) -> Preparation {
    let all = seen.clone().count();
    let prepared = seen.clone().filter(|seen| seen.background_is_zero).count();
    if seen.clone().all(|seen| seen.as_it_is) && 2 * prepared > all {
        Preparation::AsIs
    } else {
        Preparation::Normalise
    }
}

/// Reads pictures on several threads. Of several that cannot be read, the first is the error.
fn fill(files: &[(u8, PathBuf)], pixels: &mut [u8], how: How) -> Result<Vec<Seen>, DataError> {
    let mut seen = vec![Seen::default(); files.len()];
    let each = how.size.width * how.size.height;
    let work =
        files.chunks(AT_A_TIME).zip(pixels.chunks_mut(AT_A_TIME * each)).zip(seen.chunks_mut(AT_A_TIME));
    let work = Mutex::new(work.enumerate());
    let failed = Mutex::new(None::<(usize, DataError)>);
    let one_thread = || {
        loop {
            if failed.lock().is_ok_and(|failed| failed.is_some()) {
                return;
            }
            let next = work.lock().ok().and_then(|mut work| work.next());
            let Some((number, ((files, pixels), seen))) = next else { return };
            let pictures = files.iter().zip(pixels.chunks_exact_mut(each)).zip(seen);
            for (((_, file), pixels), seen) in pictures {
                match read(file, pixels, how) {
                    Ok(found) => *seen = found,
                    Err(error) => {
                        // Work is handed out in order and what is begun is ended: the first error is among these.
                        if let Ok(mut failed) = failed.lock()
                            && failed.as_ref().is_none_or(|(earlier, _)| number < *earlier)
                        {
                            *failed = Some((number, error));
                        }
                        return;
                    }
                }
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    thread::scope(|scope| {
        for _ in 1..threads.min(files.len().div_ceil(AT_A_TIME)) {
            scope.spawn(one_thread);
        }
        one_thread();
    });
    match failed.into_inner() {
        Ok(Some((_, error))) => Err(error),
        _ => Ok(seen),
    }
}

/// Reads one picture into `pixels`.
fn read(file: &Path, pixels: &mut [u8], how: How) -> Result<Seen, DataError> {
    let Decoded { image, greatest, truncated, more } = Decoded::open(file, how.bits)?;
    let mut seen = Seen { greatest, truncated, more, ..Seen::default() };
    let undecided = how.preparation == Preparation::Automatic && has_size(&image, how.size);
    if undecided || how.preparation == Preparation::AsIs {
        let ready = prepare(&image, how.size, Preparation::AsIs)
            .map_err(|source| DataError::Image { file: file.to_owned(), source })?;
        pixels.copy_from_slice(&ready.pixels);
        seen.blank = ready.blank;
        seen.as_it_is = undecided;
        seen.background_is_zero = background_is_zero(&image);
    } else {
        let (ready, doubts) = normalise_in_doubt(&image, how.size);
        pixels.copy_from_slice(&ready.pixels);
        seen.blank = ready.blank;
        seen.doubts = doubts;
    }
    Ok(seen)
}

/// Normalises those that are as they were.
fn normalise_the_rest(pixels: &mut [u8], seen: &mut [Seen], size: ImageSize) -> Result<(), ImageError> {
    for (pixels, seen) in pixels.chunks_exact_mut(size.width * size.height).zip(seen) {
        if seen.as_it_is {
            let image = GreyImage::new(size.width, size.height, pixels.to_vec())?;
            let (ready, doubts) = normalise_in_doubt(&image, size);
            pixels.copy_from_slice(&ready.pixels);
            *seen = Seen { as_it_is: false, blank: ready.blank, doubts, ..*seen };
        }
    }
    Ok(())
}
