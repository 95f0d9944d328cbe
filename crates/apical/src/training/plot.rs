//! The training curve.

use apical_core::snapshot::{EpochRecord, RunRecord};
use apical_report::{LineChart, Series};

/// Errors in training and test against the epoch, in per cent.
pub(crate) fn training_curve(record: &RunRecord) -> LineChart {
    // A history can begin later than the run.
    let first = record.position.epoch as usize - record.history.len();
    let points = |value: &dyn Fn(&EpochRecord) -> Option<f64>| {
        let epochs = record.history.iter().enumerate();
        epochs.filter_map(|(row, epoch)| Some(((first + row + 1) as f64, 100.0 * value(epoch)?))).collect()
    };
    let series = [
        ("training error", points(&|epoch| Some(epoch.train_error()))),
        ("test error", points(&|epoch| Some(1.0 - epoch.test_accuracy()?))),
        ("images with an update", points(&|epoch| Some(epoch.update_rate()))),
    ];
    LineChart {
        title: format!("Training on {}", record.data.name),
        x_label: "epoch".into(),
        y_label: "share of the images (%)".into(),
        series: series.into_iter().map(|(name, points)| Series { name: name.into(), points }).collect(),
        reference: None,
    }
}
