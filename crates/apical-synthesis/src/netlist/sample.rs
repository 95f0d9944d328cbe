//! Which of many equal blocks are looked into.
//!
//! Recording every signal of hundreds of lanes takes long to compile and says little: what they do differs only by what
//! their weights are. Of each large group of equal instances every so many-th is recorded, and stands for the others.

use std::collections::{BTreeMap, HashMap};

use super::{Design, Module};

/// How many of equal instances are looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// One in so many; 1: all.
    pub every: usize,
    /// Of groups of at least so many.
    pub from: usize,
}

/// An instance's name without its numbers: what it shares with its like.
fn kind(original: &str) -> String {
    let mut kind = String::with_capacity(original.len());
    let mut inside = false;
    for c in original.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        kind.push(c);
    }
    kind
}

/// The numbers in an instance's name.
fn numbers(original: &str) -> Vec<usize> {
    original.split('[').skip(1).filter_map(|part| part.split(']').next()?.parse().ok()).collect()
}

/// Equal instances of a module: indices in its list, and which of them are looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// All, by their numbers.
    pub all: Vec<usize>,
    /// Those that are looked into: at least one.
    pub chosen: Vec<usize>,
}

impl Sample {
    /// The inner modules of a module in groups of equal ones.
    #[must_use]
    pub fn groups(&self, module: &Module, design: &Design) -> Vec<Like> {
        let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, instance) in module.instances.iter().enumerate() {
            if design.modules.contains_key(&instance.of) {
                groups.entry(kind(&instance.original)).or_default().push(index);
            }
        }
        let mut likes = Vec::new();
        for mut all in groups.into_values() {
            all.sort_by_key(|&index| numbers(&module.instances[index].original));
            let every = if all.len() >= self.from { self.every.max(1) } else { 1 };
            let chosen = all.iter().copied().step_by(every).collect();
            likes.push(Like { all, chosen });
        }
        likes
    }

    /// The design with quiet copies of the modules that are not looked into.
    #[must_use]
    pub fn quieted(&self, design: &Design) -> Design {
        let mut out = design.clone();
        let quiet: HashMap<&String, String> =
            design.modules.keys().map(|name| (name, format!("{name}__quiet"))).collect();
        let mut wanted = false;
        for (name, module) in &design.modules {
            for like in self.groups(module, design) {
                for index in like.all.iter().filter(|index| !like.chosen.contains(index)) {
                    wanted = true;
                    if let Some(module) = out.modules.get_mut(name) {
                        module.instances[*index].of = quiet[&module.instances[*index].of].clone();
                    }
                }
            }
        }
        if wanted {
            for (name, module) in &design.modules {
                let mut copy = module.clone();
                copy.quiet = true;
                copy.name.clone_from(&quiet[name]);
                for instance in &mut copy.instances {
                    if let Some(name) = quiet.get(&instance.of) {
                        instance.of.clone_from(name);
                    }
                }
                out.modules.insert(copy.name.clone(), copy);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::netlist::Instance;

    fn module(name: &str, inner: Vec<(String, &str)>) -> Module {
        let instances = inner.into_iter().map(|(original, of)| Instance {
            name: original.replace(['[', ']', '.'], "_"),
            original,
            of: of.to_owned(),
            connections: Vec::new(),
        });
        Module {
            name: name.into(),
            origin: name.into(),
            ports: Vec::new(),
            instances: instances.collect(),
            nets: 0,
            quiet: false,
        }
    }

    #[test]
    fn every_fourth_of_many_is_looked_into() {
        let lanes = (0..12).rev().map(|k| (format!("neuron[{k}].lane"), "lane"));
        let top = module("top", lanes.chain([("control".to_owned(), "control")]).collect());
        let design = Design {
            top: "top".into(),
            modules: [top, module("lane", vec![]), module("control", vec![])]
                .map(|module| (module.name.clone(), module))
                .into(),
        };
        let sample = Sample { every: 4, from: 8 };
        let groups = sample.groups(&design.modules["top"], &design);
        let names = |indices: &[usize]| -> Vec<&str> {
            indices.iter().map(|&index| design.modules["top"].instances[index].original.as_str()).collect()
        };
        assert_eq!(names(&groups[0].chosen), ["control"]);
        assert_eq!(names(&groups[1].chosen), ["neuron[0].lane", "neuron[4].lane", "neuron[8].lane"]);
        let quiet = sample.quieted(&design);
        let of =
            |name: &str| quiet.modules[name].instances.iter().filter(|instance| instance.of == "lane__quiet");
        assert_eq!(of("top").count(), 9);
        assert!(quiet.modules["lane__quiet"].quiet && !quiet.modules["lane"].quiet);
        assert_eq!(Sample { every: 1, from: 8 }.quieted(&design), design);
    }
}
