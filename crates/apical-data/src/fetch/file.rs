//! One file: its servers, attempts and verification.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use apical_support::rename_durably;
use ureq::Agent;

use super::client::{Failure, Remote, fetch_into};
use super::{FetchError, FetchOptions, FetchedFile, MirrorFailure, Progress, Stage};
use crate::checksum::{Checksum, hex, sha256};
use crate::named::RemoteFile;
use crate::source::{Verdict, candidates, verify};
use crate::stream::Content;
use crate::sums;

/// No pause between attempts is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Attempts in all, as a multiple of those that may bring nothing.
const CONTINUED: u32 = 10;

/// Everything that stays the same while one file is fetched.
struct Job<'a> {
    agent: &'a Agent,
    file: &'a RemoteFile,
    /// Its name with `.gz`.
    name: String,
    part: PathBuf,
    options: &'a FetchOptions,
}

pub(super) fn fetch_file(
    agent: &Agent,
    file: &RemoteFile,
    bases: &[String],
    folder: &Path,
    options: &FetchOptions,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<FetchedFile, FetchError> {
    let name = format!("{}.gz", file.name);
    if let Some(path) = candidates(folder, file.name).find(|path| path.is_file() && is_genuine(path, file)) {
        let received = fs::metadata(&path).map_or(0, |metadata| metadata.len());
        let stage = Stage::AlreadyThere;
        progress(&Progress { file: &name, address: "", received, total: Some(received), stage });
        return Ok(FetchedFile { path, from: None });
    }
    let job = Job { agent, file, part: folder.join(format!("{name}.part")), name, options };
    let path = folder.join(&job.name);
    let mut failures = Vec::new();
    for base in bases {
        let address = format!("{}/{}", base.trim_end_matches('/'), job.name);
        match job.fetch_from(&address, progress) {
            Ok(content_hash) => {
                let local = |source| FetchError::Local { path: path.clone(), source };
                if file.checksum.of_file().is_some() {
                    sums::record(folder, file.name, &content_hash).map_err(local)?;
                }
                let received = job.held();
                rename_durably(&job.part, &path).map_err(local)?;
                let (total, stage) = (Some(received), Stage::Done);
                progress(&Progress { file: &job.name, address: &address, received, total, stage });
                return Ok(FetchedFile { path, from: Some(address) });
            }
            Err(Abandoned::Mirror(reason)) => failures.push(MirrorFailure { address, reason }),
            Err(Abandoned::All(source)) => return Err(FetchError::Local { path: job.part, source }),
        }
    }
    if job.held() == 0 {
        // Nothing to continue; if it cannot be removed, or was never made, the next run begins with it all the same.
        let _ = fs::remove_file(&job.part);
    }
    Err(FetchError::AllMirrors { file: job.name, failures })
}

/// Whether a file that is there already need not be fetched.
fn is_genuine(path: &Path, file: &RemoteFile) -> bool {
    let content = Content::open(path).and_then(|(content, _)| sha256(content, file.content_length + 1));
    // Damaged gzip data is an error here, and the file is fetched anew.
    content.is_ok_and(|(hash, _)| verify(path, file, &hash).is_ok_and(|verdict| verdict == Verdict::Genuine))
}

/// Why there is no file.
enum Abandoned {
    /// This server does not have it; another may.
    Mirror(String),
    /// The disk is at fault, so other servers will not help.
    All(std::io::Error),
}

impl Job<'_> {
    /// Fetches from one server until the file is there and verified, or there is no sense in going on.
    /// Returns the hash of the content.
    fn fetch_from(
        &self,
        address: &str,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<String, Abandoned> {
        let attempts = self.options.attempts.max(1);
        let mut remote = Remote::default();
        let mut fruitless = 0;
        // Whether bytes of earlier attempts, perhaps from elsewhere, may be in the file.
        let mut mixed = self.held() > 0;
        let mut last = String::from("no attempt was made");
        for _ in 0..attempts.saturating_mul(CONTINUED) {
            let before = self.held();
            self.report(progress, address, Stage::Connecting);
            match self.attempt(address, &mut remote, progress) {
                Ok(()) => {
                    self.report(progress, address, Stage::Verifying);
                    match self.verify() {
                        Ok(hash) => return Ok(hash),
                        Err(reason) => last = reason,
                    }
                    self.report(progress, address, Stage::Failed(&last));
                    fs::remove_file(&self.part).map_err(Abandoned::All)?;
                    if !mixed {
                        return Err(Abandoned::Mirror(last));
                    }
                    mixed = false;
                    continue;
                }
                Err(Failure::Lasting(reason)) => {
                    self.report(progress, address, Stage::Failed(&reason));
                    return Err(Abandoned::Mirror(reason));
                }
                Err(Failure::Local(error)) => return Err(Abandoned::All(error)),
                Err(Failure::Passing(reason)) => last = reason,
            }
            self.report(progress, address, Stage::Failed(&last));
            fruitless = if self.held() > before { 0 } else { fruitless + 1 };
            mixed = self.held() > 0;
            if fruitless >= attempts {
                break;
            }
            let pause = self.options.pause.saturating_mul(1 << fruitless.saturating_sub(1).min(5));
            std::thread::sleep(pause.min(LONGEST_PAUSE));
        }
        Err(Abandoned::Mirror(last))
    }

    fn attempt(
        &self,
        address: &str,
        remote: &mut Remote,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<(), Failure> {
        // What does not compress grows by 5 bytes in 16 KiB at the most, beside a header with a name.
        let limit = self.file.content_length + self.file.content_length / 1024 + 64 * 1024;
        let mut report = |received, total| {
            let stage = Stage::Receiving;
            progress(&Progress { file: &self.name, address, received, total, stage });
        };
        fetch_into(self.agent, address, &self.part, limit, remote, &mut report)
    }

    /// The hash of the content, if the file is the published one; otherwise what is wrong with it.
    fn verify(&self) -> Result<String, String> {
        let unreadable = |error: std::io::Error| format!("what arrived cannot be unpacked: {error}");
        let wrong =
            |what: &str, found: &str, expected: &str| format!("{what} is {found}, expected {expected}");
        if let Some((kind, expected)) = self.file.checksum.of_file() {
            let found = self.file.checksum.hash_file(&self.part).map_err(unreadable)?;
            if found != expected {
                return Err(wrong(&format!("{kind} of the file"), &found, &expected));
            }
        }
        let (content, _) = Content::open(&self.part).map_err(unreadable)?;
        let (found, length) = sha256(content, self.file.content_length + 1).map_err(unreadable)?;
        match self.file.checksum {
            Checksum::Content(expected) if found != hex(&expected) => {
                Err(wrong("SHA-256 of the content", &found, &hex(&expected)))
            }
            _ if length != self.file.content_length => {
                Err(format!("the content is not {} bytes long", self.file.content_length))
            }
            _ => Ok(found),
        }
    }

    /// Bytes of the partial file.
    fn held(&self) -> u64 {
        fs::metadata(&self.part).map_or(0, |metadata| metadata.len())
    }

    fn report(&self, progress: &mut dyn FnMut(&Progress<'_>), address: &str, stage: Stage<'_>) {
        progress(&Progress { file: &self.name, address, received: self.held(), total: None, stage });
    }
}
