//! What the messages are: names, types, ranges and meanings, out of their schemas.

use std::collections::BTreeMap;

use apical_serve::protocol::{Answer, Message, Request};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Integer,
    /// A number if JavaScript holds it exactly, else its digits.
    LargeInteger,
    Number,
    Text,
    Flag,
    List(Box<Type>),
    Nullable(Box<Type>),
    /// A [`Definition`].
    Named(String),
}

/// A field of an object.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) of: Type,
    /// Least and greatest number, or length of a text.
    pub(crate) range: Option<(f64, f64)>,
}

/// Fields that are absent if a flag of the same object is set: all those of a definition.
#[derive(Debug, Clone)]
pub(crate) struct Further {
    pub(crate) flag: String,
    pub(crate) definition: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    Object {
        fields: Vec<Field>,
        further: Option<Further>,
    },
    /// One of some texts, each with its meaning.
    Choice(Vec<(String, String)>),
}

/// A type with a name.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) content: Content,
}

/// What a message carries.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Named(String),
    Fields(Vec<Field>),
}

/// A message of a `type`.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    pub(crate) tag: String,
    pub(crate) about: String,
    pub(crate) body: Body,
}

/// All messages as text. What a definition uses stands before it.
pub(crate) struct Protocol {
    pub(crate) messages: Vec<Variant>,
    pub(crate) requests: Vec<Variant>,
    pub(crate) definitions: Vec<Definition>,
}

impl Protocol {
    pub(crate) fn describe() -> Self {
        // Optional fields are always written, as null.
        let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        generator.subschema_for::<Answer>();
        let messages = variants(Message::json_schema(&mut generator).as_value());
        let requests = variants(Request::json_schema(&mut generator).as_value());
        let schemas = generator.take_definitions(true).into_iter().collect();
        let mut definitions = Vec::new();
        for variant in messages.iter().chain(&requests) {
            variant.body.named().into_iter().for_each(|name| define(&name, &schemas, &mut definitions));
        }
        Self { messages, requests, definitions }
    }

    pub(crate) fn definition(&self, name: &str) -> &Definition {
        let found = self.definitions.iter().find(|definition| definition.name == name);
        found.unwrap_or_else(|| panic!("{name} is not defined"))
    }

    /// Fields of a named object.
    pub(crate) fn fields(&self, name: &str) -> &[Field] {
        match &self.definition(name).content {
            Content::Object { fields, .. } => fields,
            Content::Choice(_) => &[],
        }
    }

    /// Whether a definition is what a server sends, or a part of that which is read by itself.
    pub(crate) fn arrives(&self, name: &str) -> bool {
        let whole = self.messages.iter().flat_map(|variant| variant.body.named());
        let fields = self.definitions.iter().flat_map(|definition| self.fields(&definition.name));
        whole.chain(fields.filter_map(|field| field.of.named())).any(|known| known == name)
    }

    /// What a named object has further.
    pub(crate) fn further(&self, name: &str) -> Option<&Further> {
        match &self.definition(name).content {
            Content::Object { further, .. } => further.as_ref(),
            Content::Choice(_) => None,
        }
    }
}

impl Body {
    /// Definitions that it names.
    pub(crate) fn named(&self) -> Vec<String> {
        match self {
            Self::Named(name) => vec![name.clone()],
            Self::Fields(fields) => fields.iter().filter_map(|field| field.of.named()).collect(),
        }
    }
}

impl Type {
    fn named(&self) -> Option<String> {
        match self {
            Self::Named(name) => Some(name.clone()),
            Self::List(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }
}

/// Adds a definition after those that it uses.
fn define(name: &str, schemas: &BTreeMap<String, Value>, definitions: &mut Vec<Definition>) {
    if definitions.iter().any(|known| known.name == name) {
        return;
    }
    let content = content(&schemas[name]);
    if let Content::Object { fields, further } = &content {
        let used = fields.iter().filter_map(|field| field.of.named());
        let used: Vec<_> = used.chain(further.iter().map(|further| further.definition.clone())).collect();
        used.iter().for_each(|name| define(name, schemas, definitions));
    }
    definitions.push(Definition { name: name.to_owned(), about: about(&schemas[name]), content });
}

fn content(schema: &Value) -> Content {
    if let Some(choices) = schema["oneOf"].as_array() {
        let choice = |choice: &Value| (text(&choice["const"]), about(choice));
        return Content::Choice(choices.iter().map(choice).collect());
    }
    let further = schema
        .get("x-absent-if")
        .map(|flag| Further { flag: text(flag), definition: text(&schema["x-further"]) });
    Content::Object { fields: fields(schema), further }
}

fn variants(schema: &Value) -> Vec<Variant> {
    let variant = |schema: &Value| Variant {
        tag: text(&schema["properties"]["type"]["const"]),
        about: about(schema),
        body: match schema.get("$ref") {
            Some(reference) => Body::Named(target(reference)),
            None => Body::Fields(fields(schema)),
        },
    };
    schema["oneOf"].as_array().into_iter().flatten().map(variant).collect()
}

/// Fields that are always there, in their order, which `required` keeps.
fn fields(schema: &Value) -> Vec<Field> {
    let names = schema["required"].as_array().into_iter().flatten().map(text).filter(|name| name != "type");
    let field = |name: String| {
        let schema = &schema["properties"][&name];
        Field { about: about(schema), of: of(schema), range: range(schema), name }
    };
    names.map(field).collect()
}

fn of(schema: &Value) -> Type {
    if let Some(reference) = schema.get("$ref") {
        return Type::Named(target(reference));
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let [value, null] = &choices[..] else { panic!("what is {schema}?") };
        assert_eq!(null["type"], "null", "{schema}");
        return Type::Nullable(Box::new(of(value)));
    }
    if schema["type"] == serde_json::json!(["integer", "string"]) {
        return Type::LargeInteger;
    }
    if let Some(types) = schema["type"].as_array() {
        let mut value = schema.clone();
        value["type"] = types[0].clone();
        assert_eq!(types[1], "null", "{schema}");
        return Type::Nullable(Box::new(of(&value)));
    }
    match schema["type"].as_str() {
        Some("integer") => Type::Integer,
        Some("number") => Type::Number,
        Some("string") => Type::Text,
        Some("boolean") => Type::Flag,
        Some("array") => Type::List(Box::new(of(&schema["items"]))),
        _ => panic!("what is {schema}?"),
    }
}

/// What was said with the field; that a byte is at most 255 follows from its type alone.
fn range(schema: &Value) -> Option<(f64, f64)> {
    let bounds = |least: &str, most: &str| Some((schema[least].as_f64()?, schema[most].as_f64()?));
    let numbers = bounds("minimum", "maximum").filter(|_| schema["format"] != "uint8");
    numbers.or_else(|| bounds("minLength", "maxLength"))
}

fn about(schema: &Value) -> String {
    text(&schema["description"]).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn target(reference: &Value) -> String {
    text(reference).rsplit('/').next().unwrap_or_default().to_owned()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever reads the tables has nothing else.
    #[test]
    fn everything_says_what_it_means_in_words_that_any_format_shows() {
        let protocol = Protocol::describe();
        let mut said: Vec<(String, String)> = Vec::new();
        for variant in protocol.messages.iter().chain(&protocol.requests) {
            said.push((variant.tag.clone(), variant.about.clone()));
            if let Body::Fields(fields) = &variant.body {
                said.extend(fields.iter().map(|field| (field.name.clone(), field.about.clone())));
            }
        }
        for definition in &protocol.definitions {
            said.push((definition.name.clone(), definition.about.clone()));
            match &definition.content {
                Content::Object { fields, .. } => {
                    said.extend(fields.iter().map(|field| (field.name.clone(), field.about.clone())));
                }
                Content::Choice(choices) => said.extend(choices.iter().cloned()),
            }
        }
        assert!(said.len() > 150);
        for (name, about) in said {
            assert!(
                about.ends_with('.') && !about.contains("](") && !about.contains('|'),
                "{name}: {about:?}"
            );
        }
    }

    #[test]
    fn ranges_and_optional_fields_are_found() {
        let protocol = Protocol::describe();
        let schedule = protocol.fields("LearningRateSchedule");
        assert_eq!((&schedule[0].name[..], schedule[0].range), ("from", Some((0.0, 127.0))));
        let figures = protocol.fields("ProcessorFigures");
        let inference = figures.iter().find(|field| field.name == "inference").unwrap();
        assert_eq!(inference.of, Type::Nullable(Box::new(Type::Named("Work".into()))));
        let Content::Object { fields, further: Some(further) } = &protocol.definition("Recognition").content
        else {
            panic!()
        };
        assert!(fields.iter().all(|field| field.name != "winner"));
        assert_eq!((&further.flag[..], &further.definition[..]), ("blank", "Answer"));
    }
}
