//! How hard, and where, to try.

use std::time::Duration;

use crate::NamedSet;
use crate::named::MIRROR_VARIABLE;

/// How a dataset is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchOptions {
    /// Addresses to use instead of the published ones, in this order; empty for those.
    /// As with [`MIRROR_VARIABLE`], each has a folder for each dataset.
    pub mirrors: Vec<String>,
    /// Attempts in a row that may bring nothing before a server is given up, at least 1. Attempts that bring
    /// something are continued, up to ten times as many in all.
    pub attempts: u32,
    /// Pause before the second attempt; doubled for each further one, up to 30 seconds.
    pub pause: Duration,
    /// The longest wait for a connection.
    pub connect_timeout: Duration,
    /// The longest wait for a next piece of data, also for the first.
    pub stall_timeout: Duration,
}

impl Default for FetchOptions {
    /// The published servers, 3 attempts, 1 s pause, 15 s to connect, 30 s without data.
    fn default() -> Self {
        Self {
            mirrors: Vec::new(),
            attempts: 3,
            pause: Duration::from_secs(1),
            connect_timeout: Duration::from_secs(15),
            stall_timeout: Duration::from_secs(30),
        }
    }
}

impl FetchOptions {
    /// The default, with the servers named in [`MIRROR_VARIABLE`] if it is set.
    #[must_use]
    pub fn from_environment() -> Self {
        let named = std::env::var(MIRROR_VARIABLE).unwrap_or_default();
        Self { mirrors: named.split_whitespace().map(str::to_owned).collect(), ..Self::default() }
    }

    /// Addresses of the folders with the files of a set.
    pub(super) fn bases_of(&self, set: NamedSet) -> Vec<String> {
        if self.mirrors.is_empty() {
            return set.mirrors().iter().map(|&base| base.to_owned()).collect();
        }
        self.mirrors.iter().map(|base| format!("{}/{}/", base.trim_end_matches('/'), set.name())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_have_a_folder_for_each_set() {
        let options =
            FetchOptions { mirrors: vec!["http://a/".into(), "http://b/x".into()], ..Default::default() };
        assert_eq!(options.bases_of(NamedSet::Kmnist), ["http://a/kmnist/", "http://b/x/kmnist/"]);
        assert_eq!(FetchOptions::default().bases_of(NamedSet::Mnist), NamedSet::Mnist.mirrors());
    }
}
