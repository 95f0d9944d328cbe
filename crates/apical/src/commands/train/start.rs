//! A run from its beginning.

use apical_core::snapshot::{DataRecord, RunRecord, Snapshot};
use apical_data::{ImageSize, Loaded};

use super::{Prepared, TrainArguments, checkpoint_path, mistakes_path};
use crate::data::{self, DataRequest};
use crate::failure::Failure;
use crate::output;
use crate::settings::{Choices, Plan, resolve};
use crate::training::Goal;

pub(super) fn prepare(choices: Choices, arguments: &TrainArguments) -> Result<Prepared, Failure> {
    let plan = resolve(choices)?;
    check_outputs(&plan, arguments)?;
    let loaded = load(&plan)?;
    let size = ImageSize { width: loaded.split.train.width(), height: loaded.split.train.height() };
    let config = plan.config(size, loaded.split.train.classes())?;
    let Loaded { split, name, class_names, .. } = loaded;
    let config_text = plan.resolved(&config, &plan.class_names(class_names)?)?;
    let split = data::limit_training(split, plan.limit)?;
    let data = DataRecord {
        name: one_line(&name),
        train_hash: data::hash(&split.train),
        test_hash: data::hash(&split.test),
    };
    let mut run = RunRecord::new(plan.recipe, data, (size.width, size.height), &config);
    run.config_text = config_text;
    run.software = concat!("apical ", env!("CARGO_PKG_VERSION")).to_owned();
    let goal = Goal {
        last_epoch: arguments.stop_after.unwrap_or(u32::MAX).min(plan.recipe.epochs),
        checkpoint_every: plan.checkpoint_every,
        checkpoint: checkpoint_path(&plan.out),
    };
    let snapshot = Snapshot { state: config.initial_state(plan.recipe.seed), run };
    Ok(Prepared { snapshot, split, goal, out: plan.out, data_dir: plan.data_dir })
}

/// Checks, before data are read, that there will be a place for the result and what stands beside it.
pub(super) fn check_outputs(plan: &Plan, arguments: &TrainArguments) -> Result<(), Failure> {
    for path in [plan.out.clone(), checkpoint_path(&plan.out), mistakes_path(&plan.out)] {
        output::check_writable(&path, 0)?;
    }
    match &arguments.plot {
        Some(plot) => output::check_writable(plot, 0),
        None => Ok(()),
    }
}

pub(super) fn load(plan: &Plan) -> Result<Loaded, Failure> {
    DataRequest {
        names: &plan.data,
        data_dir: plan.data_dir.as_deref(),
        size: plan.image_size,
        prepare: plan.prepare,
    }
    .load()
}

/// File names may hold line breaks; a record of the data may not.
fn one_line(name: &str) -> String {
    let mut line: String = name.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    while line.len() > 4000 {
        line.pop();
    }
    line
}
