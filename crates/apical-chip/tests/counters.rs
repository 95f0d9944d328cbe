//! What the machine counts goes on when another network is loaded.

use apical_chip::machine::ChipProcessor;
use apical_chip::preset::Preset;
use apical_core::Processor;

#[test]
fn a_loaded_network_continues_every_count() {
    let preset = Preset::builtin("apical").unwrap();
    let state = preset.config().unwrap().initial_state(1);
    let mut chip = ChipProcessor::new(&preset.organisation, &state).unwrap();
    let pixels: Vec<u8> = (0..784).map(|pixel| if pixel % 9 == 0 { 255 } else { 0 }).collect();
    chip.infer(&pixels).unwrap();
    let once = chip.machine_counters();
    assert!(once.shared.queue_pushes > 0);
    chip.load(&state).unwrap();
    assert_eq!(chip.machine_counters(), once, "loading counts nothing and forgets nothing");
    chip.infer(&pixels).unwrap();
    let twice = chip.machine_counters();
    assert_eq!(&twice - &once, once, "the same image is counted the same");
}
