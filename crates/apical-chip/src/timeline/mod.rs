//! Traces of a machine, cycle by cycle, as files.
