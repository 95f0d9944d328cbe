//! A front end for some data: what is open in a request follows from the training images by integer rules.

use alloc::vec;
use alloc::vec::Vec;

use super::request::{LevelsRequest, RetinaRequest};
use super::responses::Responses;
use super::{Code, FrontEnd, FrontEndError, Levels, Request, Retina, RetinaInput};
use crate::limits::MAXIMUM_INPUTS;
use crate::training::TrainingImages;

/// So many images at most are looked at.
const SAMPLE: u32 = 2000;
/// Levels of a feature.
const FEATURE_LEVELS: usize = 32;
/// Levels of a pixel where pictures are too small for filters.
const PIXEL_LEVELS: usize = 8;
/// Least side of a picture that filters are laid on unasked.
const LEAST_SIDE: usize = 16;
/// Fields on the longer side of a picture.
const FIELDS: usize = 7;

/// What kind of data a network learns from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Values side by side in rows.
    Picture {
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// Values of any meaning.
    Features {
        /// How many.
        inputs: usize,
    },
}

impl Kind {
    /// What data of such a shape are: features if there is but one row or column.
    #[must_use]
    pub const fn of(width: usize, height: usize) -> Self {
        if width > 1 && height > 1 {
            Self::Picture { width, height }
        } else {
            Self::Features { inputs: width * height }
        }
    }

    const fn inputs(self) -> usize {
        match self {
            Self::Picture { width, height } => width * height,
            Self::Features { inputs } => inputs,
        }
    }
}

/// The front end that a request stands for on these data.
///
/// - *auto*: features get a thermometer of 32 levels (fewer where that would be over 16,384 bits), pictures of at least 16 x 16 the
///   retina, smaller ones a thermometer of 8 levels.
/// - Values are inverted if they are pictures in which more than half of the values are 128 or more (a threshold alone only if it
///   was asked for).
/// - Thresholds of pixels are even: `256 (k + 1) / (K + 1)`, rounded down. Those of a feature are quantiles of its values: of `n` in
///   ascending order the one with index `n (k + 1) / (K + 1)`, rounded down.
/// - The retina's thresholds: the least `t >= 1` of which the absolute values of at least so many percent of the responses of its kind
///   (edges, bars) are below, over all positions. A bit stands for the `ceil(longer side / 7)` positions each way.
///
/// Of more than 2,000 images 2,000 are looked at: `i n / 2000`, rounded down, for `i` from 0.
///
/// # Errors
/// If it does not fit data of this kind.
///
/// # Panics
/// If the images do not have the size that `kind` says.
pub fn fit<D: TrainingImages + ?Sized>(
    request: &Request,
    kind: Kind,
    images: &D,
) -> Result<FrontEnd, FrontEndError> {
    fit_to(request, kind, &images)
}

/// Not generic, so that it is compiled in this crate, optimised, whoever calls.
fn fit_to(request: &Request, kind: Kind, images: &dyn TrainingImages) -> Result<FrontEnd, FrontEndError> {
    let (inverted, levels, retina) = match request {
        Request::Fixed(front_end) => return Ok(front_end.clone()),
        Request::Auto => match kind {
            Kind::Features { inputs } => {
                let levels = (MAXIMUM_INPUTS / inputs.max(1)).clamp(1, FEATURE_LEVELS);
                (false, Some(LevelsRequest { code: Code::Thermometer, levels }), None)
            }
            Kind::Picture { width, height } if width.min(height) >= LEAST_SIDE => {
                (false, None, Some(RetinaRequest::DEFAULT))
            }
            Kind::Picture { .. } => {
                (false, Some(LevelsRequest { code: Code::Thermometer, levels: PIXEL_LEVELS }), None)
            }
        },
        Request::Parts { inverted, levels, retina } => (*inverted, *levels, *retina),
    };
    let threshold = levels.is_none() && retina.is_none();
    let inverted = inverted || (!threshold && matches!(kind, Kind::Picture { .. }) && mostly_light(images));
    let mut front_end = FrontEnd { inverted, ..FrontEnd::THRESHOLD };
    front_end.levels = levels.map(|levels| fit_levels(levels, kind, images, &front_end));
    front_end.retina = retina.map(|retina| open_retina(retina, kind)).transpose()?;
    front_end.validate()?;
    let thresholds = front_end.retina.as_ref().zip(retina);
    let thresholds =
        thresholds.map(|(retina, request)| retina_thresholds(retina, request.quantile, images, &front_end));
    if let (Some(retina), Some([edge, bar])) = (&mut front_end.retina, thresholds) {
        (retina.edge_threshold, retina.bar_threshold) = (edge, bar);
    }
    Ok(front_end)
}

/// Indices of the images that are looked at.
pub(crate) fn sample(count: u32) -> impl Iterator<Item = u32> {
    let size = count.min(SAMPLE);
    (0..size).map(move |index| (u64::from(index) * u64::from(count) / u64::from(size)) as u32)
}

fn mostly_light(images: &dyn TrainingImages) -> bool {
    let (mut light, mut all) = (0_u64, 0_u64);
    for index in sample(images.count()) {
        let image = images.image(index);
        light += image.iter().filter(|&&value| value >= 128).count() as u64;
        all += image.len() as u64;
    }
    2 * light > all
}

fn fit_levels(
    LevelsRequest { code, levels }: LevelsRequest,
    kind: Kind,
    images: &dyn TrainingImages,
    front_end: &FrontEnd,
) -> Levels {
    let inputs = kind.inputs();
    let thresholds = match kind {
        Kind::Picture { .. } => (1..=levels).map(|level| (256 * level / (levels + 1)) as u8).collect(),
        Kind::Features { .. } => {
            let mut counts = vec![[0_u32; 256]; inputs];
            let mut total = 0_usize;
            for index in sample(images.count()) {
                total += 1;
                for (counts, &value) in counts.iter_mut().zip(images.image(index)) {
                    counts[usize::from(front_end.seen(value))] += 1;
                }
            }
            let of_input = |counts: &[u32; 256]| -> Vec<u8> {
                (1..=levels).map(|level| at(counts, total * level / (levels + 1))).collect()
            };
            counts.iter().flat_map(of_input).collect()
        }
    };
    Levels { inputs, levels, code, thresholds }
}

/// The value of an index among values in ascending order, of which there are so many each.
fn at(counts: &[u32; 256], index: usize) -> u8 {
    let mut before = 0;
    for (value, &count) in counts.iter().enumerate() {
        before += count as usize;
        if before > index {
            return value as u8;
        }
    }
    u8::MAX
}

fn open_retina(request: RetinaRequest, kind: Kind) -> Result<Retina, FrontEndError> {
    let Kind::Picture { width, height } = kind else {
        return Err(FrontEndError::NoPicture { inputs: kind.inputs() });
    };
    let positions = width.max(height).div_ceil(request.stride.max(1));
    Ok(Retina {
        width,
        height,
        kernel: request.kernel,
        angles: request.angles,
        stride: request.stride,
        pool: request.pool.unwrap_or(positions.div_ceil(FIELDS)),
        input: request.spikes.map_or(RetinaInput::Grey, RetinaInput::Spikes),
        edge_threshold: 1,
        bar_threshold: 1,
    })
}

/// The thresholds of edges and of bars.
fn retina_thresholds(
    retina: &Retina,
    quantile: u8,
    images: &dyn TrainingImages,
    front_end: &FrontEnd,
) -> [u16; 2] {
    let mut counts = [vec![0_u64; 1 << 15], vec![0_u64; 1 << 15]];
    let mut responses = Responses::new(retina);
    let mut image = Vec::new();
    for index in sample(images.count()) {
        image.clear();
        image.extend(images.image(index).iter().map(|&value| front_end.seen(value)));
        responses.each(&image, |filter, row| {
            let counts = &mut counts[filter % 2];
            for &response in row {
                counts[usize::from(response.unsigned_abs()).min((1 << 15) - 1)] += 1;
            }
        });
    }
    let threshold = |counts: &[u64]| {
        let all: u64 = counts.iter().sum();
        let mut below = 0;
        let least = counts.iter().position(|&count| {
            let enough = below * 100 >= all * u64::from(quantile);
            below += count;
            enough
        });
        least.unwrap_or(1).max(1) as u16
    };
    [threshold(&counts[0]), threshold(&counts[1])]
}
