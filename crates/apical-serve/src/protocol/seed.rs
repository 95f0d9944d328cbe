//! Seeds in JSON.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A seed, of 64 bits. In JSON a number up to 2^53, which JavaScript holds exactly, and its decimal digits as a text above;
/// either is read at any size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

/// The greatest one that is written as a number.
const LARGEST_NUMBER: u64 = 1 << 53;

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= LARGEST_NUMBER {
            serializer.serialize_u64(self.0)
        } else {
            serializer.collect_str(&self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SeedVisitor)
    }
}

struct SeedVisitor;

impl Visitor<'_> for SeedVisitor {
    type Value = Seed;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a seed from 0 to 18446744073709551615, as a number or as a text of digits")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Seed, E> {
        Ok(Seed(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Seed, E> {
        let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let seed = digits.then(|| value.parse().ok()).flatten();
        seed.map(Seed).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(value), &self))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Seed {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Seed".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": ["integer", "string"]})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_seed_is_read_as_it_was_written_and_as_either_form(seed in any::<u64>(), shift in 0..64) {
            let seed = seed >> shift;
            let text = serde_json::to_string(&Seed(seed)).unwrap();
            prop_assert_eq!(text.starts_with('"'), seed > 1 << 53);
            for text in [text, format!("{seed}"), format!("\"{seed}\"")] {
                prop_assert_eq!(serde_json::from_str::<Seed>(&text).unwrap(), Seed(seed));
            }
        }
    }

    #[test]
    fn what_is_no_seed_is_refused() {
        for text in [
            "-1",
            "1.5",
            "\"\"",
            "\"+1\"",
            "\"0x1\"",
            "18446744073709551616",
            "\"18446744073709551616\"",
            "null",
        ] {
            let error = serde_json::from_str::<Seed>(text).unwrap_err().to_string();
            assert!(error.contains("seed from 0 to 18446744073709551615"), "{text}: {error}");
        }
    }
}
