//! The messages as the page reads and writes them.

use std::fmt::Write;

use apical_serve::protocol::{Layout, TO_PAGE, TO_SERVER, VERSION};
use serde::Serialize;

use crate::description::{Body, Content, Definition, Field, Protocol, Type, Variant};
use crate::samples;

const HEAD: &str = "/** Written by `cargo xtask protocol` from the messages in Rust. Do not edit. */\n\n";

/// Types, checks, ranges and layouts.
pub(crate) fn messages(protocol: &Protocol) -> String {
    let mut out = HEAD.to_owned();
    out += "import { absentIf, type Check, flag, largeInteger, list, nullable, number, object, oneOf, text } from './check.js';\n\n";
    let _ = writeln!(out, "/** Version of the messages. */\nexport const PROTOCOL = {VERSION};");
    for definition in &protocol.definitions {
        out += &definition_of(protocol, definition);
    }
    out += &union(&protocol.messages, "ServerMessage", "Message", "What a server sends as text.");
    out += &union(&protocol.requests, "Request", "Request", "What a page asks for as text.");
    out += "\n/** Checks of what a server sends, by `type`. */\nexport const MESSAGES = {\n";
    for Variant { tag, body, .. } in &protocol.messages {
        let _ = match body {
            Body::Named(name) if *tag == camel(name) => writeln!(out, "  {tag},"),
            Body::Named(name) => writeln!(out, "  {tag}: {},", camel(name)),
            Body::Fields(fields) => writeln!(out, "  {tag}: {},", object_check(fields, "  ")),
        };
    }
    out += "} satisfies Record<ServerMessage['type'], Check<object>>;\n";
    out += &ranges(protocol);
    for (layouts, direction) in [(&TO_SERVER[..], "to the server"), (&TO_PAGE[..], "to the page")] {
        for layout in layouts {
            out += &layout_of(layout, direction);
        }
    }
    out
}

/// A type, and how it is checked if it arrives.
fn definition_of(protocol: &Protocol, definition: &Definition) -> String {
    let Definition { name, about, content } = definition;
    let (described, check) = match content {
        Content::Choice(choices) => {
            let texts: Vec<_> = choices.iter().map(|(text, _)| format!("'{text}'")).collect();
            (format!("export type {name} = {};\n", texts.join(" | ")), format!("oneOf({})", texts.join(", ")))
        }
        Content::Object { fields, further: None } => {
            (format!("export interface {name} {{\n{}}}\n", members(fields)), object_check(fields, ""))
        }
        Content::Object { fields, further: Some(further) } => {
            let own: Vec<_> = fields.iter().filter(|field| field.name != further.flag).cloned().collect();
            let (flag, more) = (&further.flag, &further.definition);
            let described = format!(
                "export type {name} = {name}Fields & ({{ {flag}: true }} | ({{ {flag}: false }} & {more}));\n\n\
                 /** What is always there. */\nexport interface {name}Fields {{\n{}}}\n",
                members(&own)
            );
            let (own, further) = (object_fields(&own, "  "), object_fields(protocol.fields(more), "  "));
            (described, format!("absentIf(\n  '{flag}',\n  {own},\n  {further},\n)"))
        }
    };
    let mut out = format!("\n/** {about} */\n{described}");
    if protocol.arrives(name) {
        let _ = writeln!(out, "const {}: Check<{name}> = {check};", camel(name));
    }
    out
}

/// Fields of an interface.
fn members(fields: &[Field]) -> String {
    let member =
        |field: &Field| format!("  /** {} */\n  {}: {};\n", said(field), field.name, type_of(&field.of));
    fields.iter().map(member).collect()
}

fn said(field: &Field) -> String {
    match field.range {
        Some((least, most)) => format!("{} Range: {least} to {most}.", field.about),
        None => field.about.clone(),
    }
}

fn type_of(of: &Type) -> String {
    match of {
        Type::Integer | Type::Number => "number".into(),
        Type::LargeInteger => "number | string".into(),
        Type::Text => "string".into(),
        Type::Flag => "boolean".into(),
        Type::List(item) => format!("{}[]", type_of(item)),
        Type::Nullable(inner) => format!("{} | null", type_of(inner)),
        Type::Named(name) => name.clone(),
    }
}

fn object_check(fields: &[Field], indent: &str) -> String {
    format!("object({})", object_fields(fields, indent))
}

fn object_fields(fields: &[Field], indent: &str) -> String {
    let field = |field: &Field| format!("{indent}  {}: {},\n", field.name, check_of(&field.of));
    format!("{{\n{}{indent}}}", fields.iter().map(field).collect::<String>())
}

fn check_of(of: &Type) -> String {
    match of {
        Type::Integer | Type::Number => "number".into(),
        Type::LargeInteger => "largeInteger".into(),
        Type::Text => "text".into(),
        Type::Flag => "flag".into(),
        Type::List(item) => format!("list({})", check_of(item)),
        Type::Nullable(inner) => format!("nullable({})", check_of(inner)),
        Type::Named(name) => camel(name),
    }
}

/// A union of messages by `type`, after an interface for each that has fields of its own.
fn union(variants: &[Variant], name: &str, suffix: &str, about: &str) -> String {
    let (mut interfaces, mut union) = (String::new(), format!("\n/** {about} */\nexport type {name} =\n"));
    for Variant { tag, about, body } in variants {
        let own = format!("{}{suffix}", title(tag));
        let _ = match body {
            Body::Named(definition) => {
                writeln!(union, "  /** {about} */\n  | ({{ type: '{tag}' }} & {definition})")
            }
            Body::Fields(fields) if fields.is_empty() => {
                writeln!(union, "  /** {about} */\n  | {{ type: '{tag}' }}")
            }
            Body::Fields(fields) => {
                let _ = write!(
                    interfaces,
                    "\n/** {about} */\nexport interface {own} {{\n  type: '{tag}';\n{}}}\n",
                    members(fields)
                );
                writeln!(union, "  | {own}")
            }
        };
    }
    format!("{interfaces}{};\n", union.trim_end())
}

/// Ranges of requests, by `type` and path of the field.
fn ranges(protocol: &Protocol) -> String {
    let mut out = String::from(
        "\n/** Least and greatest value of numbers in requests, and of lengths of texts. */\nexport const RANGES = {\n",
    );
    for Variant { tag, body, .. } in &protocol.requests {
        let fields = match body {
            Body::Named(name) => protocol.fields(name),
            Body::Fields(fields) => fields,
        };
        for field in fields {
            add_ranges(protocol, field, &format!("{tag}.{}", field.name), &mut out);
        }
    }
    out + "} as const;\n"
}

fn add_ranges(protocol: &Protocol, field: &Field, path: &str, out: &mut String) {
    if let Some((least, most)) = field.range {
        let _ = writeln!(out, "  '{path}': [{least}, {most}],");
    }
    if let Type::Named(name) = &field.of {
        for inner in protocol.fields(name) {
            add_ranges(protocol, inner, &format!("{path}.{}", inner.name), out);
        }
    }
}

fn layout_of(layout: &Layout, direction: &str) -> String {
    let Layout { name, about, kind, fields, content } = layout;
    let fields: Vec<_> = fields.iter().map(|field| format!("['{}', {}]", field.name, field.bytes)).collect();
    let constant = format!("{name} {direction}").replace(' ', "_").to_uppercase().replace("_THE_", "_");
    format!(
        "\n/** {about} Content: {content}. */\nexport const {constant} = {{ name: '{name}', kind: {kind}, fields: [{}] }} as \
         const;\n",
        fields.join(", ")
    )
}

/// Messages of every kind, as Rust writes them.
pub(crate) fn samples() -> String {
    let mut out = HEAD.to_owned();
    out += "import type { Request, ServerMessage } from '../src/messages.js';\n\n";
    out += "/** What a server sends as text: of every type one with all that it can hold, and one with nothing optional. */\n";
    out += &list("MESSAGES: ServerMessage[]", &samples::messages());
    out += "\n/** What a page asks for as text. */\n";
    out += &list("REQUESTS: Request[]", &samples::requests());
    out += "\n/** What a server sends as bytes, in hexadecimal, and what it is. */\n";
    out += &list("TO_PAGE", &samples::to_page());
    out += "\n/** What a page sends as bytes, in hexadecimal, and what it is. */\n";
    out += &list("TO_SERVER", &samples::to_server());
    out
}

fn list<T: Serialize>(name: &str, values: &[T]) -> String {
    let mut out = format!("export const {name} = [\n");
    for value in values {
        let _ = writeln!(out, "  {},", serde_json::to_string(value).expect("a sample is JSON"));
    }
    out + "];\n"
}

/// `LayerChange` as `layerChange`.
fn camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// `teach` as `Teach`.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
