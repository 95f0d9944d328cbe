//! Values that files spell as text: `serde` by way of `Display` and `FromStr`, so that there is one spelling.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::Display;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error};

/// Reads a value from a text; `key` begins the message if it is none.
pub(crate) fn read<'de, T, D>(deserializer: D, key: &str) -> Result<T, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    let text = Cow::<str>::deserialize(deserializer)?;
    text.parse().map_err(|error: T::Err| D::Error::custom(message(key, &text, &error)))
}

fn message(key: &str, text: &str, error: &impl Display) -> String {
    let error = error.to_string();
    // The messages of the types begin with their own name, and some repeat the text.
    let rest = error.split_once(": ").map_or(error.as_str(), |(_, rest)| rest);
    if rest.contains(&format!("{text:?}")) {
        format!("{key}: {rest}")
    } else {
        format!("{key}: {text:?}: {rest}")
    }
}

/// Implements `Serialize` and `Deserialize` for a type with `Display` and `FromStr`.
macro_rules! as_text {
    ($type:ty, $key:literal) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::spelling::read(deserializer, $key)
            }
        }
    };
}

pub(crate) use as_text;

as_text!(crate::Format, "format");
as_text!(crate::front_end::Request, "front_end");
as_text!(crate::Order, "order");
as_text!(crate::training::LearningRate, "learning_rate");
