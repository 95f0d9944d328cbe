//! Reset, also in the middle of a slot.

use super::RtlProcessor;
use super::run::LEARN;
use crate::RtlError;
use crate::device::register;

impl RtlProcessor {
    /// A reset, whatever is under way. Memories and generators keep what they hold; registers of the rule are written
    /// again.
    ///
    /// # Errors
    /// If the bus does not answer, or registers do not come up as they must.
    pub fn reset(&mut self) -> Result<(), RtlError> {
        self.device.get_mut().reset()?;
        let expected =
            [(register::ID, 0x4150_0000 | apical_core::SPECIFICATION_VERSION), (register::STATUS, 8)];
        let zero =
            [register::CYCLES, register::IMAGES, register::UPDATES, register::STEP_RATE, register::CONTROL];
        for (address, value) in expected.into_iter().chain(zero.map(|address| (address, 0))) {
            let found = self.device.get_mut().read(address)?;
            if found != value {
                return Err(RtlError::Answer(format!(
                    "register 0x{address:02x} is 0x{found:08x} after reset, 0x{value:08x} expected"
                )));
            }
        }
        self.passed.clear();
        self.control = None;
        self.cycles_read = 0;
        self.write_registers()
    }

    /// Begins to learn an image and resets after so many cycles, wherever the machine is then.
    ///
    /// # Errors
    /// As [`reset`](Self::reset).
    pub fn reset_within(&mut self, pixels: &[u8], label: u8, cycles: u64) -> Result<(), RtlError> {
        self.set_control(LEARN)?;
        self.device.get_mut().offer(pixels, label);
        for _ in 0..cycles {
            self.device.get_mut().tick()?;
        }
        self.reset()
    }
}
