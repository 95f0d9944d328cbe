//! The fast back end: the same bits as [`reference`](mod@crate::reference), many neurons at a time.
//!
//! One algorithm, written over a small `Vector` interface, and thin wrappers per instruction
//! set. Weights of up to 4 bits are packed two a byte, wider ones one a byte; a row of the weight memory is what
//! one input spike reads. `docs/kernels.md` explains the packed sums.

mod blocks;
mod byte;
mod encode;
mod events;
mod front_end;
mod kernel;
mod machine;
mod nibble;
mod packed;
#[cfg(any(test, target_arch = "x86_64"))] // the portable vectors have no use for it
mod packed_sums;
mod packing;
mod portable;
mod prefetch;
mod processor;
mod rows;
mod shape;
mod sums;
#[cfg(test)]
mod two_blocks_test;
mod update;
mod vector;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use front_end::Encoder;
pub use kernel::{Kernel, KernelError};
pub use prefetch::prefetch;
pub use processor::FastProcessor;
