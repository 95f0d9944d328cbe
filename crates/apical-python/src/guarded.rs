//! Values that one thread works on at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use pyo3::prelude::*;

use crate::errors::{busy, detached, internal};

/// A value behind a lock, which is only ever waited for without the interpreter's own: whoever holds this one may need
/// that one to look for Ctrl-C.
pub(crate) struct Guarded<T> {
    value: Mutex<T>,
    /// Who works on it.
    owner: Mutex<Option<ThreadId>>,
}

/// Says that nobody works on the value any more, also after a panic.
struct Leaving<'a>(&'a Mutex<Option<ThreadId>>);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        *owner(self.0) = None;
    }
}

fn owner(owner: &Mutex<Option<ThreadId>>) -> MutexGuard<'_, Option<ThreadId>> {
    // Nothing can panic while it is held.
    owner.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T: Send> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: Mutex::new(value), owner: Mutex::new(None) }
    }

    /// Works on the value without the interpreter's lock.
    pub(crate) fn with<R: Send>(
        &self,
        python: Python<'_>,
        work: impl FnOnce(&mut T) -> PyResult<R> + Send,
    ) -> PyResult<R> {
        detached(python, || {
            let this = thread::current().id();
            // A handler of a signal runs in the midst of the work, and would wait for itself.
            if *owner(&self.owner) == Some(this) {
                return Err(busy());
            }
            let mut value = self
                .value
                .lock()
                .map_err(|_| internal("the object cannot be used after the error before"))?;
            *owner(&self.owner) = Some(this);
            let _leaving = Leaving(&self.owner);
            work(&mut value)
        })
    }
}
