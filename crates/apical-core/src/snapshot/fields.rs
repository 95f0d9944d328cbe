//! Configuration and run as metadata fields.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Display;

use super::container::shortened;
use super::metadata::{Fields, PREFIX};
use super::{DataRecord, EpochRecord, RunRecord, Snapshot, SnapshotError, digest};
use crate::front_end::FrontEnd;
use crate::training::{Position, Recipe};
use crate::{Config, FRONT_END_VERSION, SPECIFICATION_VERSION};

/// Value of the field `apical.kind`.
const KIND: &str = "snapshot";
/// Version of the form of the file, apart from that of the rule. Files of version 1 do not state it.
const FILE_VERSION: u32 = 2;

const MAXIMUM_U8: u64 = u8::MAX as u64;
const MAXIMUM_U16: u64 = u16::MAX as u64;
const MAXIMUM_U32: u64 = u32::MAX as u64;

pub(super) fn encode(Snapshot { state, run }: &Snapshot) -> BTreeMap<String, String> {
    let config = &state.config;
    let fields = [
        ("kind", KIND.to_string()),
        ("file_version", FILE_VERSION.to_string()),
        ("specification_version", config.specification_version().to_string()),
        ("software", run.software.clone()),
        ("layers", commas(&config.layers)),
        ("format", config.format.to_string()),
        ("order", config.order.to_string()),
        ("window", commas(&config.window)),
        ("margin_bits", config.margin_bits.to_string()),
        ("drop_shift", config.drop_shift.to_string()),
        ("initial_range", config.initial_range.to_string()),
        ("feedback_sharing", config.feedback_sharing.to_string()),
        ("seed", run.recipe.seed.to_string()),
        ("epochs", run.recipe.epochs.to_string()),
        ("learning_rate", run.recipe.learning_rate.to_string()),
        ("shift", run.recipe.shift.to_string()),
        ("position.epoch", run.position.epoch.to_string()),
        ("position.image", run.position.image.to_string()),
        ("data.name", run.data.name.clone()),
        ("data.train_sha256", run.data.train_hash.to_string()),
        ("data.test_sha256", run.data.test_hash.to_string()),
        ("image.width", run.image_width.to_string()),
        ("image.height", run.image_height.to_string()),
        ("config", run.config_text.clone()),
    ];
    let irreproducible = run.irreproducible.clone().map(|reason| ("irreproducible", reason));
    let calibration = run.calibration.as_ref().map(|steps| ("calibration", steps.to_string()));
    // A file of specification 1 has no such field.
    let front_end =
        (config.front_end != FrontEnd::THRESHOLD).then(|| ("front_end", config.front_end.to_string()));
    let fields = fields.into_iter().chain(irreproducible).chain(calibration).chain(front_end);
    fields.map(|(name, value)| (format!("{PREFIX}{name}"), value)).collect()
}

/// Reads the fields, and the digest if the file is of a version that has one. The history is not among them: it comes back empty.
pub(super) fn decode(
    metadata: &mut BTreeMap<String, String>,
) -> Result<(Config, RunRecord, Option<String>), SnapshotError> {
    let mut fields = Fields(metadata);
    // What the file is comes first: nothing else means anything in another kind or version.
    match fields.text("apical.kind") {
        Ok(kind) if kind == KIND => {}
        Ok(kind) => return Err(SnapshotError::Kind { found: format!("found {:?}", shortened(&kind)) }),
        Err(_) => return Err(SnapshotError::Kind { found: "there is none".to_string() }),
    }
    let file_version = fields.number_or("apical.file_version", MAXIMUM_U32, 1)? as u32;
    if !(1..=FILE_VERSION).contains(&file_version) {
        return Err(SnapshotError::FileVersion { found: file_version, known: FILE_VERSION });
    }
    let version = fields.number("apical.specification_version", MAXIMUM_U32)? as u32;
    if !(SPECIFICATION_VERSION..=FRONT_END_VERSION).contains(&version) {
        return Err(SnapshotError::SpecificationVersion { found: version });
    }
    let config = config(&mut fields, version)?;
    let run = run(&mut fields, &config)?;
    // A file of version 1 has no such field: one in it is unknown.
    let digest = if file_version == 1 { None } else { Some(fields.text(digest::FIELD)?) };
    fields.finish()?;
    Ok((config, run, digest))
}

fn config(fields: &mut Fields<'_>, version: u32) -> Result<Config, SnapshotError> {
    let layers = fields.numbers("apical.layers", MAXIMUM_U16)?.into_iter().map(|size| size as usize);
    let window = fields.numbers("apical.window", MAXIMUM_U16)?.into_iter().map(|theta| theta as u16);
    // A file of version 1 has no such field: one in it is unknown.
    let front_end = match version {
        SPECIFICATION_VERSION => FrontEnd::THRESHOLD,
        _ => fields.parsed_or("apical.front_end", FrontEnd::THRESHOLD)?,
    };
    let config = Config {
        front_end,
        layers: layers.collect(),
        format: fields.parsed("apical.format")?,
        order: fields.parsed("apical.order")?,
        window: window.collect(),
        margin_bits: fields.number("apical.margin_bits", MAXIMUM_U8)? as u8,
        drop_shift: fields.number("apical.drop_shift", MAXIMUM_U8)? as u8,
        initial_range: fields.number("apical.initial_range", MAXIMUM_U16)? as u16,
        feedback_sharing: fields.number("apical.feedback_sharing", MAXIMUM_U16)? as u16,
    };
    // Now, because the sizes of the tensors follow from it.
    config.validate().map_err(crate::StateError::from)?;
    Ok(config)
}

fn run(fields: &mut Fields<'_>, config: &Config) -> Result<RunRecord, SnapshotError> {
    let inputs = config.raw_inputs() as u64;
    Ok(RunRecord {
        recipe: Recipe {
            seed: fields.number("apical.seed", u64::MAX)?,
            epochs: fields.number("apical.epochs", MAXIMUM_U32)? as u32,
            learning_rate: fields.parsed("apical.learning_rate")?,
            shift: fields.number("apical.shift", MAXIMUM_U8)? as u8,
        },
        position: Position {
            epoch: fields.number("apical.position.epoch", MAXIMUM_U32)? as u32,
            image: fields.number("apical.position.image", MAXIMUM_U32)? as u32,
        },
        data: DataRecord {
            name: fields.text("apical.data.name")?,
            train_hash: fields.parsed("apical.data.train_sha256")?,
            test_hash: fields.parsed("apical.data.test_sha256")?,
        },
        image_width: fields.number("apical.image.width", inputs)? as usize,
        image_height: fields.number("apical.image.height", inputs)? as usize,
        config_text: fields.text("apical.config")?,
        history: Vec::new(),
        current: EpochRecord::empty(config.layer_count()),
        software: fields.text("apical.software")?,
        irreproducible: fields.optional("apical.irreproducible"),
        calibration: fields.parsed_if_there("apical.calibration")?,
    })
}

fn commas<T: Display>(numbers: &[T]) -> String {
    let texts: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    texts.join(",")
}
