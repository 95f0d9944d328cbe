//! Tables of the crates, in Markdown.

use super::crates::Crate;

/// Names and concerns, with paths from the root of the project.
pub(crate) fn short(crates: &[&Crate]) -> String {
    let mut out = "| crate | what |\n|---|---|\n".to_owned();
    for one in crates {
        let more = one.document.as_ref().map_or_else(String::new, |path| format!(" ([{path}]({path}))"));
        out += &format!("| [`{}`]({}) | {}{more} |\n", one.name, one.folder, one.concern);
    }
    out
}

/// With what each depends on, and paths from the folder of documents.
pub(crate) fn long(crates: &[&Crate]) -> String {
    let mut out = "| crate | concern | depends on |\n|---|---|---|\n".to_owned();
    for one in crates {
        let more = one.document.as_ref().map_or_else(String::new, |path| {
            let path = path.strip_prefix("docs/").map_or_else(|| format!("../{path}"), str::to_owned);
            format!(" ([{path}]({path}))")
        });
        let needs: Vec<_> = one
            .dependencies
            .iter()
            .map(|needed| format!("`{}`{}", needed.name, if needed.optional { " (by feature)" } else { "" }))
            .collect();
        let needs = if needs.is_empty() { "nothing of ours".to_owned() } else { needs.join(", ") };
        out += &format!("| [`{}`](../{}) | {}{more} | {needs} |\n", one.name, one.folder, one.concern);
    }
    out
}
