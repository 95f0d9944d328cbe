//! The algorithm's vectors on x86-64, and the only way into them.
#![allow(unsafe_code)]

/// The members of `Instructions` that are functions of their own, with an instruction set enabled.
macro_rules! compiled_once {
    ($features:literal) => {
        #[inline(always)]
        fn accumulate<P: Packing>(
            memory: &[Block],
            shape: Shape,
            events: &[u16],
            start: &[P::Sum],
            offset: i32,
            sums: &mut [P::Sum],
        ) {
            #[target_feature(enable = $features)]
            #[inline(never)]
            fn compiled<I: Instructions, P: Packing>(
                memory: &[Block],
                shape: Shape,
                events: &[u16],
                start: &[P::Sum],
                offset: i32,
                sums: &mut [P::Sum],
            ) {
                P::accumulate::<I>(memory, shape, events, start, offset, sums);
            }
            // SAFETY: the features are there (head of this file).
            unsafe { compiled::<Self, P>(memory, shape, events, start, offset, sums) }
        }

        #[inline(always)]
        fn update<P: Packing>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
            #[target_feature(enable = $features)]
            #[inline(never)]
            fn compiled<I: Instructions, P: Packing>(memory: Memory<'_>, events: &[u16], changes: &[Block]) {
                P::update::<I>(memory, events, changes);
            }
            // SAFETY: the features are there (head of this file).
            unsafe { compiled::<Self, P>(memory, events, changes) }
        }
    };
}

mod avx2;
mod avx512;
mod retina;

use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

use super::front_end::Input;
use super::machine::{LayerObserver, PackedMachine};
use super::packing::Packing;
use crate::Outcome;
use crate::front_end::Responses;
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

impl Detected<Avx2> {
    #[inline]
    pub(super) fn encode_retina(
        self,
        responses: &mut Responses,
        seen: &[u8],
        words: &mut [u64],
        first: usize,
    ) {
        #[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
        fn stage(responses: &mut Responses, seen: &[u8], words: &mut [u64], first: usize) {
            if retina::can_encode(responses) {
                retina::encode(responses, seen, words, first);
            } else {
                responses.encode(seen, words, first);
            }
        }
        // SAFETY: `self` exists, so the CPU has the features.
        unsafe { stage(responses, seen, words, first) }
    }
}

/// Entries into the stages, compiled for an instruction set. Everything below them is inlined into them, so that
/// the vectors' operations become single instructions.
macro_rules! entries {
    ($instructions:ident, $features:literal) => {
        impl Detected<$instructions> {
            #[inline]
            pub(super) fn infer<P: Packing>(
                self,
                machine: &mut PackedMachine<P>,
                input: Input<'_>,
                observer: Option<&mut LayerObserver<'_, P>>,
            ) -> u8 {
                #[target_feature(enable = $features)]
                fn stage<P: Packing>(
                    machine: &mut PackedMachine<P>,
                    input: Input<'_>,
                    observer: Option<&mut LayerObserver<'_, P>>,
                ) -> u8 {
                    machine.infer::<$instructions>(input, observer)
                }
                // SAFETY: `self` exists, so the CPU has the features.
                unsafe { stage(machine, input, observer) }
            }

            #[inline]
            pub(super) fn advance<P: Packing>(
                self,
                machine: &mut PackedMachine<P>,
                image: Option<(Input<'_>, u8)>,
            ) -> Option<Outcome> {
                #[target_feature(enable = $features)]
                fn stage<P: Packing>(
                    machine: &mut PackedMachine<P>,
                    image: Option<(Input<'_>, u8)>,
                ) -> Option<Outcome> {
                    machine.advance::<$instructions>(image)
                }
                // SAFETY: `self` exists, so the CPU has the features.
                unsafe { stage(machine, image) }
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
