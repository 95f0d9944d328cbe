//! What is written is what is read.

use apical_core::fast::FastProcessor;
use apical_core::snapshot::{EpochRecord, Snapshot};
use apical_core::{Counters, Order, Processor};
use proptest::prelude::*;
use safetensors::{Dtype, SafeTensors};

use super::any;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_snapshot_reads_back_as_written(snapshot in any::snapshot()) {
        let bytes = snapshot.to_bytes().unwrap();
        let read = Snapshot::from_bytes(&bytes).unwrap();
        prop_assert_eq!(&read, &snapshot);
        prop_assert_eq!(read.to_bytes().unwrap(), bytes);
        let pipelined = snapshot.state.config.order == Order::Pipelined;
        prop_assert!(pipelined || snapshot.state.in_flight.is_empty());
    }
}

/// A drain leaves a gap behind the images that stay.
#[test]
fn a_partly_drained_pipeline_reads_back() {
    let mut snapshot = any::example();
    let mut processor = FastProcessor::new(&snapshot.state).unwrap();
    assert!(processor.drain_one().is_some());
    snapshot.state = processor.state();
    assert_eq!(snapshot.state.in_flight.len(), 1);
    assert_eq!(snapshot.state.in_flight[0].hidden.len(), 2);
    let read = Snapshot::from_bytes(&snapshot.to_bytes().unwrap()).unwrap();
    assert_eq!(read, snapshot);
    processor.load(&read.state).unwrap();
    assert!(processor.drain_one().is_some());
    assert!(processor.drain_one().is_none());
}

/// The bytes are those of the specification and not those of a hash map's mood.
#[test]
fn equal_snapshots_give_equal_bytes() {
    let bytes = any::example().to_bytes().unwrap();
    assert_eq!(any::example().to_bytes().unwrap(), bytes);
    let header = std::str::from_utf8(&bytes[8..][..bytes[0] as usize + 256 * bytes[1] as usize]).unwrap();
    let start =
        r#"{"__metadata__":{"apical.config":"epochs = 4 # \"quoted\"\n","apical.data.name":"an example","#;
    assert!(header.starts_with(start), "{header}");
    let first = r#"},"run.history":{"dtype":"U64","shape":[2,10],"data_offsets":[0,160]},"run.current":"#;
    assert!(header.contains(first), "{header}");
}

/// Other programs read these files with the safetensors library.
#[test]
fn the_safetensors_library_reads_every_tensor() {
    let snapshot = any::example();
    let bytes = snapshot.to_bytes().unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let layer = &snapshot.state.network.layers[1];
    let weight = tensors.tensor("layer2.weight").unwrap();
    assert_eq!((weight.dtype(), weight.shape()), (Dtype::I8, &[5, 4][..]));
    assert!(weight.data().iter().map(|&byte| byte as i8).eq(layer.weights.iter().copied()));
    let bias = tensors.tensor("layer2.bias_weight").unwrap();
    assert_eq!((bias.dtype(), bias.shape()), (Dtype::I8, &[4][..]));
    let signs = tensors.tensor("layer1.feedback").unwrap();
    assert_eq!((signs.dtype(), signs.shape()), (Dtype::U8, &[5, 3][..]));
    let lanes = tensors.tensor("random.lanes").unwrap();
    assert_eq!((lanes.dtype(), lanes.shape()), (Dtype::U32, &[16][..]));
    assert_eq!(lanes.data()[..4], snapshot.state.random.lanes[0].to_le_bytes());
    assert_eq!(tensors.tensor("in_flight.input").unwrap().shape(), [2, 6]);
    // Only the older of the two images has passed layer 2.
    assert_eq!(tensors.tensor("in_flight.layer1.window").unwrap().shape(), [2, 5]);
    assert_eq!(tensors.tensor("in_flight.layer2.window").unwrap().shape(), [1, 4]);
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let metadata = header.metadata().as_ref().unwrap();
    assert_eq!(metadata["apical.layers"], "6,5,4,3");
    assert_eq!(metadata["apical.specification_version"], "1");
    assert_eq!(metadata["apical.learning_rate"], "6:0.30078125");
}

#[test]
fn accuracies_come_from_the_tested_epochs() {
    let mut run = any::example().run;
    assert_eq!(run.mean_accuracy_of_last(5), Some(0.9));
    let test = |correct| EpochRecord { tested: 4, correct, ..EpochRecord::empty(3) };
    run.history = [4, 0, 1, 2, 3, 4].map(test).to_vec();
    assert_eq!(run.mean_accuracy_of_last(5), Some(0.5));
    run.history.push(EpochRecord::empty(3));
    assert_eq!(run.mean_accuracy_of_last(1), Some(1.0), "an epoch without a test does not count");
    run.history.clear();
    assert_eq!(run.mean_accuracy_of_last(5), None);
}

#[test]
fn epochs_add_up() {
    let mut run = any::example().run;
    let total = run.total();
    assert_eq!((total.learned, total.errors, total.tested), (303, 30, 30));
    assert_eq!(total.spikes, [0, 3, 6, 9]);
    let mut counters = Counters::new(3);
    (counters.learned, counters.updates, counters.spikes[3]) = (50, 25, 50);
    run.current.add(&counters);
    assert_eq!((run.current.learned, run.current.updates, run.current.spikes[3]), (150, 33, 53));
    assert_eq!(run.current.update_rate(), 0.22);
}
