//! What the arrays of an archive are, by their names.

use super::{ArrayError, ArrayLabels, Samples, Tensor};
use crate::Role;

/// A part of a dataset.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ArrayPart {
    /// Which part it is; `None` if nothing tells.
    pub role: Option<Role>,
    /// Its images and labels.
    pub samples: Samples,
}

/// What is in an archive of arrays.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Arrays {
    /// Its parts, one of each role at the most.
    pub parts: Vec<ArrayPart>,
    /// Names of the classes 0, 1, 2 and so on, if there are some.
    pub class_names: Option<Vec<String>>,
    /// Arrays that are none of these.
    pub passed_over: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Images,
    Labels,
    ClassNames,
}

/// What an array is, by the words of its name.
pub(super) fn kind(name: &str) -> Option<(Kind, Option<Role>)> {
    let name = name.strip_suffix(".npy").unwrap_or(name).to_lowercase();
    match &*name {
        "arr_0" => return Some((Kind::Images, None)),
        "arr_1" => return Some((Kind::Labels, None)),
        "target_names" | "class_names" | "label_names" | "classes" => {
            return Some((Kind::ClassNames, None));
        }
        _ => {}
    }
    let (mut kind, mut role) = (None, None);
    for word in name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let (found, part) = match word {
            "x" | "data" | "images" | "image" | "imgs" | "features" | "inputs" | "samples" | "pixels" => {
                (Some(Kind::Images), None)
            }
            "y" | "labels" | "label" | "target" | "targets" | "lbls" => (Some(Kind::Labels), None),
            _ => match (Role::of_word(word), word.split_at_checked(1)) {
                (Some(role), _) => (None, Some(role)),
                (None, Some(("x", rest))) => (Some(Kind::Images), Some(Role::of_word(rest)?)),
                (None, Some(("y", rest))) => (Some(Kind::Labels), Some(Role::of_word(rest)?)),
                _ => return None,
            },
        };
        // "data_labels" is labels, "x_y" is neither.
        kind = match (kind, found) {
            (None, found) => found,
            (Some(kind), None) => Some(kind),
            (Some(Kind::Images), Some(Kind::Labels)) if word.len() > 1 => Some(Kind::Labels),
            (Some(kind), Some(found)) if kind == found => Some(kind),
            _ => return None,
        };
        role = match (role, part) {
            (Some(_), Some(_)) => return None,
            (one, other) => one.or(other),
        };
    }
    Some((kind?, role))
}

impl Arrays {
    /// Puts images and labels together.
    pub(super) fn of(
        tensors: Vec<(Tensor, Kind, Option<Role>)>,
        passed_over: Vec<String>,
    ) -> Result<Self, ArrayError> {
        let mut found = Self { parts: Vec::new(), class_names: None, passed_over };
        let names: Vec<String> = tensors.iter().map(|(tensor, ..)| tensor.name.clone()).collect();
        let (mut images, mut labels) = (Vec::new(), Vec::new());
        for (tensor, kind, role) in tensors {
            let (list, what): (&mut Vec<(Option<Role>, Tensor)>, _) = match kind {
                Kind::Images => (&mut images, "images"),
                Kind::Labels => (&mut labels, "labels"),
                Kind::ClassNames
                    if tensor.element.is_text() && tensor.shape.len() == 1 && tensor.shape[0] <= 256 =>
                {
                    found.class_names = Some((0..tensor.shape[0]).map(|index| tensor.text(index)).collect());
                    continue;
                }
                Kind::ClassNames => {
                    found.passed_over.push(tensor.name);
                    continue;
                }
            };
            if let Some((_, first)) = list.iter().find(|(other, _)| *other == role) {
                return Err(ArrayError::Twice { first: first.name.clone(), second: tensor.name, role: what });
            }
            list.push((role, tensor));
        }
        if images.is_empty() {
            let all = names.into_iter().chain(found.passed_over).collect::<Vec<_>>();
            let found = if all.is_empty() { "no arrays in it".to_owned() } else { all.join(", ") };
            return Err(ArrayError::NoImages { found });
        }
        for (role, tensor) in images {
            let at = labels.iter().position(|(other, _)| *other == role);
            let labels = at.map(|at| ArrayLabels::new(&labels.swap_remove(at).1)).transpose()?;
            found.parts.push(ArrayPart { role, samples: Samples::new(tensor, labels)? });
        }
        found.passed_over.extend(labels.into_iter().map(|(_, tensor)| tensor.name));
        found.parts.sort_by_key(|part| part.role);
        Ok(found)
    }

    /// The part of a role, taken out; `None`: that of which nothing tells the role.
    pub fn take(&mut self, role: Option<Role>) -> Option<Samples> {
        let at = self.parts.iter().position(|part| part.role == role)?;
        Some(self.parts.remove(at).samples)
    }
}
