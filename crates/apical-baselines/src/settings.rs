//! What can be chosen of a rule.

use std::str::FromStr;

use apical_support::nearest;
use serde::{Deserialize, Serialize};

use crate::{BaselineError, RuleName};

/// Activation of hidden neurons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// `max(u, 0)`.
    Relu,
    /// `tanh(u)`.
    Tanh,
    /// 1 if `u > 0`, else 0; the derivative is taken to be 1 for `|u| < 1`, else 0 (straight-through).
    Binary,
}

/// Output and loss. Both have the error `output - target`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// Softmax, and cross-entropy of the classes.
    Softmax,
    /// A sigmoid for each class, and binary cross-entropy summed over the classes.
    Sigmoid,
}

/// What becomes of a gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Optimiser {
    /// Stochastic gradient descent, with momentum if that is not 0.
    Sgd,
    /// Adam (Kingma and Ba 2015), moments 0.9 and 0.999.
    Adam,
}

/// How pixels enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Input {
    /// `p / 255`.
    Grey,
    /// Spikes as the processor makes them: random in training, `p >= 128` in inference.
    Spikes,
}

/// What can be chosen of a rule. Those that a rule has no use for hold their neutral value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Learning rate at the start of a run. Of the project's own rule in 1/256 of a weight step.
    pub learning_rate: f32,
    /// Learning rate at its end; it falls linearly.
    pub learning_rate_end: f32,
    /// Share of the step before that goes into a step of `sgd`, 0 to 0.999.
    pub momentum: f32,
    /// What becomes of a gradient.
    pub optimiser: Optimiser,
    /// Images learned at a time, 1 to 10,000.
    pub batch: usize,
    /// Activation of hidden neurons.
    pub activation: Activation,
    /// Output and loss.
    pub loss: Loss,
    /// How pixels enter.
    pub input: Input,
    /// Initial weights, as a share of those that keep the variance of the activity, 0 to 4. At 0 a rule whose feedback is
    /// its weights cannot begin.
    pub initial: f32,
}

impl Settings {
    /// Keys, as they are written.
    pub const KEYS: [&'static str; 9] = [
        "learning_rate",
        "learning_rate_end",
        "momentum",
        "optimiser",
        "batch",
        "activation",
        "loss",
        "input",
        "initial",
    ];

    /// The learning rate at a share (0 to 1) of the run.
    #[must_use]
    pub fn rate(&self, share: f32) -> f32 {
        self.learning_rate + (self.learning_rate_end - self.learning_rate) * share
    }

    /// Sets one value.
    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let number = |least: f32, most: f32| {
            let number = value.parse::<f32>().ok().filter(|number| (least..=most).contains(number));
            number.ok_or_else(|| format!("{key}: {value:?} is no number from {least} to {most}"))
        };
        match key {
            "learning_rate" => self.learning_rate = number(0.0, 127.0)?,
            "learning_rate_end" => self.learning_rate_end = number(0.0, 127.0)?,
            "momentum" => self.momentum = number(0.0, 0.999)?,
            "batch" => {
                let batch = value.parse().ok().filter(|batch| (1..=10_000).contains(batch));
                self.batch =
                    batch.ok_or_else(|| format!("batch: {value:?} is no whole number from 1 to 10000"))?;
            }
            "optimiser" => self.optimiser = choice(key, value)?,
            "activation" => self.activation = choice(key, value)?,
            "loss" => self.loss = choice(key, value)?,
            "initial" => self.initial = number(0.0, 4.0)?,
            "input" => self.input = choice(key, value)?,
            _ => {
                let hint = nearest(key, Self::KEYS)
                    .map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
                return Err(format!("{key} is no key{hint}; there are: {}", Self::KEYS.join(", ")));
            }
        }
        Ok(())
    }
}

/// One of the names of an enumeration.
fn choice<T: for<'a> Deserialize<'a>>(key: &str, value: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(value.to_owned()))
        .map_err(|error| format!("{key}: {}", error.to_string().replace('`', "")))
}

/// `RULE.KEY=VALUE`: a value of one rule, or of all that know it with `*` as the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSetting {
    text: String,
    rule: Option<RuleName>,
    key: String,
    value: String,
}

impl FromStr for RuleSetting {
    type Err = BaselineError;

    fn from_str(text: &str) -> Result<Self, BaselineError> {
        let wrong = |reason: &str| BaselineError::RuleSetting { text: text.into(), reason: reason.into() };
        let (path, value) = text.split_once('=').ok_or_else(|| wrong("there is no ="))?;
        let (rule, key) = path.split_once('.').ok_or_else(|| wrong("there is no dot before the ="))?;
        let rule = if rule == "*" { None } else { Some(rule.parse()?) };
        let setting =
            Self { text: text.to_owned(), rule, key: key.to_owned(), value: value.trim().to_owned() };
        // Keys and values are checked where they are written.
        let example = rule.unwrap_or(RuleName::Bp);
        setting.apply(example, &mut example.settings())?;
        Ok(setting)
    }
}

impl RuleSetting {
    /// The rule that it is for; `None`: all that know the key.
    #[must_use]
    pub fn rule(&self) -> Option<RuleName> {
        self.rule
    }

    /// Takes it over, if it is for this rule.
    ///
    /// # Errors
    /// If the rule has no such key, or the value is out of range.
    pub fn apply(&self, rule: RuleName, settings: &mut Settings) -> Result<(), BaselineError> {
        let knows = rule.keys().contains(&self.key.as_str());
        let named = self.rule == Some(rule);
        let known = Settings::KEYS.contains(&self.key.as_str());
        if named && known && !knows {
            return Err(BaselineError::RuleSetting {
                text: self.text.clone(),
                reason: format!("{rule} has no {}; it has: {}", self.key, rule.keys().join(", ")),
            });
        }
        if named || (self.rule.is_none() && (knows || !known)) {
            settings
                .set(&self.key, &self.value)
                .map_err(|reason| BaselineError::RuleSetting { text: self.text.clone(), reason })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_over_by_the_rules_that_they_are_for() {
        let setting: RuleSetting = "dfa.activation=relu".parse().unwrap();
        let mut settings = RuleName::Dfa.settings();
        setting.apply(RuleName::Dfa, &mut settings).unwrap();
        assert_eq!(settings.activation, Activation::Relu);
        let mut others = RuleName::Drtp.settings();
        setting.apply(RuleName::Drtp, &mut others).unwrap();
        assert_eq!(others, RuleName::Drtp.settings());
        let all: RuleSetting = "*.batch=7".parse().unwrap();
        all.apply(RuleName::Bp, &mut others).unwrap();
        assert_eq!(others.batch, 7);
        let mut own = RuleName::DsfW4G8.settings();
        all.apply(RuleName::DsfW4G8, &mut own).unwrap();
        assert_eq!(own, RuleName::DsfW4G8.settings(), "it learns one image at a time");
    }

    #[test]
    fn mistakes_are_named() {
        for (text, expected) in [
            ("dfa", "there is no ="),
            ("batch=3", "no dot"),
            ("dfb.batch=3", "did you mean dfa?"),
            ("dfa.bach=3", "did you mean batch?"),
            ("dfa.batch=0", "1 to 10000"),
            ("dfa.learning_rate=NaN", "0 to 127"),
            ("dfa.activation=sine", "relu"),
            ("dsf-w4g8.momentum=0.5", "dsf-w4g8 has no momentum"),
        ] {
            let message = text.parse::<RuleSetting>().unwrap_err().to_string();
            assert!(message.contains(expected), "{text}: {message}");
        }
    }
}
