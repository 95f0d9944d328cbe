//! What the crates say of themselves in their `Cargo.toml`.

use crate::workspace::Workspace;

/// A crate of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crate {
    pub(crate) name: String,
    /// Where it is, from the root of the project.
    pub(crate) folder: String,
    /// What it is for, in a line: `concern` of `[package.metadata.apical]`.
    pub(crate) concern: String,
    /// What says more, from the root of the project: `document` there.
    pub(crate) document: Option<String>,
    /// Crates of ours that it depends on, by name.
    pub(crate) dependencies: Vec<Dependency>,
}

/// A crate of ours that another one is built with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Only with a feature.
    pub(crate) optional: bool,
}

/// All crates: members of the workspace, and those that it leaves out; what is depended on comes first.
pub(crate) fn read(workspace: &Workspace) -> Result<Vec<Crate>, String> {
    let root = text(workspace, "Cargo.toml")?;
    let folders = ["members", "exclude"].map(|key| list(&root, key)).concat();
    if folders.is_empty() {
        return Err("Cargo.toml names no members".into());
    }
    let mut crates = folders
        .iter()
        .map(|folder| {
            let path = format!("{folder}/Cargo.toml");
            parse(folder, &text(workspace, &path)?).map_err(|message| format!("{path}: {message}"))
        })
        .collect::<Result<Vec<_>, _>>()?;
    // Other dependencies are not ours.
    let names: Vec<String> = crates.iter().map(|one| one.name.clone()).collect();
    for one in &mut crates {
        one.dependencies.retain(|dependency| names.contains(&dependency.name));
    }
    Ok(sorted(crates))
}

fn text(workspace: &Workspace, path: &str) -> Result<String, String> {
    std::fs::read_to_string(workspace.path(path)).map_err(|error| format!("{path}: {error}"))
}

/// Texts of a list at the top level of a section: `key = ["a", "b"]`, over as many lines as it takes.
fn list(toml: &str, key: &str) -> Vec<String> {
    let start = toml.lines().position(|line| line.starts_with(key) && line.contains('['));
    let Some(start) = start else { return Vec::new() };
    let mut rest: String = toml.lines().skip(start).collect::<Vec<_>>().join("\n");
    rest.truncate(rest.find(']').unwrap_or(rest.len()));
    rest.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What is between the quotes of `key = "text"`.
fn quoted(line: &str, key: &str) -> Option<String> {
    let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim();
    Some(value.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

fn parse(folder: &str, toml: &str) -> Result<Crate, String> {
    let mut one = Crate {
        name: String::new(),
        folder: folder.to_owned(),
        concern: String::new(),
        document: None,
        dependencies: Vec::new(),
    };
    let mut section = "";
    for line in toml.lines().map(str::trim) {
        if line.starts_with('[') {
            if line.starts_with("[dependencies.") {
                return Err(format!("{line}: write a dependency in one line of [dependencies]"));
            }
            section = line;
            continue;
        }
        match section {
            "[package]" => one.name = quoted(line, "name").unwrap_or(one.name),
            "[package.metadata.apical]" => {
                one.concern = quoted(line, "concern").unwrap_or(one.concern);
                one.document = quoted(line, "document").or(one.document);
            }
            "[dependencies]" => {
                let name: String = line
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || "-_".contains(*letter))
                    .collect();
                if !name.is_empty() {
                    let optional = line.contains("optional = true");
                    one.dependencies.push(Dependency { name, optional });
                }
            }
            _ => {}
        }
    }
    if one.concern.is_empty() {
        return Err(
            "[package.metadata.apical] needs concern = \"..\": what the crate is for, in a line".into()
        );
    }
    Ok(one)
}

/// What is depended on before what depends on it; otherwise as the workspace has them.
fn sorted(mut crates: Vec<Crate>) -> Vec<Crate> {
    let mut done: Vec<Crate> = Vec::new();
    while !crates.is_empty() {
        let free = |one: &Crate| {
            one.dependencies.iter().all(|needed| done.iter().any(|other| other.name == needed.name))
        };
        // Cargo allows no circle.
        let next = crates.iter().position(free).unwrap_or(0);
        done.push(crates.remove(next));
    }
    done
}

#[cfg(test)]
impl Crate {
    /// A crate that needs others, for tests.
    pub(super) fn of(name: &str, needs: &[&str]) -> Self {
        let dependency = |&name: &&str| Dependency { name: name.into(), optional: false };
        Self {
            name: name.into(),
            folder: String::new(),
            concern: String::new(),
            document: None,
            dependencies: needs.iter().map(dependency).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOML: &str = "[package]\nname = \"apical-b\"\nversion.workspace = true\n\n[package.metadata.apical]\n\
        concern = \"something\"\ndocument = \"docs/b.md\"\n\n[dependencies]\napical-a.workspace = true\n\
        apical-c = { workspace = true, optional = true }\n# Why.\nserde.workspace = true\n\n\
        [dev-dependencies]\napical-d.workspace = true\n";

    #[test]
    fn a_crate_is_what_its_file_says() {
        let one = parse("crates/b", TOML).unwrap();
        assert_eq!((one.name.as_str(), one.concern.as_str()), ("apical-b", "something"));
        assert_eq!(one.document.as_deref(), Some("docs/b.md"));
        let found: Vec<_> =
            one.dependencies.iter().map(|needed| (needed.name.as_str(), needed.optional)).collect();
        assert_eq!(found, [("apical-a", false), ("apical-c", true), ("serde", false)]);
    }

    #[test]
    fn a_crate_without_a_concern_is_refused() {
        let error = parse("crates/b", "[package]\nname = \"b\"\n").unwrap_err();
        assert!(error.contains("needs concern"), "{error}");
        assert!(parse("x", "[dependencies.serde]\n").unwrap_err().contains("in one line"));
    }

    #[test]
    fn lists_may_have_many_lines() {
        let toml = "[workspace]\nmembers = [\n  \"crates/a\",\n  \"b\",\n]\nexclude = [\"c\"]\n";
        assert_eq!(list(toml, "members"), ["crates/a", "b"]);
        assert_eq!(list(toml, "exclude"), ["c"]);
        assert!(list(toml, "others").is_empty());
    }

    #[test]
    fn what_is_depended_on_comes_first() {
        let order = sorted(vec![
            Crate::of("top", &["middle"]),
            Crate::of("middle", &["leaf"]),
            Crate::of("leaf", &[]),
            Crate::of("other", &[]),
        ]);
        assert_eq!(
            order.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["leaf", "middle", "top", "other"]
        );
    }
}
