//! The fast back end as a [`Processor`].

use alloc::string::String;

use super::byte::Byte;
use super::front_end::{Encoder, Input};
use super::kernel::{Kernel, KernelError};
use super::machine::{LayerObserver, PackedMachine};
use super::nibble::Nibble;
use super::packing::Packing;
use super::portable::Portable;
use super::shape::Shape;
use super::vector::BLOCK_BYTES;
use crate::processor::{check_bits, check_image, check_label};
use crate::{
    Activity, Config, Counters, Judgement, MAXIMUM_NEURONS, Outcome, Processor, ProcessorError, State,
    StateError, StepRate,
};

/// The fast back end. Weights of up to 4 bits are packed two a byte.
#[derive(Debug, Clone)]
pub struct FastProcessor {
    front_end: Encoder,
    machine: Packed,
    kernel: Kernel,
    name: String,
}

#[derive(Debug, Clone)]
enum Packed {
    Nibble(PackedMachine<Nibble>),
    Byte(PackedMachine<Byte>),
}

/// Calls a method of whichever machine there is.
macro_rules! machine {
    ($packed:expr, $machine:ident => $call:expr) => {
        match $packed {
            Packed::Nibble($machine) => $call,
            Packed::Byte($machine) => $call,
        }
    };
}

/// Calls a stage of a machine, compiled for the kernel's instruction set.
macro_rules! stage {
    ($kernel:expr, $machine:ident.$method:ident($($argument:expr),*)) => {
        match $kernel {
            Kernel::Portable => $machine.$method::<Portable>($($argument),*),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => super::x86::Detected::avx2().$method($machine, $($argument),*),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => super::x86::Detected::avx512().$method($machine, $($argument),*),
            #[cfg(not(target_arch = "x86_64"))]
            Kernel::Avx2 | Kernel::Avx512 => unreachable!("refused by with_kernel"),
        }
    };
}

/// A function of its own, so that the stages are compiled once.
fn infer<P: Packing>(
    machine: &mut PackedMachine<P>,
    kernel: Kernel,
    input: Input<'_>,
    observer: Option<&mut LayerObserver<'_, P>>,
) -> u8 {
    stage!(kernel, machine.infer(input, observer))
}

fn advance<P: Packing>(
    machine: &mut PackedMachine<P>,
    kernel: Kernel,
    image: Option<(Input<'_>, u8)>,
) -> Option<Outcome> {
    stage!(kernel, machine.advance(image))
}

impl FastProcessor {
    /// A processor in the given state with this CPU's fastest kernel and a learning rate of 0.
    ///
    /// # Errors
    /// If the state contradicts itself.
    pub fn new(state: &State) -> Result<Self, StateError> {
        state.validate()?;
        let kernel = Kernel::detect();
        Ok(Self {
            front_end: Encoder::new(&state.config.front_end),
            machine: pack(state),
            kernel,
            name: alloc::format!("fast ({kernel})"),
        })
    }

    /// The same processor with a kernel of choice.
    ///
    /// # Errors
    /// If this CPU does not have it.
    pub fn with_kernel(mut self, kernel: Kernel) -> Result<Self, KernelError> {
        if !kernel.is_available() {
            return Err(KernelError::Unavailable(kernel));
        }
        self.kernel = kernel;
        self.front_end.kernel = kernel;
        self.name = alloc::format!("fast ({kernel})");
        Ok(self)
    }

    /// The kernel in use.
    #[must_use]
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// Bytes of weight memory that an inference or the forward phase of learning reads per spike of layer
    /// `layer` (0 is the input): one row.
    ///
    /// # Panics
    /// If there is no such layer.
    #[must_use]
    pub fn row_bytes(&self, layer: usize) -> usize {
        let shape = Shape::of(self.config().layers[layer + 1]);
        BLOCK_BYTES
            * match self.machine {
                Packed::Nibble(_) => shape.weight_blocks::<Nibble>(),
                Packed::Byte(_) => shape.weight_blocks::<Byte>(),
            }
    }

    fn check_drained(&self) -> Result<(), ProcessorError> {
        match machine!(&self.machine, machine => machine.in_flight()) {
            0 => Ok(()),
            in_flight => Err(ProcessorError::NotDrained { in_flight }),
        }
    }
}

fn pack(state: &State) -> Packed {
    // Sums of nibbles have 16 bits, which hold the potentials of so many inputs.
    if state.config.format.weight_bits() <= 4 && state.config.inputs() <= MAXIMUM_NEURONS {
        Packed::Nibble(PackedMachine::new(state))
    } else {
        Packed::Byte(PackedMachine::new(state))
    }
}

impl Processor for FastProcessor {
    fn name(&self) -> &str {
        &self.name
    }

    fn config(&self) -> &Config {
        machine!(&self.machine, machine => &machine.config)
    }

    fn load(&mut self, state: &State) -> Result<(), ProcessorError> {
        state.validate()?;
        let (counters, step_rate, format) = (self.counters().clone(), self.step_rate(), self.config().format);
        self.front_end = Encoder::new(&state.config.front_end);
        self.front_end.kernel = self.kernel;
        self.machine = pack(state);
        machine!(&mut self.machine, machine => {
            if machine.counters.spikes.len() == counters.spikes.len() {
                machine.counters = counters;
            }
            if machine.config.format == format {
                machine.step_rate = step_rate;
            }
        });
        Ok(())
    }

    fn state(&self) -> State {
        machine!(&self.machine, machine => machine.state())
    }

    fn set_step_rate(&mut self, rate: StepRate) {
        machine!(&mut self.machine, machine => machine.step_rate = rate.limited_to(machine.config.format));
    }

    fn step_rate(&self) -> StepRate {
        machine!(&self.machine, machine => machine.step_rate)
    }

    fn infer(&mut self, pixels: &[u8]) -> Result<u8, ProcessorError> {
        check_image(pixels, self.config())?;
        self.check_drained()?;
        let kernel = self.kernel;
        let input = self.front_end.apply(pixels);
        Ok(machine!(&mut self.machine, machine => infer(machine, kernel, input, None)))
    }

    fn judge(&mut self, pixels: &[u8]) -> Result<Judgement, ProcessorError> {
        let class = self.infer(pixels)?;
        Ok(machine!(&self.machine, machine => machine.judgement(class)))
    }

    fn activity(&mut self, pixels: &[u8]) -> Result<Activity, ProcessorError> {
        check_image(pixels, self.config())?;
        self.check_drained()?;
        let kernel = self.kernel;
        let input = self.front_end.apply(pixels);
        Ok(machine!(&mut self.machine, machine => {
            machine.activity(|machine, observer| infer(machine, kernel, input, Some(observer)))
        }))
    }

    fn learn(&mut self, pixels: &[u8], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        check_image(pixels, self.config())?;
        check_label(label, self.config())?;
        let kernel = self.kernel;
        let input = self.front_end.apply(pixels);
        Ok(machine!(&mut self.machine, machine => advance(machine, kernel, Some((input, label)))))
    }

    fn takes_bits(&self) -> bool {
        !self.config().front_end.is_threshold()
    }

    fn learn_bits(&mut self, bits: &[u64], label: u8) -> Result<Option<Outcome>, ProcessorError> {
        check_bits(bits, self.config())?;
        check_label(label, self.config())?;
        let kernel = self.kernel;
        let input = Input::Bits(bits);
        Ok(machine!(&mut self.machine, machine => advance(machine, kernel, Some((input, label)))))
    }

    fn drain_one(&mut self) -> Option<Outcome> {
        let kernel = self.kernel;
        machine!(&mut self.machine, machine => advance(machine, kernel, None))
    }

    fn counters(&self) -> &Counters {
        machine!(&self.machine, machine => &machine.counters)
    }
}
