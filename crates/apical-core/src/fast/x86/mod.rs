//! The algorithm's vectors on x86-64, and the only way into them.
#![allow(unsafe_code)]

mod avx2;
mod avx512;

use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

use super::machine::PackedMachine;
use super::packing::Packing;
use crate::{Activity, Outcome};
use avx2::Avx2;
use avx512::Avx512;

#[cfg(feature = "std")]
pub(super) fn has_avx2() -> bool {
    use std::arch::is_x86_feature_detected as has;
    has!("avx2") && has!("bmi1") && has!("bmi2") && has!("popcnt") && has!("lzcnt")
}

#[cfg(feature = "std")]
pub(super) fn has_avx512() -> bool {
    use std::arch::is_x86_feature_detected as has;
    has_avx2() && has!("avx512f") && has!("avx512bw") && has!("avx512vl")
}

#[cfg(not(feature = "std"))]
pub(super) fn has_avx2() -> bool {
    cfg!(all(
        target_feature = "avx2",
        target_feature = "bmi1",
        target_feature = "bmi2",
        target_feature = "popcnt",
        target_feature = "lzcnt"
    ))
}

#[cfg(not(feature = "std"))]
pub(super) fn has_avx512() -> bool {
    has_avx2()
        && cfg!(all(target_feature = "avx512f", target_feature = "avx512bw", target_feature = "avx512vl"))
}

/// Proof that the CPU has an instruction set: there is one only after detection.
#[derive(Clone, Copy)]
pub(super) struct Detected<I>(core::marker::PhantomData<I>);

impl Detected<Avx2> {
    #[inline]
    pub(super) fn avx2() -> Self {
        // Detection caches its result; this is a load and a test.
        assert!(has_avx2(), "with_kernel admits detected kernels only");
        Self(core::marker::PhantomData)
    }
}

impl Detected<Avx512> {
    #[inline]
    pub(super) fn avx512() -> Self {
        assert!(has_avx512(), "with_kernel admits detected kernels only");
        Self(core::marker::PhantomData)
    }
}

/// Entries into the stages, compiled for an instruction set. Everything below them is inlined into them, so that
/// the vectors' operations become single instructions.
macro_rules! entries {
    ($instructions:ident, $features:literal) => {
        impl Detected<$instructions> {
            #[inline]
            pub(super) fn infer<P: Packing>(self, machine: &mut PackedMachine<P>, pixels: &[u8]) -> u8 {
                #[target_feature(enable = $features)]
                fn stage<P: Packing>(machine: &mut PackedMachine<P>, pixels: &[u8]) -> u8 {
                    machine.infer::<$instructions>(pixels)
                }
                // SAFETY: `self` exists, so the CPU has the features.
                unsafe { stage(machine, pixels) }
            }

            #[inline]
            pub(super) fn activity<P: Packing>(
                self,
                machine: &mut PackedMachine<P>,
                pixels: &[u8],
            ) -> Activity {
                #[target_feature(enable = $features)]
                fn stage<P: Packing>(machine: &mut PackedMachine<P>, pixels: &[u8]) -> Activity {
                    machine.activity::<$instructions>(pixels)
                }
                // SAFETY: `self` exists, so the CPU has the features.
                unsafe { stage(machine, pixels) }
            }

            #[inline]
            pub(super) fn learn<P: Packing>(
                self,
                machine: &mut PackedMachine<P>,
                pixels: &[u8],
                label: u8,
            ) -> Option<Outcome> {
                #[target_feature(enable = $features)]
                fn stage<P: Packing>(
                    machine: &mut PackedMachine<P>,
                    pixels: &[u8],
                    label: u8,
                ) -> Option<Outcome> {
                    machine.learn::<$instructions>(pixels, label)
                }
                // SAFETY: `self` exists, so the CPU has the features.
                unsafe { stage(machine, pixels, label) }
            }

            #[inline]
            pub(super) fn drain_one<P: Packing>(self, machine: &mut PackedMachine<P>) -> Option<Outcome> {
                #[target_feature(enable = $features)]
                fn stage<P: Packing>(machine: &mut PackedMachine<P>) -> Option<Outcome> {
                    machine.drain_one::<$instructions>()
                }
                // SAFETY: `self` exists, so the CPU has the features.
                unsafe { stage(machine) }
            }
        }
    };
}

entries!(Avx2, "avx2,bmi1,bmi2,popcnt,lzcnt");
entries!(Avx512, "avx2,bmi1,bmi2,popcnt,lzcnt,avx512f,avx512bw,avx512vl");

/// See [`prefetch`](super::prefetch::prefetch).
#[inline]
pub(super) fn prefetch(pixels: &[u8]) {
    for line in pixels.chunks(64) {
        // SAFETY: SSE is part of x86-64, and a prefetch of any address changes nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
}
