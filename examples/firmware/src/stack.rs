//! How deep the stack has been.

use core::ptr;

const MARK: u32 = 0xA5C3_5A3C;
/// Room for this module's own frames.
const MARGIN: usize = 256;
/// Deepest stack that can be told from a deeper one.
const LIMIT: usize = 64 * 1024;

/// A stack whose unused part is filled with a mark, so that use can be seen afterwards.
pub struct MarkedStack {
    top: usize,
    words: usize,
}

impl MarkedStack {
    /// Marks 64 KiB below the current frame.
    #[inline(never)]
    pub fn new() -> Self {
        let here = cortex_m::register::msp::read() as usize;
        let top = (here - MARGIN) & !3;
        let words = LIMIT / 4;
        for word in 1..=words {
            // SAFETY: the memory between the heap (in .bss, the lowest 2 MiB) and this frame belongs to nobody: the
            // stack grows down from the top of 4 MiB of RAM, no interrupt is enabled and `MARGIN` keeps this
            // function's own frame out.
            unsafe { ptr::write_volatile((top - 4 * word) as *mut u32, MARK) };
        }
        Self { top, words }
    }

    /// Bytes below the frame that made this, up to the deepest word that changed. At most 64 KiB.
    #[inline(never)]
    pub fn depth(&self) -> usize {
        let lowest = self.top - 4 * self.words;
        let untouched = (0..self.words)
            // SAFETY: reads the words that `new` wrote; whatever was written there since is a plain integer.
            .take_while(|word| unsafe { ptr::read_volatile((lowest + 4 * word) as *const u32) } == MARK)
            .count();
        4 * (self.words - untouched) + MARGIN
    }
}
