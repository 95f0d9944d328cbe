//! `apical._apical`: what the Python package `apical` (folder `python`) calls.
//!
//! Arrays are checked and given their types in Python; here they are borrowed, and the work is done without the
//! interpreter's lock by the same functions that the command line uses.

mod arrays;
mod config;
mod data;
mod errors;
mod features;
mod files;
mod front_end;
mod guarded;
mod network;
mod processor;
mod training;

/// The extension module. Its contents are described in `python/apical/_apical.pyi`.
#[pyo3::pymodule]
mod _apical {
    #[pymodule_export]
    use crate::data::{data_hash, generate_digits, load_data};
    #[pymodule_export]
    use crate::features::scale_features;
    #[pymodule_export]
    use crate::files::replace_file;
    #[pymodule_export]
    use crate::front_end::fit_front_end;
    #[pymodule_export]
    use crate::network::Core;
    #[pymodule_export]
    use crate::processor::{Counts, PyChip, preset_names, preset_text};

    /// Version of the specification of a network with a front end.
    #[pymodule_export]
    const FRONT_END_VERSION: u32 = apical_core::FRONT_END_VERSION;

    /// Lowest version of the specification that this software implements.
    #[pymodule_export]
    const SPECIFICATION_VERSION: u32 = apical_core::SPECIFICATION_VERSION;
}
