//! The golden vectors of the specification, replayed by the cycle model: memories, records and outcomes after every image.

use std::fs;
use std::path::Path;

use apical_chip::machine::ChipProcessor;
use apical_chip::preset::Preset;
use apical_core::vectors;

#[test]
fn every_machine_replays_the_committed_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testcases");
    // A packaged crate has no vectors beside it.
    if !folder.is_dir() {
        return;
    }
    let files = [folder.clone(), folder.join("front_ends")].into_iter().flat_map(|folder| {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "vec"))
    });
    let mut replayed = 0;
    for file in files {
        let vector = vectors::parse(&fs::read_to_string(&file).unwrap()).unwrap();
        // The two that differ most: what is silent is passed over, or is not.
        for name in ["apical", "park2019"] {
            let preset = Preset::builtin(name).unwrap();
            let mut processor = ChipProcessor::adaptive(&preset.organisation, &vector.start)
                .unwrap_or_else(|error| panic!("{} in {name}: {error}", file.display()));
            vectors::replay(&vector, &mut processor)
                .unwrap_or_else(|difference| panic!("{} in {name}: {difference}", file.display()));
            replayed += 1;
        }
    }
    assert!(replayed >= 2 * 50, "{replayed}");
}
