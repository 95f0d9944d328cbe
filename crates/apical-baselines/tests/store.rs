//! Results on disk.

use apical_baselines::run::{RunConfig, RunObserver, perform};
use apical_baselines::setting::Setting;
use apical_baselines::store::Store;
use apical_baselines::{BASELINES_VERSION, RuleName};
use apical_data::{DataIdentity, Dataset};
use apical_support::StoreError;

fn data() -> Dataset {
    let pixels = (0..64).flat_map(|image| [if image % 2 == 0 { 255 } else { 0 }, 128, 9, 60]).collect();
    Dataset::new(2, 2, 2, pixels, (0..64).map(|image| (image % 2) as u8).collect()).unwrap()
}

fn config(data: &Dataset, seed: u64) -> RunConfig {
    let identity = DataIdentity::of(data, data);
    let rule = RuleName::Bp;
    RunConfig::new(rule, rule.settings(), &[4, 3, 2], Setting::Epochs, 2, seed, identity)
}

#[test]
fn what_is_put_in_comes_out_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/store");
    let store = Store::open(&path).unwrap();
    let data = data();
    let one = config(&data, 1);
    assert!(store.get(&one).unwrap().is_none());
    let result = perform(&one, &data, &data, RunObserver::nobody()).unwrap().unwrap();
    store.put(&result).unwrap();
    assert_eq!(Store::open(&path).unwrap().get(&one).unwrap().as_ref(), Some(&result));
    assert!(store.get(&config(&data, 2)).unwrap().is_none(), "another seed is another run");
    let mut slower = one.clone();
    slower.settings.learning_rate /= 2.0;
    assert!(store.get(&slower).unwrap().is_none(), "another setting is another run");
    let names: Vec<_> = std::fs::read_dir(&path).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "no temporary file stays: {names:?}");
}

#[test]
fn each_part_of_the_configuration_is_in_the_hash() {
    let data = data();
    let one = config(&data, 1);
    let mut others = vec![one.clone(); 8];
    others[0].rule = RuleName::BpAdam;
    others[1].layers = vec![4, 2];
    others[2].epochs = 3;
    others[3].seed = 2;
    others[4].data.train = "0".into();
    others[5].baselines_version += 1;
    others[6].setting = Setting::OnePass;
    others[7].settings.initial = 0.5;
    let mut keys: Vec<String> = others.iter().map(RunConfig::key).collect();
    keys.push(one.key());
    assert_eq!(one.key(), config(&data, 1).key());
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 9);
}

#[test]
fn another_version_and_damage_are_clear_errors() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let data = data();
    let one = config(&data, 1);
    let result = perform(&one, &data, &data, RunObserver::nobody()).unwrap().unwrap();
    store.put(&result).unwrap();
    let file = store.path(&one);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &text[..text.len() / 2]).unwrap();
    let message = store.get(&one).unwrap_err().to_string();
    assert!(message.contains("damaged") && message.contains(&one.key()), "{message}");
    std::fs::write(&file, text.replace("\"store_version\":2", "\"store_version\":7")).unwrap();
    let message = store.get(&one).unwrap_err().to_string();
    assert!(message.contains("store_version is 7"), "{message}");
    std::fs::write(store.path(&config(&data, 2)), &text).unwrap();
    assert!(store.get(&config(&data, 2)).unwrap_err().to_string().contains("another run"));

    let header = folder.path().join("store.json");
    std::fs::write(&header, "{\"store_version\":2,\"baselines_version\":99}").unwrap();
    let error = Store::open(folder.path()).unwrap_err();
    assert!(matches!(error, StoreError::Version { expected: BASELINES_VERSION, .. }), "{error}");
    assert!(error.to_string().contains("baselines_version is 99"), "{error}");
    std::fs::write(&header, "[]").unwrap();
    assert!(Store::open(folder.path()).unwrap_err().to_string().contains("missing"));
    std::fs::write(&header, "hello").unwrap();
    assert!(Store::open(folder.path()).is_err());
    std::fs::write(folder.path().join("file"), "").unwrap();
    assert!(Store::open(&folder.path().join("file/store")).is_err());
}
