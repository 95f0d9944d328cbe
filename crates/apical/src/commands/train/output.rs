//! Where a run's files go, and what is there already.

use std::path::{Path, PathBuf};

use apical_core::run::{Choices, MAXIMUM_EPOCHS, Names, Run, RunError};
use apical_core::snapshot::Snapshot;

use super::TrainArguments;
use crate::failure::Failure;
use crate::output::{self, program, shell_word};
use crate::training::Checkpoints;

/// Where a model goes unless something else is asked for.
const DEFAULT_OUT: &str = "apical-model.safetensors";

/// Files of a run.
pub(super) struct Output {
    pub(super) model: PathBuf,
    pub(super) checkpoints: Checkpoints,
    /// What `--data-dir` was; a command that resumes must repeat it.
    pub(super) data_dir: Option<PathBuf>,
    /// Epochs without anything better after which to end.
    early_stop: Option<i64>,
    /// Files that the data are in, if they are files.
    inputs: Vec<PathBuf>,
}

impl Output {
    pub(super) fn new(choices: &Choices) -> Result<Self, RunError> {
        let range = 1..=i64::from(MAXIMUM_EPOCHS);
        let every = choices.checkpoint_every;
        if let Some(found) = every.filter(|every| !range.contains(every)) {
            let (found, allowed) = (found.to_string(), format!("1 to {MAXIMUM_EPOCHS}"));
            return Err(RunError::Range { key: "checkpoint_every", found, allowed });
        }
        let model = choices.out.clone().unwrap_or_else(|| DEFAULT_OUT.into());
        let path = model.with_file_name(stem(&model) + ".checkpoint.safetensors");
        let checkpoints = Checkpoints { every: every.map(|every| every as u32), path };
        let inputs = choices.data.iter().flat_map(Names::list).map(PathBuf::from).collect();
        Ok(Self {
            model,
            checkpoints,
            data_dir: choices.data_dir.clone(),
            early_stop: choices.early_stop,
            inputs,
        })
    }

    /// The sheet of mistakes.
    pub(super) fn sheet(&self) -> PathBuf {
        self.model.with_file_name(stem(&self.model) + "-mistakes.png")
    }

    /// Checks, before data are read, that the result and what stands beside it can be written.
    pub(super) fn check(&self, arguments: &TrainArguments) -> Result<(), Failure> {
        let sheet = self.sheet();
        let written = [&self.model, &self.checkpoints.path, &sheet].into_iter().chain(&arguments.plot);
        let read = self.inputs.iter().chain(&arguments.config).chain(&arguments.from);
        output::check_apart(written.map(PathBuf::as_path), read.map(PathBuf::as_path))?;
        for path in [&self.model, &self.checkpoints.path, &sheet] {
            output::check_writable(path, 0)?;
        }
        match &arguments.plot {
            Some(plot) => output::check_writable(plot, 0),
            None => Ok(()),
        }
    }

    /// The command that goes on from a checkpoint. `longer`: epochs beyond those of the run's learning-rate curve.
    pub(super) fn resuming(&self, longer: Option<u32>) -> String {
        let word = |path: &Path| shell_word(&path.to_string_lossy());
        let (checkpoint, model) = (word(&self.checkpoints.path), word(&self.model));
        let mut command = format!("{} train --resume {checkpoint} --out {model}", program());
        if let Some(epochs) = longer {
            command += &format!(" --epochs {epochs}");
        }
        if let Some(epochs) = self.early_stop {
            command += &format!(" --early-stop {epochs}");
        }
        if let Some(folder) = &self.data_dir {
            command += &format!(" --data-dir {}", word(folder));
        }
        command
    }

    /// What there is to say of the checkpoint of a run that never ended, beside which this one is going to write.
    pub(super) fn left_over(&self, resumed: Option<&Path>) -> Option<String> {
        let path = &self.checkpoints.path;
        let same = |other: &Path| {
            other.canonicalize().ok().is_some_and(|other| path.canonicalize().ok() == Some(other))
        };
        if resumed.is_some_and(same) {
            return None;
        }
        let (run, state) = Run::resume(Snapshot::load(path).ok()?);
        let finished = |model: Snapshot| {
            let (other, of_model) = Run::resume(model);
            other.recipe() == run.recipe()
                && other.record().data == run.record().data
                && of_model.config == state.config
                && other.position() >= run.position()
        };
        // A run that came to its end leaves its last checkpoint behind.
        if run.is_complete() || Snapshot::load(&self.model).is_ok_and(finished) {
            return None;
        }
        let longer = (run.target() > run.recipe().epochs).then_some(run.target());
        Some(format!(
            "{} is of a run that did not end ({} of {} epochs) and may now be overwritten\nto go on with it instead:\n  \
             {}\n",
            path.display(),
            run.position().epoch,
            run.target(),
            self.resuming(longer)
        ))
    }
}

/// `x.safetensors` to `x`; other names stay whole.
fn stem(out: &Path) -> String {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".safetensors").unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companions_stand_beside_the_model() {
        let of = |out: &str| Output::new(&Choices { out: Some(out.into()), ..Choices::default() }).unwrap();
        let out = of("a.b/digits.safetensors");
        assert_eq!(out.checkpoints.path, Path::new("a.b/digits.checkpoint.safetensors"));
        assert_eq!(out.sheet(), Path::new("a.b/digits-mistakes.png"));
        assert_eq!(of("model").sheet(), Path::new("model-mistakes.png"));
    }
}
