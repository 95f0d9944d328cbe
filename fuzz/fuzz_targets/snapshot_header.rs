#![cfg_attr(fuzzing, no_main)]
apical_fuzz::fuzz_main!(snapshot_header);
