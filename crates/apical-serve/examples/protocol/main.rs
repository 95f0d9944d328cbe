//! Writes what the page and the documentation say of the messages, from the messages themselves: `cargo xtask protocol`.
//! With `--check` nothing is written; a file that is not as it would be written is named, and the exit status is 1.

mod coverage;
mod description;
mod markdown;
mod samples;
mod typescript;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use description::Protocol;

/// A file, and what belongs there.
struct Output {
    path: PathBuf,
    content: String,
}

fn main() -> ExitCode {
    let check = std::env::args().skip(1).any(|argument| argument == "--check");
    match outputs().and_then(|outputs| apply(&outputs, check)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("protocol: {message}");
            ExitCode::FAILURE
        }
    }
}

fn outputs() -> Result<[Output; 3], String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let protocol = Protocol::describe();
    let guide = root.join("docs/live-page.md");
    let text = std::fs::read_to_string(&guide).map_err(|error| format!("{}: {error}", guide.display()))?;
    Ok([
        Output { path: root.join("web/src/messages.ts"), content: typescript::messages(&protocol) },
        Output { path: root.join("web/test/samples.ts"), content: typescript::samples() },
        Output { content: markdown::replace(&text, &protocol)?, path: guide },
    ])
}

fn apply(outputs: &[Output], check: bool) -> Result<(), String> {
    let mut stale = Vec::new();
    for Output { path, content } in outputs {
        if std::fs::read_to_string(path).is_ok_and(|found| found == *content) {
            continue;
        }
        if check {
            stale.push(path.display().to_string());
        } else {
            std::fs::write(path, content).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!("not what the messages give: {} (cargo xtask protocol writes them)", stale.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_and_the_documentation_say_what_the_messages_are() {
        let stale = outputs().and_then(|outputs| apply(&outputs, true));
        assert_eq!(stale, Ok(()));
    }
}
