//! Cycles and accesses of the machine, worked out by hand from the rules of `docs/microarchitecture.md`.
//!
//! Numbers are derived in comments beside them, never copied from what the program prints.

mod equality;
mod front_end;
mod inference;
mod machines;
mod monotony;
mod queue;
mod random;
mod rules;
mod sums;
mod update;
