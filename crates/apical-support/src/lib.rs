//! What the other crates rest on: files that are replaced whole or not at all, versioned folders, content keys, nearest
//! names, parts of documents that programs write. It depends on none of them.
//!
//! ```
//! use apical_support::{nearest, replace_file};
//!
//! # let folder = std::env::temp_dir().join(format!("apical-support-example-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! let path = folder.join("result.txt");
//! replace_file(&path, b"whole, or not there at all")?;
//! assert_eq!(std::fs::read(&path)?, b"whole, or not there at all");
//!
//! assert_eq!(nearest("reslut", ["result", "plan"]), Some("result"));
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), std::io::Error>(())
//! ```

#![forbid(unsafe_code)]

#[cfg(feature = "store")]
mod key;
mod nearest;
mod replace;
mod section;
#[cfg(feature = "store")]
mod versioned;

#[cfg(feature = "store")]
pub use key::{hexadecimal, key_of};
pub use nearest::nearest;
pub use replace::{
    FolderReplacement, Replacement, abandon_replacements, check_replaceable, rename_durably, replace_file,
};
pub use section::with_section;
#[cfg(feature = "store")]
pub use versioned::{StoreError, Version, VersionedFolder};
