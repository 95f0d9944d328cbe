//! A mutation run: the rule, written once more from the specification's text, agrees with every golden vector; with any fault it
//! disagrees with at least one. So whoever agrees with the vectors has none of these faults.

mod encoder;
mod fault;
mod forward;
mod front_end;
mod machine;
mod replay;
mod runs;
mod seeds;
mod update;

use apical_core::vectors;
use fault::Fault;

fn golden() -> Vec<vectors::Vector> {
    let cases = [vectors::golden_cases(), vectors::golden_front_ends()].concat();
    cases.iter().map(vectors::Case::vector).collect()
}

#[test]
fn the_text_of_the_specification_gives_the_golden_vectors() {
    for vector in golden() {
        replay::agrees(&vector, None).unwrap_or_else(|what| panic!("{}: {what}", vector.name));
    }
}

#[test]
fn every_fault_disagrees_with_a_vector() {
    let golden = golden();
    let mut survivors = Vec::new();
    for &fault in Fault::ALL {
        let caught = golden.iter().filter(|vector| replay::agrees(vector, Some(fault)).is_err()).count();
        println!("{fault:?}: {caught} of {} vectors", golden.len());
        if caught == 0 {
            survivors.push(fault);
        }
    }
    assert!(survivors.is_empty(), "no golden vector notices {survivors:?}");
    assert!(Fault::ALL.len() > 90, "{} faults", Fault::ALL.len());
}
