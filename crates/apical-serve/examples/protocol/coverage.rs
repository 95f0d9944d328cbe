//! Whether the samples show everything that messages can hold.
#![cfg(test)]

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use crate::description::{Body, Content, Field, Protocol, Type, Variant};
use crate::samples;

/// What there is to see: each field, of optional ones with and without a value, each choice, each list with an item.
#[derive(Default)]
struct Coverage {
    expected: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Coverage {
    fn expect(&mut self, owner: &str, fields: &[Field]) {
        for Field { name, of, .. } in fields {
            let path = format!("{owner}.{name}");
            match of {
                Type::Nullable(_) => {
                    self.expected.insert(format!("{path} is null"));
                    self.expected.insert(format!("{path} is there"));
                }
                Type::List(_) => {
                    self.expected.insert(format!("{path} has an item"));
                }
                Type::Flag => {
                    self.expected.insert(format!("{path} is true"));
                    self.expected.insert(format!("{path} is false"));
                }
                _ => {
                    self.expected.insert(format!("{path} is there"));
                }
            }
        }
    }

    fn expect_all(&mut self, protocol: &Protocol, variants: &[Variant]) {
        for Variant { tag, body, .. } in variants {
            self.expected.insert(format!("{tag} is sent"));
            if let Body::Fields(fields) = body {
                self.expect(tag, fields);
            }
        }
        for definition in &protocol.definitions {
            match &definition.content {
                Content::Object { fields, further } => {
                    self.expect(&definition.name, fields);
                    if let Some(further) = further {
                        self.expected.insert(format!("{} is whole", further.definition));
                    }
                }
                Content::Choice(choices) => {
                    for (text, _) in choices {
                        self.expected.insert(format!("{} is {text}", definition.name));
                    }
                }
            }
        }
    }

    fn see(&mut self, protocol: &Protocol, variants: &[Variant], message: &impl Serialize) {
        let message = serde_json::to_value(message).unwrap();
        let tag = message["type"].as_str().unwrap();
        let variant = variants.iter().find(|variant| variant.tag == tag).unwrap();
        self.seen.insert(format!("{tag} is sent"));
        match &variant.body {
            Body::Named(name) => self.see_named(protocol, name, &message),
            Body::Fields(fields) => self.see_fields(protocol, tag, fields, &message),
        }
    }

    fn see_named(&mut self, protocol: &Protocol, name: &str, value: &Value) {
        match &protocol.definition(name).content {
            Content::Choice(_) => {
                self.seen.insert(format!("{name} is {}", value.as_str().unwrap()));
            }
            Content::Object { fields, further } => {
                self.see_fields(protocol, name, fields, value);
                if let Some(further) = further.as_ref().filter(|further| value[&further.flag] == false) {
                    self.see_named(protocol, &further.definition, value);
                    self.seen.insert(format!("{} is whole", further.definition));
                }
            }
        }
    }

    fn see_fields(&mut self, protocol: &Protocol, owner: &str, fields: &[Field], value: &Value) {
        for Field { name, of, .. } in fields {
            self.see_value(protocol, &format!("{owner}.{name}"), of, &value[name]);
        }
    }

    fn see_value(&mut self, protocol: &Protocol, path: &str, of: &Type, value: &Value) {
        let what = match (of, value) {
            (Type::Nullable(_), Value::Null) => "is null",
            (_, Value::Null) => panic!("{path} is not there"),
            (Type::List(_), list) if list.as_array().unwrap().is_empty() => return,
            (Type::List(_), _) => "has an item",
            (Type::Flag, Value::Bool(true)) => "is true",
            (Type::Flag, _) => "is false",
            _ => "is there",
        };
        self.seen.insert(format!("{path} {what}"));
        match of {
            Type::Nullable(inner) if !value.is_null() => self.see_value(protocol, path, inner, value),
            Type::Named(name) => self.see_named(protocol, name, value),
            Type::List(item) => {
                for value in value.as_array().unwrap() {
                    self.see_value(protocol, path, item, value);
                }
            }
            _ => {}
        }
    }
}

fn unseen(protocol: &Protocol, messages: &[impl Serialize], requests: &[impl Serialize]) -> Vec<String> {
    let mut coverage = Coverage::default();
    coverage.expect_all(protocol, &protocol.messages);
    coverage.expect_all(protocol, &protocol.requests);
    messages.iter().for_each(|message| coverage.see(protocol, &protocol.messages, message));
    requests.iter().for_each(|request| coverage.see(protocol, &protocol.requests, request));
    coverage.expected.difference(&coverage.seen).cloned().collect()
}

#[test]
fn samples_show_every_message_and_all_that_it_can_hold_or_leave_out() {
    let protocol = Protocol::describe();
    let (messages, requests) = (samples::messages(), samples::requests());
    assert_eq!(unseen(&protocol, &messages, &requests), Vec::<String>::new());
    // Whoever removes one is told what is not shown any more.
    let lonely = unseen(&protocol, &messages[..5], &requests);
    assert!(lonely.contains(&"ProcessorFigures.inference is null".to_owned()), "{lonely:?}");
    assert!(lonely.contains(&"Origin is sample".to_owned()) && lonely.contains(&"taught is sent".to_owned()));
}
