//! `rtl/mutations.toml`: as much of TOML as it is written in.

/// A deliberate fault.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Mutation {
    pub(super) name: String,
    /// Below `rtl/`.
    pub(super) file: String,
    /// Occurs exactly once in the file.
    pub(super) find: String,
    pub(super) replace: String,
    /// `vectors NAME`, `bus`, `formal NAME`.
    pub(super) caught_by: Vec<String>,
}

/// Reads tables `[[mutation]]` of one-line strings and one-line lists of strings.
pub(super) fn mutations(text: &str) -> Result<Vec<Mutation>, String> {
    let mut all: Vec<Mutation> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let wrong = |what: &str| format!("rtl/mutations.toml, line {}: {what}", number + 1);
        if line.is_empty() || line.starts_with('#') || line == "format_version = 1" {
            continue;
        }
        if line == "[[mutation]]" {
            all.push(Mutation::default());
            continue;
        }
        let (key, value) = line.split_once('=').ok_or_else(|| wrong("neither key nor table"))?;
        let mutation = all.last_mut().ok_or_else(|| wrong("a key before the first [[mutation]]"))?;
        let values =
            strings(value.trim()).ok_or_else(|| wrong("a string or a list of strings is expected"))?;
        let one = || values.first().cloned().unwrap_or_default();
        match key.trim() {
            "name" => mutation.name = one(),
            "file" => mutation.file = one(),
            "find" => mutation.find = one(),
            "replace" => mutation.replace = one(),
            "caught_by" => mutation.caught_by = values,
            "about" => {}
            _ => return Err(wrong("unknown key")),
        }
    }
    for mutation in &all {
        if [&mutation.name, &mutation.file, &mutation.find].iter().any(|text| text.is_empty())
            || mutation.caught_by.is_empty()
        {
            return Err(format!(
                "rtl/mutations.toml: {:?}: name, file, find and caught_by are needed",
                mutation.name
            ));
        }
    }
    Ok(all)
}

/// The strings of `"a"` or `["a", "b"]`; literal ones in single quotes too.
fn strings(text: &str) -> Option<Vec<String>> {
    let list = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let mut rest = list.unwrap_or(text).trim();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|&quote| quote == '"' || quote == '\'')?;
        let mut value = String::new();
        let mut characters = rest[1..].char_indices();
        let end = loop {
            match characters.next()? {
                (at, character) if character == quote => break at + 2,
                (_, '\\') if quote == '"' => value.push(match characters.next()?.1 {
                    'n' => '\n',
                    't' => '\t',
                    other @ ('"' | '\\') => other,
                    _ => return None,
                }),
                (_, character) => value.push(character),
            }
        };
        found.push(value);
        rest = rest[end..].trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    (list.is_some() || found.len() == 1).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read() {
        let text = "# c\nformat_version = 1\n[[mutation]]\nname = \"a \\\"b\\\"\"\nfile = 'src/x.sv'\nfind = \"1'b0\\n\"\n\
                    replace = \"\"\ncaught_by = [\"bus\", \"formal carry\"]\n";
        let expected = Mutation {
            name: "a \"b\"".into(),
            file: "src/x.sv".into(),
            find: "1'b0\n".into(),
            replace: String::new(),
            caught_by: vec!["bus".into(), "formal carry".into()],
        };
        assert_eq!(mutations(text), Ok(vec![expected]));
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for wrong in [
            "name = \"x\"",
            "[[mutation]]\nname = 3",
            "[[mutation]]\nname = \"x\"",
            "[[mutation]]\nodd = \"x\"",
        ] {
            assert!(mutations(wrong).is_err(), "{wrong}");
        }
    }
}
