//! Energies and areas: by hand, by parts, by operating point, and the one fitted number.

mod calibration;
mod front_end;
mod hand;
mod ledger;
mod operating_points;
mod parts;
