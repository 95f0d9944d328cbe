//! The messages of the live page, as its sources and the documentation say them.

use std::process::Command;

use crate::process::succeeds;
use crate::program;
use crate::workspace::Workspace;

/// Writes the page's types, its samples and the tables of `docs/live-page.md`; with `--check`, compares them.
pub(crate) fn tool(workspace: &Workspace, arguments: &[&str]) -> bool {
    program::protocol(workspace).is_some_and(|program| succeeds(Command::new(program).args(arguments)))
}
