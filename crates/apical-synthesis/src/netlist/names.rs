//! Names that every tool takes.

use std::collections::HashSet;

/// The RTL's module behind a name of Yosys: `$paramod$HASH\lane`, `$paramod\lane\WIDTH=32'...`, `\lane` or `lane`.
pub(super) fn origin(name: &str) -> &str {
    let rest = name.strip_prefix("$paramod").unwrap_or(name);
    let rest = if let Some(hashed) = rest.strip_prefix('$') {
        hashed.split_once('\\').map_or(hashed, |(_, rest)| rest)
    } else {
        rest.trim_start_matches('\\')
    };
    rest.split('\\').next().unwrap_or(rest)
}

/// Gives out plain identifiers, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
    next: usize,
}

impl Names {
    /// An identifier like `wanted`.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let mut name = String::with_capacity(wanted.len());
        for c in wanted.chars() {
            if c.is_ascii_alphanumeric() {
                name.push(c);
            } else if !name.ends_with('_') && !name.is_empty() {
                name.push('_');
            }
        }
        let name = name.trim_end_matches('_');
        let name = if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            format!("u_{name}")
        } else {
            name.to_owned()
        };
        let mut unique = name.clone();
        while !self.taken.insert(unique.clone()) {
            self.next += 1;
            unique = format!("{name}_{}", self.next);
        }
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_named_after_the_rtl() {
        assert_eq!(origin("$paramod$0c3d62\\record_bits"), "record_bits");
        assert_eq!(origin("$paramod\\load_word_part\\WIDTH=32'0001"), "load_word_part");
        assert_eq!(origin("\\apical"), "apical");
        assert_eq!(origin("apical"), "apical");
    }

    #[test]
    fn names_are_plain_and_unique() {
        let mut names = Names::default();
        assert_eq!(names.take("stage[0].neurons"), "stage_0_neurons");
        assert_eq!(names.take("stage[0]_neurons"), "stage_0_neurons_1");
        assert_eq!(names.take("3"), "u_3");
        assert_eq!(names.take("$[]"), "u_");
    }
}
