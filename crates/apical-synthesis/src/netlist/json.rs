//! Reads Yosys' JSON.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::names::{Names, origin};
use super::{Bit, Design, Direction, Instance, Module, Port};
use crate::SynthesisError;

#[derive(Deserialize)]
struct File {
    modules: BTreeMap<String, JsonModule>,
}

#[derive(Deserialize)]
struct JsonModule {
    #[serde(default)]
    attributes: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    ports: BTreeMap<String, JsonPort>,
    #[serde(default)]
    cells: BTreeMap<String, JsonCell>,
}

#[derive(Deserialize)]
struct JsonPort {
    direction: String,
    bits: Vec<JsonBit>,
}

#[derive(Deserialize)]
struct JsonCell {
    r#type: String,
    connections: BTreeMap<String, Vec<JsonBit>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum JsonBit {
    Net(u32),
    Constant(String),
}

fn bad(problem: impl Into<String>) -> SynthesisError {
    SynthesisError::content("netlist", problem)
}

pub(super) fn parse(text: &str, top: &str) -> Result<Design, SynthesisError> {
    let file: File = serde_json::from_str(text).map_err(|error| bad(error.to_string()))?;
    let box_of = |module: &JsonModule| {
        module.attributes.contains_key("blackbox") || module.attributes.contains_key("whitebox")
    };
    let inside: BTreeMap<String, JsonModule> =
        file.modules.into_iter().filter(|(_, module)| !box_of(module)).collect();
    let mut names = Names::default();
    // The top keeps its name whatever else there is.
    let top_name = names.take(top);
    let renamed: HashMap<String, String> = inside
        .keys()
        .map(|name| (name.clone(), if name == top { top_name.clone() } else { names.take(origin(name)) }))
        .collect();
    let mut modules = BTreeMap::new();
    for (name, module) in inside {
        let module = read_module(&name, module, &renamed)?;
        modules.insert(module.name.clone(), module);
    }
    let design = Design { top: top_name, modules };
    design.module(&design.top)?;
    refuse_cycles(&design)?;
    Ok(design)
}

fn bits(bits: &[JsonBit]) -> Result<Vec<Bit>, SynthesisError> {
    let bit = |bit: &JsonBit| match bit {
        JsonBit::Net(u32::MAX) => Err(bad("a net's number is too high")),
        JsonBit::Net(net) => Ok(Bit::Net(*net)),
        JsonBit::Constant(text) => match text.as_str() {
            "0" | "x" | "z" => Ok(Bit::Constant(false)),
            "1" => Ok(Bit::Constant(true)),
            other => Err(bad(format!("{other:?} is no bit"))),
        },
    };
    bits.iter().map(bit).collect()
}

fn read_module(
    name: &str,
    module: JsonModule,
    renamed: &HashMap<String, String>,
) -> Result<Module, SynthesisError> {
    let mut highest = 0;
    let mut note = |bits: &[Bit]| {
        for bit in bits {
            if let Bit::Net(net) = bit {
                highest = highest.max(*net);
            }
        }
    };
    let mut ports = Vec::new();
    for (port, json) in &module.ports {
        let direction = match json.direction.as_str() {
            "input" => Direction::Input,
            "output" => Direction::Output,
            other => return Err(bad(format!("{name}: port {port} has direction {other:?}"))),
        };
        let bits = bits(&json.bits)?;
        note(&bits);
        ports.push(Port { name: port.clone(), direction, bits });
    }
    let mut names = Names::default();
    for port in &ports {
        if names.take(&port.name) != port.name {
            return Err(bad(format!("{name}: port {} has no plain name", port.name)));
        }
    }
    let mut instances = Vec::new();
    for (original, cell) in &module.cells {
        let inner = renamed.get(&cell.r#type);
        let mut connections = Vec::new();
        for (port, json) in &cell.connections {
            let bits = bits(json)?;
            note(&bits);
            connections.push((port.clone(), bits));
        }
        instances.push(Instance {
            // Cells have no names of their own in the RTL.
            name: if inner.is_some() { names.take(original) } else { names.take("c") },
            original: original.clone(),
            of: inner.cloned().unwrap_or_else(|| cell.r#type.trim_start_matches('\\').to_owned()),
            connections,
        });
    }
    Ok(Module {
        name: renamed[name].clone(),
        origin: origin(name).to_owned(),
        ports,
        instances,
        nets: highest + 1,
        quiet: false,
    })
}

/// Modules that contain themselves would have no end.
fn refuse_cycles(design: &Design) -> Result<(), SynthesisError> {
    // Modules without inner modules that are left are taken away until none is.
    let mut left: BTreeMap<&str, Vec<&str>> = design
        .modules
        .values()
        .map(|module| {
            let inner = module.instances.iter().map(|instance| instance.of.as_str());
            (module.name.as_str(), inner.filter(|of| design.modules.contains_key(*of)).collect())
        })
        .collect();
    loop {
        let free: Vec<&str> = left
            .iter()
            .filter(|(_, inner)| inner.iter().all(|of| !left.contains_key(of)))
            .map(|(name, _)| *name)
            .collect();
        if free.is_empty() {
            break;
        }
        for name in free {
            left.remove(name);
        }
    }
    match left.keys().next() {
        Some(name) => Err(bad(format!("module {name} contains itself"))),
        None => Ok(()),
    }
}
