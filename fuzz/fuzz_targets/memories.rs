#![cfg_attr(fuzzing, no_main)]
apical_fuzz::fuzz_main!(memories);
