//! What is given by name or by file.

/// Whether a name is the path of a file: it has a dot or a slash, which no name has.
pub(crate) fn is_path(name: &str) -> bool {
    name.contains(['.', '/', '\\'])
}
