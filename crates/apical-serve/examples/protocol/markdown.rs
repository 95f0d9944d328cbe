//! The tables of `docs/live-page.md`, each between two comments.

use std::fmt::Write;

use apical_serve::protocol::{Layout, TO_PAGE, TO_SERVER};
use apical_support::with_section;

use crate::description::{Body, Content, Field, Protocol, Type, Variant};

/// Puts the tables of today into a text.
///
/// # Errors
/// If a pair of comments is not there.
pub(crate) fn replace(text: &str, protocol: &Protocol) -> Result<String, String> {
    let mut text = text.to_owned();
    let parts = [
        ("requests", requests(protocol)),
        ("bytes to the server", layouts(&TO_SERVER)),
        ("messages", messages(protocol)),
        ("bytes to the page", layouts(&TO_PAGE)),
    ];
    for (name, content) in parts {
        text = with_section(&text, name, &content)
            .ok_or_else(|| format!("docs/live-page.md has no pair of lines <!-- begin: {name} -->"))?;
    }
    Ok(text)
}

fn requests(protocol: &Protocol) -> String {
    let mut out = String::from("| `type` | what happens: answer | fields |\n|---|---|---|\n");
    for Variant { tag, about, body } in &protocol.requests {
        let fields = match body {
            Body::Named(name) => protocol.fields(name),
            Body::Fields(fields) => fields,
        };
        let fields: Vec<_> = fields.iter().map(in_cell).collect();
        let _ = writeln!(out, "| `{tag}` | {about} | {} |", fields.join("<br>"));
    }
    for name in of_requests(protocol) {
        out += &definition(protocol, &name);
    }
    out
}

/// Parts of requests.
fn of_requests(protocol: &Protocol) -> Vec<String> {
    protocol.requests.iter().flat_map(|variant| variant.body.named()).collect()
}

fn in_cell(field: &Field) -> String {
    format!("`{}`, {}: {}", field.name, type_of(field), field.about)
}

fn messages(protocol: &Protocol) -> String {
    let mut out = String::new();
    let mut described = of_requests(protocol);
    for Variant { tag, about, body } in &protocol.messages {
        let _ = write!(out, "#### `{tag}`\n\n{about}\n\n");
        match body {
            Body::Named(name) => {
                out += &object(protocol, name);
                described.push(name.clone());
                described.extend(protocol.further(name).map(|further| further.definition.clone()));
            }
            Body::Fields(fields) => out += &table(fields),
        }
        out.push('\n');
    }
    out += "### Parts of these messages\n";
    for part in &protocol.definitions {
        if !described.contains(&part.name) {
            out += &definition(protocol, &part.name);
        }
    }
    out
}

/// A part with its heading.
fn definition(protocol: &Protocol, name: &str) -> String {
    format!("\n#### {name}\n\n{}\n\n{}", protocol.definition(name).about, object(protocol, name))
}

fn object(protocol: &Protocol, name: &str) -> String {
    match &protocol.definition(name).content {
        Content::Object { fields, further } => {
            let mut out = table(fields);
            if let Some(further) = further {
                let _ = write!(out, "\nUnless `{}`, further:\n\n", further.flag);
                out += &table(protocol.fields(&further.definition));
            }
            out
        }
        Content::Choice(choices) => {
            let mut out = String::from("| value | meaning |\n|---|---|\n");
            for (text, about) in choices {
                let _ = writeln!(out, "| `{text}` | {about} |");
            }
            out
        }
    }
}

fn table(fields: &[Field]) -> String {
    let mut out = String::from("| field | type | meaning |\n|---|---|---|\n");
    for field in fields {
        let _ = writeln!(out, "| `{}` | {} | {} |", field.name, type_of(field), field.about);
    }
    out
}

fn type_of(field: &Field) -> String {
    let range = match field.range {
        Some((least, most)) if field.of == Type::Text => format!(" of {least} to {most} characters"),
        Some((least, most)) => format!(", {least} to {most}"),
        None => String::new(),
    };
    match &field.of {
        Type::Nullable(inner) => format!("{}{range}, or null", name_of(inner)),
        of => format!("{}{range}", name_of(of)),
    }
}

fn name_of(of: &Type) -> String {
    match of {
        Type::Integer => "integer".into(),
        Type::Number => "number".into(),
        Type::LargeInteger => "integer or text".into(),
        Type::Text => "text".into(),
        Type::Flag => "boolean".into(),
        Type::List(item) => format!("list of {}", name_of(item)),
        Type::Nullable(inner) => format!("{} or null", name_of(inner)),
        Type::Named(name) => format!("[{name}](#{})", name.to_lowercase()),
    }
}

fn layouts(layouts: &[Layout]) -> String {
    let mut out = String::from("| message | bytes | meaning |\n|---|---|---|\n");
    for Layout { name, about, kind, fields, content } in layouts {
        let _ = writeln!(out, "| **{name}** | | {about} |\n| | 0 | kind: {kind} |");
        let mut start = 1;
        for field in *fields {
            let last = start + field.bytes - 1;
            let _ = writeln!(out, "| | {start} to {last} | `{}`: {} |", field.name, field.about);
            start = last + 1;
        }
        let _ = writeln!(out, "| | from {start} | {content} |");
    }
    out
}
