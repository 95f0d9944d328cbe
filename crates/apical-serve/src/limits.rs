//! What a client may ask for. All of it bounds memory or time; the page stays far below.

use std::time::Duration;

/// Longest message, in bytes: a picture, a file, JSON. A network of 784-800-800-10 takes 2.6 MB.
pub const MESSAGE_BYTES: usize = 4 << 20;
/// Messages a second on average.
pub const MESSAGES_PER_SECOND: u32 = 120;
/// Messages at once.
pub(crate) const MESSAGE_BURST: u32 = 240;
/// Bytes a second on average: 60 pictures of 140 x 140 pixels a second are 1.2 MB.
pub(crate) const BYTES_PER_SECOND: u32 = 4 << 20;
/// Bytes at once: two messages of the greatest length.
pub(crate) const BYTE_BURST: u32 = 8 << 20;
/// Sessions at once.
pub const MAXIMUM_SESSIONS: usize = 64;
/// Open connections of HTTP at once, besides those that have become sessions.
pub(crate) const MAXIMUM_CONNECTIONS: usize = 256;
/// Requests of a session that wait for those before them.
pub(crate) const WAITING_REQUESTS: usize = 8;
/// Messages of a session that wait to be sent; each may be a model file.
pub(crate) const WAITING_MESSAGES: usize = 8;
/// A client that takes nothing for so long is gone.
pub(crate) const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// A request line and its fields must arrive within this time.
pub(crate) const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Between two pings.
pub(crate) const PING_INTERVAL: Duration = Duration::from_secs(20);
/// A client that answers no ping for so long is gone.
pub(crate) const SILENCE: Duration = Duration::from_secs(60);
/// What is left to do when the server ends may take so long.
pub(crate) const FAREWELL: Duration = Duration::from_secs(2);

/// Changes of a session's network that can be taken back.
pub const UNDO: usize = 16;
/// Bytes that the networks before these changes may take: fewer changes of a large network can be taken back.
pub(crate) const UNDO_BYTES: usize = 16 << 20;
/// Kept examples of a session.
pub const EXAMPLES: usize = 100;
/// Longest side of a drawn picture.
pub(crate) const PICTURE_SIDE: usize = 512;
/// Longest name of a class, in characters.
pub(crate) const NAME_LENGTH: usize = 24;
/// Raw values of an image of a model that a client brings: its pictures are as large, however few bits a front end makes of them.
pub(crate) const MAXIMUM_VALUES: usize = 16_384;
/// Synapses of a network that a run begins with, a client's choice of a front end included.
pub(crate) const MAXIMUM_SYNAPSES: usize = 8 << 20;
/// Times that a lesson may show an image.
pub(crate) const MAXIMUM_PRESENTATIONS: u32 = 32;
/// Greatest learning rate, in units of 1/256 of a weight step.
pub(crate) const MAXIMUM_LEARNING_RATE: f64 = 127.0;
/// Epochs of a run.
pub(crate) const MAXIMUM_EPOCHS: u32 = 1000;
/// Slowest run, in images a second.
pub(crate) const SLOWEST_RUN: f64 = 0.1;
/// Fastest run that is held back, in images a second.
pub(crate) const FASTEST_RUN: f64 = 1e9;
/// Images of a step.
pub(crate) const MAXIMUM_STEP_IMAGES: u32 = 1_000_000;
/// Neurons whose weights are sent at once.
pub(crate) const WEIGHT_NEURONS: u32 = 256;
/// Steps that an answer lists.
pub(crate) const LISTED_STEPS: usize = 256;
