//! Voltage and frequency scaling.
