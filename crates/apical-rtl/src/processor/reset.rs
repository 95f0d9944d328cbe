//! Reset, also in the middle of a slot.

use apical_chip::machine::map::{Description, Register, control};

use super::RtlProcessor;
use crate::RtlError;

impl RtlProcessor {
    /// A reset, whatever is under way. Memories and generators keep what they hold; registers of the rule are written
    /// again.
    ///
    /// # Errors
    /// If the bus does not answer, or registers do not come up as they must.
    pub fn reset(&mut self) -> Result<(), RtlError> {
        self.device.get_mut().reset()?;
        // What an access of memory would read is not reset.
        let there = |register: &Register| {
            *register != Register::LoadData && register.description().machines.include(&self.organisation)
        };
        let version = self.organisation.specification_version();
        for register in Register::ALL.into_iter().filter(there).collect::<Vec<_>>() {
            let found = self.device.get_mut().read(register)?;
            let Description { name, reset, .. } = register.description();
            let expected = if register == Register::Id { reset & !0xFFFF | version } else { *reset };
            if found != expected {
                return Err(RtlError::Answer(format!(
                    "register {name} is 0x{found:08x} after reset, 0x{expected:08x} expected"
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
        self.set_control(control::LEARN.mask())?;
        self.device.get_mut().offer(pixels, label);
        for _ in 0..cycles {
            self.device.get_mut().tick()?;
        }
        self.reset()
    }
}
