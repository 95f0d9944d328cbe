//! Memory that a case takes, phase by phase.

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;

use apical_proof::{Case, SyntheticImages, infer, learn, processor};

use crate::heap;
use crate::stack::MarkedStack;

/// Bytes, beyond what was in use before the case.
pub struct Memory {
    name: &'static str,
    /// Most heap while the processor was made from a seed.
    making: usize,
    /// Heap that the processor keeps.
    kept: usize,
    /// Most heap while it learned.
    learning: usize,
    /// Most heap while it inferred.
    inferring: usize,
    /// Deepest stack of making, learning and inferring.
    stack: [usize; 3],
}

/// Runs a case and watches heap and stack.
pub fn memory(case: &Case) -> Result<Memory, Box<dyn Error>> {
    let before = heap::used();
    heap::take_peak();
    let stack = MarkedStack::new();
    let mut processor = processor(case, case.back_end)?;
    let making_stack = stack.depth();
    let making = heap::take_peak() - before;
    let kept = heap::used() - before;
    // Not the processor's: a camera or a sensor has its own buffer for the image.
    let mut images = SyntheticImages::new(processor.config().raw_inputs(), processor.config().classes());
    let buffer = heap::used() - before - kept;
    heap::take_peak();

    let stack = MarkedStack::new();
    learn(case, &mut *processor, &mut images)?;
    let learning_stack = stack.depth();
    let learning = heap::take_peak() - before - buffer;
    while processor.drain_one().is_some() {}
    heap::take_peak();

    let stack = MarkedStack::new();
    infer(case, &mut *processor, &mut images)?;
    let inferring_stack = stack.depth();
    let inferring = heap::take_peak() - before - buffer;
    Ok(Memory {
        name: case.name,
        making,
        kept,
        learning,
        inferring,
        stack: [making_stack, learning_stack, inferring_stack],
    })
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, making, kept, learning, inferring, stack } = self;
        write!(
            f,
            "memory {name} heap: making {making} kept {kept} learning {learning} inferring {inferring} \
             stack: making {} learning {} inferring {}",
            stack[0], stack[1], stack[2]
        )
    }
}
