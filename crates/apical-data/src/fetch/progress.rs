//! What a caller is told while files arrive.

/// The state of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Name of the file, with `.gz`.
    pub file: &'a str,
    /// Address it is fetched from; empty if it was there already.
    pub address: &'a str,
    /// Bytes there so far, including what an earlier attempt left.
    pub received: u64,
    /// Bytes in all, if the server told.
    pub total: Option<u64>,
    /// What is going on.
    pub stage: Stage<'a>,
}

/// What is going on with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage<'a> {
    /// It was there already, and has the right hash.
    AlreadyThere,
    /// A request goes out.
    Connecting,
    /// Bytes arrive.
    Receiving,
    /// It is complete and is being compared with its hash.
    Verifying,
    /// An attempt failed, for this reason. Another attempt or another server may follow.
    Failed(&'a str),
    /// It is at its path.
    Done,
}
