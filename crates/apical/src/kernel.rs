//! The choice of a kernel.

use apical_core::State;
use apical_core::fast::{FastProcessor, Kernel};

use crate::failure::Failure;

/// A processor with the kernel asked for, or with this CPU's fastest.
pub(crate) fn processor(state: &State, kernel: Option<Kernel>) -> Result<FastProcessor, Failure> {
    let processor = FastProcessor::new(state)?;
    Ok(match kernel {
        Some(kernel) => processor.with_kernel(kernel)?,
        None => processor,
    })
}

/// The kernels of this CPU, slowest first.
pub(crate) fn available() -> impl Iterator<Item = Kernel> {
    Kernel::ALL.into_iter().filter(|kernel| kernel.is_available())
}
