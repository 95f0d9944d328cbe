//! The processor's pins, cycle by cycle, whatever is behind them.

use crate::RtlError;

/// Inputs of a cycle; pixels apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C)]
pub struct Inputs {
    /// Synchronous reset.
    pub reset: bool,
    /// A register access.
    pub bus_cycle: bool,
    /// A register access.
    pub bus_strobe: bool,
    /// Whether it writes.
    pub bus_write: bool,
    /// Byte address.
    pub bus_address: u16,
    /// An image waits.
    pub image_valid: bool,
    /// Its label.
    pub image_label: u8,
    /// What a write writes.
    pub bus_data: u32,
    /// A group of pixels is there.
    pub pixel_valid: bool,
    /// It is the last of its image.
    pub pixel_last: bool,
    /// A result would be taken.
    pub result_ready: bool,
}

/// Outputs of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(C)]
pub struct Outputs {
    /// What a read reads, with the acknowledge.
    pub bus_data: u32,
    /// The access is done.
    pub bus_acknowledge: u8,
    /// An image is taken at the end of the cycle, if one waits.
    pub image_ready: u8,
    /// A group of pixels is taken at the end of the cycle, if one is there.
    pub pixel_ready: u8,
    /// A result is there.
    pub result_valid: u8,
    /// The winner of the image that left.
    pub winner: u8,
    /// Its label.
    pub label: u8,
    /// Whether the label would have won without the margin.
    pub correct: u8,
    /// Whether the image was learned.
    pub learned: u8,
    /// Margin drawn.
    pub margin: u8,
    /// Step drawn.
    pub step: u8,
}

/// Hardware, simulated or not, with these pins and a clock.
pub trait Simulator: Send {
    /// Applies the inputs of a cycle and returns its outputs, before the edge at its end. `pixels`: a group of them, the
    /// first first, as many as the machine takes in a cycle; `None` leaves them as they were.
    ///
    /// # Errors
    /// If the simulator stopped.
    fn settle(&mut self, inputs: &Inputs, pixels: Option<&[u8]>) -> Result<Outputs, RtlError>;

    /// The edge at the end of the cycle.
    ///
    /// # Errors
    /// If the simulator stopped.
    fn rise(&mut self) -> Result<(), RtlError>;
}
