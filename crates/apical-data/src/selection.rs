//! Which images are held out, and which are taken where not all are.

use sha2::{Digest, Sha256};

use crate::limits::{MAX_IMAGES, MAX_PIXELS};
use crate::{DataError, Dataset, Split};

/// One image of each class in this many is held out where the data bring no test images of their own.
///
/// Six, because MNIST has one test image for six training images.
pub const HOLD_OUT: usize = 6;

/// Which images are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SplitRule {
    /// The same share of each class. Within a class, images are taken in ascending order of the SHA-256 of the seed (8 bytes, least
    /// significant first) and the pixels: an order that has nothing to do with that of the files, and that stays what it is
    /// when they are sorted or shuffled. Of equal images of a class all are held out or none, as far as it has others.
    Stratified {
        /// Another seed, other images.
        seed: u64,
    },
    /// By the order of the files, for what earlier versions have stored: every sixth of a class as test images, the last sixth of all
    /// for validation, the first so many.
    Ordered,
}

impl Default for SplitRule {
    fn default() -> Self {
        Self::Stratified { seed: 1 }
    }
}

/// Images of a class in the order in which they are chosen.
struct Ranked {
    /// Their indices, with what they were ordered by.
    images: Vec<([u8; 16], usize)>,
}

impl Ranked {
    /// The indices of the first `count`, or of the number next to it that does not part equal images; `count` if all are equal.
    fn first(&self, count: usize) -> impl Iterator<Item = usize> {
        let all = self.images.len();
        let parts = |end: &usize| self.images[end - 1].0 != self.images[*end].0;
        let below = (1..=count.min(all.saturating_sub(1))).rev().find(parts);
        let above = (count.max(1)..all).find(parts);
        let end = match (below, above) {
            _ if count == 0 => 0,
            (Some(below), Some(above)) => {
                if count - below <= above - count {
                    below
                } else {
                    above
                }
            }
            (one, other) => one.or(other).unwrap_or(count),
        };
        self.images[..end].iter().map(|&(_, index)| index)
    }
}

impl SplitRule {
    /// A set of its own of a sixth of each class, rounded to the nearest number, and the rest: `(rest, held out)`. Both keep the order of
    /// `set`.
    ///
    /// # Errors
    /// [`DataError::TooFewImages`] if nothing can be held out, or nothing would be left. `origin` names the data there.
    pub fn hold_out(self, set: &Dataset, origin: &str) -> Result<(Dataset, Dataset), DataError> {
        let held = match self {
            Self::Stratified { seed } => {
                let mut held = vec![false; set.len()];
                for class in ranked(set, seed) {
                    let count = (class.images.len() + HOLD_OUT / 2) / HOLD_OUT;
                    class.first(count).for_each(|index| held[index] = true);
                }
                held
            }
            Self::Ordered => {
                let mut seen = [0_usize; 256];
                let sixth = |&label: &u8| {
                    let seen = &mut seen[usize::from(label)];
                    *seen += 1;
                    seen.is_multiple_of(HOLD_OUT)
                };
                set.labels().iter().map(sixth).collect()
            }
        };
        parted(set, &held, origin)
    }

    /// A sixth of the training images in the place of the test images.
    ///
    /// # Errors
    /// [`DataError::TooFewImages`] if they are too few for that.
    pub fn validation(self, split: &Split, origin: &str) -> Result<Split, DataError> {
        let (train, test) = match self {
            Self::Stratified { .. } => self.hold_out(&split.train, origin)?,
            Self::Ordered => {
                let images = split.train.len();
                let kept = images - images / HOLD_OUT;
                let held: Vec<bool> = (0..images).map(|index| index >= kept).collect();
                parted(&split.train, &held, origin)?
            }
        };
        Ok(Split { train, test })
    }

    /// Images of rare classes so often that every class that has images has as many as the largest: each image of a class the same
    /// number of times, and as many as then are missing, in the order in which they are chosen, once more. Copies stand beside
    /// each other.
    ///
    /// # Errors
    /// [`DataError::TooManyImages`] if that is more than a set may have. `origin` names the data there.
    pub fn balanced(self, set: Dataset, origin: &str) -> Result<Dataset, DataError> {
        let classes = match self {
            Self::Stratified { seed } => ranked(&set, seed),
            Self::Ordered => by_label(&set, |_| [0; 16]),
        };
        let most = classes.iter().map(|class| class.images.len()).max().unwrap_or(0);
        let used = classes.iter().filter(|class| !class.images.is_empty()).count();
        let images = (most as u64).saturating_mul(used as u64);
        if images > MAX_IMAGES || images.saturating_mul(set.image_size() as u64) > MAX_PIXELS {
            return Err(DataError::TooManyImages { folder: origin.into() });
        }
        let mut times = vec![0_usize; set.len()];
        for Ranked { images } in &classes {
            for (rank, &(_, index)) in images.iter().enumerate() {
                times[index] = most / images.len() + usize::from(rank < most % images.len());
            }
        }
        let copies =
            times.into_iter().enumerate().flat_map(|(index, times)| std::iter::repeat_n(index, times));
        Ok(set.select(&copies.collect::<Vec<_>>()))
    }

    /// `limit` images, or all if there are no more: of each class in proportion to its size, the largest remainders rounded up. In the
    /// order of `set`.
    #[must_use]
    pub fn limit(self, set: Dataset, limit: usize) -> Dataset {
        if limit == 0 || limit >= set.len() {
            return set;
        }
        match self {
            Self::Stratified { seed } => {
                let classes = ranked(&set, seed);
                let mut taken = vec![false; set.len()];
                for (class, share) in classes.iter().zip(shares(&classes, limit, set.len())) {
                    class.images[..share].iter().for_each(|&(_, index)| taken[index] = true);
                }
                subset(&set, |index| taken[index])
            }
            Self::Ordered => subset(&set, |index| index < limit),
        }
    }
}

/// The images of each class in their order.
fn ranked(set: &Dataset, seed: u64) -> Vec<Ranked> {
    by_label(set, |image| {
        let mut hasher = Sha256::new();
        hasher.update(seed.to_le_bytes());
        hasher.update(image);
        let hash: [u8; 32] = hasher.finalize().into();
        let mut key = [0; 16];
        key.copy_from_slice(&hash[..16]);
        key
    })
}

/// The images of each class, in ascending order of a key of their pixels; of equal ones in the order of the set.
fn by_label(set: &Dataset, key: impl Fn(&[u8]) -> [u8; 16]) -> Vec<Ranked> {
    let mut classes: Vec<Ranked> = (0..set.classes()).map(|_| Ranked { images: Vec::new() }).collect();
    for (index, &label) in set.labels().iter().enumerate() {
        classes[usize::from(label)].images.push((key(set.image(index)), index));
    }
    classes.iter_mut().for_each(|class| class.images.sort_unstable());
    classes
}

/// How many of each class, `limit` of `all` in sum.
fn shares(classes: &[Ranked], limit: usize, all: usize) -> Vec<usize> {
    let exact = |class: &Ranked| class.images.len() as u128 * limit as u128;
    let mut shares: Vec<usize> = classes.iter().map(|class| (exact(class) / all as u128) as usize).collect();
    let mut order: Vec<usize> = (0..classes.len()).collect();
    // The largest remainder first; of equal ones, the class with the fewest, so that none is left out while another has two.
    order.sort_by_key(|&class| {
        (std::cmp::Reverse(exact(&classes[class]) % all as u128), shares[class], class)
    });
    let missing = limit - shares.iter().sum::<usize>();
    order.into_iter().take(missing).for_each(|class| shares[class] += 1);
    shares
}

fn parted(set: &Dataset, held: &[bool], origin: &str) -> Result<(Dataset, Dataset), DataError> {
    let count = held.iter().filter(|&&held| held).count();
    if count == 0 || count == set.len() {
        return Err(DataError::TooFewImages { origin: origin.to_owned() });
    }
    Ok((subset(set, |index| !held[index]), subset(set, |index| held[index])))
}

/// The images whose indices are wanted, at least one of them.
fn subset(set: &Dataset, wanted: impl Fn(usize) -> bool) -> Dataset {
    let indices: Vec<usize> = (0..set.len()).filter(|&index| wanted(index)).collect();
    set.select(&indices)
}

#[cfg(test)]
mod tests;
