//! Seeds in texts.

use alloc::format;
use alloc::string::ToString;
use core::fmt;
use core::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// A seed, 0 to 2^64 - 1, as texts have it: a whole number, or one in quotation marks. Integers of TOML end at 2^63 - 1, numbers
/// that JavaScript holds exactly at 2^53; so larger ones than that are written in quotation marks, and both are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seed(pub u64);

/// Greatest seed that is written as a number.
const LARGEST_NUMBER: u64 = 1 << 53;

/// Text that is no seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("seed: expected a whole number from 0 to {}", u64::MAX)]
pub struct SeedError;

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Seed {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, SeedError> {
        // `u64` would also take a sign.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).map(Self).ok_or(SeedError)
    }
}

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 <= LARGEST_NUMBER {
            serializer.serialize_u64(self.0)
        } else {
            serializer.serialize_str(&self.0.to_string())
        }
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = Seed;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a seed: a whole number from 0 to {}, in quotation marks above 2^53", u64::MAX)
            }

            fn visit_u64<E: de::Error>(self, seed: u64) -> Result<Seed, E> {
                Ok(Seed(seed))
            }

            fn visit_i64<E: de::Error>(self, seed: i64) -> Result<Seed, E> {
                u64::try_from(seed).map(Seed).map_err(|_| out_of_range(&seed.to_string()))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Seed, E> {
                text.parse().map_err(|_| out_of_range(&format!("{text:?}")))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

fn out_of_range<E: de::Error>(found: &str) -> E {
    E::custom(format!("seed: {found} is out of range: 0 to {}", u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Holder {
        seed: Seed,
    }

    fn read(text: &str) -> Result<u64, String> {
        toml::from_str::<Holder>(text).map(|holder| holder.seed.0).map_err(|error| error.to_string())
    }

    #[test]
    fn every_seed_of_64_bits_reads_back_from_toml_and_json() {
        for seed in [0, 1, 1 << 53, (1 << 53) + 1, i64::MAX as u64, 1 << 63, u64::MAX] {
            let holder = Holder { seed: Seed(seed) };
            let text = toml::to_string(&holder).unwrap();
            assert_eq!(read(&text), Ok(seed), "{text}");
            let json = serde_json::to_string(&holder).unwrap();
            assert_eq!(serde_json::from_str::<Holder>(&json).unwrap().seed.0, seed, "{json}");
            assert_eq!(json.contains(":\""), seed > 1 << 53, "{json}");
        }
        // Integers of TOML that JavaScript would round are read as what they are.
        assert_eq!(read("seed = 9223372036854775807"), Ok(i64::MAX as u64));
    }

    #[test]
    fn others_are_refused_with_the_range() {
        for text in ["-1", "\"-1\"", "\"+1\"", "\"18446744073709551616\"", "\"\"", "\"1.0\""] {
            let message = read(&format!("seed = {text}")).unwrap_err();
            assert!(message.contains("is out of range: 0 to 18446744073709551615"), "{text}: {message}");
        }
        assert!(read("seed = 1.5").unwrap_err().contains("whole number"));
    }
}
