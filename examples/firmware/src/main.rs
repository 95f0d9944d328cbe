//! Runs the cases of `apical-proof` on a Cortex-M4, then measures the memory that learning takes.
//!
//! Output goes to the debugger by semihosting; `cargo run --release` starts it under QEMU.

#![no_std]
#![no_main]

extern crate alloc;

mod heap;
mod measure;
mod stack;

use alloc::boxed::Box;
use core::error::Error;
use core::panic::PanicInfo;

use apical_proof::{CASES, run};
use cortex_m_rt::entry;
use cortex_m_semihosting::{debug, hprintln};

#[entry]
fn main() -> ! {
    heap::initialise();
    let status = match everything() {
        Ok(()) => debug::EXIT_SUCCESS,
        Err(error) => {
            hprintln!("error: {}", error);
            debug::EXIT_FAILURE
        }
    };
    loop {
        debug::exit(status);
    }
}

fn everything() -> Result<(), Box<dyn Error>> {
    for case in CASES {
        hprintln!("{}", run(case, case.back_end)?);
    }
    for case in CASES {
        hprintln!("{}", measure::memory(case)?);
    }
    Ok(())
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    loop {
        debug::exit(debug::EXIT_FAILURE);
    }
}
