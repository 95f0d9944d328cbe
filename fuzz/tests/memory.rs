//! A model file cannot make its reader take memory that the length of the file does not justify.
//! One test only: the allocator counts for the whole process.

use apical_core::snapshot::Snapshot;
use apical_fuzz::{TARGETS, mutate::mutation};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Most bytes taken at once while an input is read.
fn peak(input: &[u8]) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let _ = Snapshot::from_bytes(input);
    MEMORY.peak_usage() - before
}

fn with_header(header: &str) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat()
}

#[test]
fn memory_is_in_proportion_to_the_file() {
    // JSON is the worst: "1," in a list becomes an element of 32 bytes in a list that doubles when it is full.
    let bound = |length: usize| 100 * length + (16 << 10);
    let target = TARGETS.iter().find(|target| target.name == "snapshot").expect("the target");
    let seeds = (target.seeds)();
    let mut inputs: Vec<Vec<u8>> = (0..3000).map(|number| mutation(&seeds, number)).collect();
    let list = format!("[{}1]", "1,".repeat(500_000));
    inputs.push(with_header(&format!(r#"{{"a":{{"dtype":"I8","shape":{list},"data_offsets":[0,1]}}}}"#)));
    inputs.push(with_header(&format!(r#"{{"a":{list}}}"#)));
    let many: Vec<String> = (0..20_000)
        .map(|index| format!(r#""{index}":{{"dtype":"I8","shape":[0],"data_offsets":[0,0]}}"#))
        .collect();
    inputs.push(with_header(&format!("{{{}}}", many.join(","))));
    let metadata: Vec<String> = (0..100_000).map(|index| format!(r#""{index}":"""#)).collect();
    inputs.push(with_header(&format!(r#"{{"__metadata__":{{{}}}}}"#, metadata.join(","))));
    // The largest network within the limits, without its tensors.
    let text = String::from_utf8_lossy(&seeds[0]).replace("6,5,4,3", "4000,4000,4000,256");
    let start = text.find('{').expect("a header");
    let end = text.find("}}").expect("its end") + 2;
    inputs.push(with_header(&text[start..end]));

    for input in &inputs {
        let (taken, bound) = (peak(input), bound(input.len()));
        assert!(taken <= bound, "{taken} bytes for an input of {}, at most {bound}", input.len());
    }
}
