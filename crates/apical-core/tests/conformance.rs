//! The conformance suite over the fast back end, with every kernel that this CPU has.

use apical_core::conformance::{check, front_end_cases, standard_cases};
use apical_core::fast::{FastProcessor, Kernel};
use apical_core::reference::ReferenceProcessor;
use apical_core::{Config, Format, Processor};

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

/// The least and the greatest potential that the specification has room for.
#[test]
fn potentials_of_the_most_inputs_are_exact() {
    const INPUTS: usize = 16_384;
    for weight_bits in 2..=8 {
        let mut config = Config::new(vec![10, 2, 2]).unwrap();
        config.layers[0] = INPUTS;
        config.front_end = "thermometer(16384;1)".parse().unwrap();
        config.format = Format::new(weight_bits, 8).unwrap();
        let (least, greatest) = (config.format.weight_minimum(), config.format.weight_maximum());
        let mut state = config.initial_state(1);
        let layer = &mut state.network.layers[0];
        for row in layer.weights.chunks_exact_mut(2) {
            row.copy_from_slice(&[least as i8, greatest as i8]);
        }
        layer.bias_weights = vec![-128, 127];
        let expected = vec![INPUTS as i32 * least - 128, INPUTS as i32 * greatest + 127];
        let mut back_ends: Vec<Box<dyn Processor>> =
            vec![Box::new(ReferenceProcessor::new(state.clone()).unwrap())];
        for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.is_available()) {
            back_ends.push(Box::new(FastProcessor::new(&state).unwrap().with_kernel(kernel).unwrap()));
        }
        for mut back_end in back_ends {
            let activity = back_end.activity(&vec![255; INPUTS]).unwrap();
            assert_eq!(activity.layers[0].potentials, expected, "{} w{weight_bits}", back_end.name());
            assert_eq!(activity.layers[0].spikes, [false, true]);
        }
    }
}
