//! Runs every case on this machine and prints what other machines must print too.

use apical_proof::{CASES, run};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for case in CASES {
        println!("{}", run(case, case.back_end)?);
    }
    Ok(())
}
