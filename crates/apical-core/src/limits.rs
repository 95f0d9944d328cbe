//! Limits of a network. They bound what a file or a command line can make the project allocate, and the widths
//! of the hardware's addresses and potentials.

/// Fewest layers of neurons (the input is not one): a hidden layer and the output.
pub const MINIMUM_LAYERS: usize = 2;
/// Most layers of neurons.
pub const MAXIMUM_LAYERS: usize = 8;
/// Most neurons of a layer. Keeps a potential within `12 + weight bits` bits.
pub const MAXIMUM_NEURONS: usize = 4000;
/// Most inputs of the network. Keeps a potential within `15 + weight bits` bits, and an address within 14.
pub const MAXIMUM_INPUTS: usize = 16_384;
/// Fewest classes (output neurons).
pub const MINIMUM_CLASSES: usize = 2;
/// Most classes: an output spike is one byte on its way back.
pub const MAXIMUM_CLASSES: usize = 256;
