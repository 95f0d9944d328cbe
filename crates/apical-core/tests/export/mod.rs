//! Exports: what they say is what the processor does, by the judgement of other programs where there are any.

mod any;
mod c;
mod contract;
mod first;
mod front_ends;
mod hex;
mod npz;
mod rust;
mod tools;
