//! The cases of `apical-proof` for a JavaScript engine.
//!
//! `run.mjs` calls them and prints one line a case.

#![no_std]

use apical_proof::{CASES, run};
use dlmalloc::GlobalDlmalloc;

#[global_allocator]
static HEAP: GlobalDlmalloc = GlobalDlmalloc;

/// Ends the module with a trap, which the host sees as an error.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Number of cases.
// SAFETY: the module has no other function of this name.
#[unsafe(no_mangle)]
pub extern "C" fn case_count() -> u32 {
    CASES.len() as u32
}

/// Runs case `index` and returns the hash of its final state: a `BigInt`, to be read as 64 unsigned bits.
/// 0 if there is no such case or it failed.
// SAFETY: the module has no other function of this name.
#[unsafe(no_mangle)]
pub extern "C" fn case_hash(index: u32) -> u64 {
    let case = CASES.get(index as usize);
    case.and_then(|case| run(case, case.back_end).ok()).map_or(0, |report| report.hash)
}
