//! Image datasets: readers, verified downloads, and a built-in generator of handwritten-looking digits.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod array;
mod border;
pub mod builtin;
mod cache;
mod checksum;
mod dataset;
mod decode;
mod encode;
mod error;
mod features;
#[cfg(feature = "fetch")]
pub mod fetch;
mod folder;
mod identity;
pub mod idx;
mod inspect;
mod labelled;
pub mod limits;
mod named;
mod normalise;
mod role;
mod selection;
mod sheet;
mod source;
mod stream;
mod sums;
pub mod table;
#[cfg(feature = "training")]
mod training;

pub use cache::{DATA_CACHE_VARIABLE, DataCache};
pub use checksum::Checksum;
pub use dataset::{Dataset, DatasetError, Split, content_hash};
pub use decode::{BmpError, DecodeError, GreyImage, ImageError, PnmError, SampleBits, sample_bits};
pub use error::DataError;
pub use features::{Clamped, FeatureScale, Survey};
pub use folder::{Doubt, PICTURES, PassedOver, PictureList, PictureWarning, Reason, look_at, pictures_in};
pub use identity::DataIdentity;
pub use inspect::{Warning, inspect};
pub use named::{FETCH_COMMAND, FILE_NAMES, MIRROR_VARIABLE, NamedSet, RemoteFile};
pub use normalise::{
    ImageSize, Normalised, Polarity, Preparation, looks_prepared, normalise, prepare, split_characters,
};
pub use role::Role;
pub use selection::{HOLD_OUT, SplitRule};
pub use sheet::{Mistake, Sheet, SheetError};
pub use source::{
    CACHE_DIR_VARIABLE, DATA_DIR_VARIABLE, DataSource, Given, InputForm, Inputs, LoadOptions, Loaded, Part,
    cache_folder, fetch_folder, folder_at_hand, folders_of, is_at_hand,
};
pub use table::LabelColumn;
