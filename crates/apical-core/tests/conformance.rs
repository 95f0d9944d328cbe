//! The conformance suite over the fast back end, with every kernel that this CPU has.

use apical_core::conformance::{check, front_end_cases, standard_cases};
use apical_core::fast::{FastProcessor, Kernel};

#[test]
fn every_kernel_of_this_cpu_equals_the_definition() {
    let cases = [standard_cases(), front_end_cases()].concat();
    for kernel in Kernel::ALL {
        if !kernel.is_available() {
            // Depends on the hardware, so that it is allowed everywhere.
            println!("SKIPPED: kernel {kernel}: not on this CPU");
            continue;
        }
        let mut make = |state: &_| {
            let processor = FastProcessor::new(state)?.with_kernel(kernel).expect("it is available");
            Ok(Box::new(processor) as _)
        };
        match check(&mut make, &cases) {
            Ok(report) => {
                println!("{kernel}: {report}");
                assert_eq!(report.cases, cases.len() as u64);
                assert!(report.updates > 500 && report.refusals > 1000, "{report}");
            }
            Err(difference) => panic!("{difference}"),
        }
    }
}
