//! Rust errors as Python exceptions, which `apical/_errors.py` declares.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};

use apical_chip::design::DesignError;
use apical_core::snapshot::SnapshotError;
use apical_data::DataError;
use pyo3::prelude::*;

// One bracket, so that the names are not public.
mod imported {
    use pyo3::import_exception;
    import_exception!(apical._errors, BusyError);
    import_exception!(apical._errors, DataError);
    import_exception!(apical._errors, FileError);
    import_exception!(apical._errors, InputError);
    import_exception!(apical._errors, InternalError);
    import_exception!(apical._errors, ModelError);
    import_exception!(apical._errors, PresetError);
}

/// A message with all its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

/// An argument outside what is allowed.
pub(crate) fn input(error: impl Error) -> PyErr {
    imported::InputError::new_err(chain(&error))
}

/// As [`input`], where there is no error value.
pub(crate) fn input_text(message: impl Into<String>) -> PyErr {
    imported::InputError::new_err(message.into())
}

/// What should not happen.
pub(crate) fn internal(message: impl Into<String>) -> PyErr {
    imported::InternalError::new_err(message.into())
}

/// An object that the same thread is already at work on.
pub(crate) fn busy() -> PyErr {
    imported::BusyError::new_err("it is at work: a signal's handler cannot use it before it has ended")
}

/// A processor, technology or operating point that cannot be.
pub(crate) fn processor(error: impl Error) -> PyErr {
    imported::PresetError::new_err(chain(&error))
}

/// As [`processor`], but files that cannot be read are file errors.
pub(crate) fn design(error: DesignError) -> PyErr {
    if error.is_unreadable() { imported::FileError::new_err(chain(&error)) } else { processor(error) }
}

/// A model file.
pub(crate) fn model(path: &str, error: SnapshotError) -> PyErr {
    match error {
        // These name the file themselves.
        SnapshotError::Read { .. } | SnapshotError::Write { .. } | SnapshotError::NotAFile { .. } => {
            imported::FileError::new_err(chain(&error))
        }
        other => imported::ModelError::new_err(format!("{path}: {}", chain(&other))),
    }
}

/// A file that cannot be written.
pub(crate) fn file(path: &str, error: &std::io::Error) -> PyErr {
    imported::FileError::new_err(format!("cannot write {path}: {error}"))
}

/// A dataset.
pub(crate) fn data(error: DataError) -> PyErr {
    let text = chain(&error);
    match error {
        DataError::Missing { .. } | DataError::Unknown { .. } => imported::FileError::new_err(text),
        _ => imported::DataError::new_err(text),
    }
}

/// Works without the interpreter's lock. A panic, which would be a bug, becomes an exception.
pub(crate) fn detached<T: Send>(
    python: Python<'_>,
    work: impl FnOnce() -> PyResult<T> + Send,
) -> PyResult<T> {
    python.detach(|| catch_unwind(AssertUnwindSafe(work))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(internal(format!("this is a bug in apical, please report it: {text}")))
    })
}
