//! What was measured, beside what is published of the silicon.

use apical_chip::published::{INFERENCE_RATE, TRAINING_RATE};
use apical_core::{Config, SPECIFICATION_VERSION};
use apical_report::{Align, Table, median, percent, rate};
use serde::Serialize;

use super::measure::{Prepared, SHORT_EPOCHS, Samples};
use crate::bandwidth::ReadLoop;
use crate::output::FORMAT_VERSION;

/// What `bench --json` prints.
#[derive(Serialize)]
pub(super) struct BenchmarkReport {
    format_version: u32,
    spec_version: u32,
    data: String,
    layers: Vec<usize>,
    format: String,
    kernels: Vec<KernelReport>,
    /// Measured with a plain read loop in the same rounds.
    l2_bytes_per_second: f64,
    l2_bytes: usize,
    /// Whether the size was found out; otherwise it is assumed.
    l2_bytes_known: bool,
    buffer_bytes: usize,
    weight_bytes_per_image: f64,
    update_rate: f64,
    short_run_update_rate: f64,
    published_inference_images_per_second: f64,
    published_training_images_per_second: f64,
}

#[derive(Serialize)]
struct KernelReport {
    name: String,
    inference_images_per_second: f64,
    /// In the middle of a run.
    training_images_per_second: f64,
    /// Over the first epochs of a run.
    short_run_images_per_second: f64,
    /// Read by inference.
    weight_bytes_per_second: f64,
    inference_ratio_to_published: f64,
    training_ratio_to_published: f64,
}

impl BenchmarkReport {
    pub(super) fn new(
        data: &str,
        config: &Config,
        prepared: &Prepared<'_>,
        kernels: &[Samples],
        bandwidths: Vec<f64>,
        read_loop: &ReadLoop,
    ) -> Self {
        let (l2_bytes, l2_bytes_known) = read_loop.cache_bytes();
        let kernel = |samples: &Samples| {
            let (inference, training) = (median(samples.inference.clone()), median(samples.training.clone()));
            KernelReport {
                name: samples.kernel.to_string(),
                inference_images_per_second: inference,
                training_images_per_second: training,
                short_run_images_per_second: median(samples.short.clone()),
                weight_bytes_per_second: inference * prepared.bytes_per_image,
                inference_ratio_to_published: inference / INFERENCE_RATE.value,
                training_ratio_to_published: training / TRAINING_RATE.value,
            }
        };
        Self {
            format_version: FORMAT_VERSION,
            spec_version: SPECIFICATION_VERSION,
            data: data.to_owned(),
            layers: config.layers.clone(),
            format: config.format.to_string(),
            kernels: kernels.iter().map(kernel).collect(),
            l2_bytes_per_second: median(bandwidths),
            l2_bytes,
            l2_bytes_known,
            buffer_bytes: read_loop.bytes(),
            weight_bytes_per_image: prepared.bytes_per_image,
            update_rate: prepared.update_rate,
            short_run_update_rate: prepared.short_update_rate,
            published_inference_images_per_second: INFERENCE_RATE.value,
            published_training_images_per_second: TRAINING_RATE.value,
        }
    }

    pub(super) fn text(&self, rounds: u16) -> String {
        let layers: Vec<String> = self.layers.iter().map(usize::to_string).collect();
        let short = format!("first {SHORT_EPOCHS} epochs");
        let mut table = Table::new(&[
            ("images/s", Align::Left),
            ("inference", Align::Right),
            ("x silicon", Align::Right),
            ("training", Align::Right),
            ("x silicon", Align::Right),
            (&short, Align::Right),
            ("weights read", Align::Right),
            ("of L2", Align::Right),
        ]);
        for kernel in &self.kernels {
            table.row([
                kernel.name.clone(),
                rate(kernel.inference_images_per_second),
                format!("{:.1}", kernel.inference_ratio_to_published),
                rate(kernel.training_images_per_second),
                format!("{:.1}", kernel.training_ratio_to_published),
                rate(kernel.short_run_images_per_second),
                format!("{}B/s", rate(kernel.weight_bytes_per_second)),
                percent(kernel.weight_bytes_per_second / self.l2_bytes_per_second, 0),
            ]);
        }
        table.row([
            "silicon (published)".to_owned(),
            rate(INFERENCE_RATE.value),
            String::new(),
            rate(TRAINING_RATE.value),
        ]);
        format!(
            "{}, {}, {}; one core; medians of {rounds} rounds (measured)\n\n{table}\n\
             inference   {:.1} kB of weights an image\n\
             training    after 10 of 30 epochs, {} of the images cause an update; in the first {SHORT_EPOCHS} epochs {}\n\
             L2          {}B/s read by a plain loop ({} kB of {} kB{})\n",
            layers.join("-"),
            self.format,
            self.data,
            self.weight_bytes_per_image / 1000.0,
            percent(self.update_rate, 1),
            percent(self.short_run_update_rate, 1),
            rate(self.l2_bytes_per_second),
            self.buffer_bytes >> 10,
            self.l2_bytes >> 10,
            if self.l2_bytes_known { "" } else { ", assumed" }
        )
    }
}
