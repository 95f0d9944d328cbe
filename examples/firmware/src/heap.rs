//! The heap, with a record of how much of it is and was in use.

use core::alloc::{GlobalAlloc, Layout};
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use embedded_alloc::LlffHeap;

const BYTES: usize = 2 * 1024 * 1024;

static mut SPACE: [MaybeUninit<u8>; BYTES] = [MaybeUninit::uninit(); BYTES];

#[global_allocator]
static HEAP: Counted =
    Counted { heap: LlffHeap::empty(), used: AtomicUsize::new(0), peak: AtomicUsize::new(0) };

/// A heap that counts the bytes asked for. What the allocator adds for its own lists is not counted.
struct Counted {
    heap: LlffHeap,
    used: AtomicUsize,
    peak: AtomicUsize,
}

// SAFETY: every call goes to `heap`, an allocator, with its arguments unchanged, and its answer back; counting neither
// touches that memory nor panics.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps to this method's contract, which is that of `heap` too.
        let pointer = unsafe { self.heap.alloc(layout) };
        if !pointer.is_null() {
            let used = self.used.fetch_add(layout.size(), Relaxed) + layout.size();
            self.peak.fetch_max(used, Relaxed);
        }
        pointer
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's pointer and layout are those of an earlier `alloc`, which had the pointer from `heap`.
        unsafe { self.heap.dealloc(pointer, layout) };
        self.used.fetch_sub(layout.size(), Relaxed);
    }
}

/// Gives the heap its space. To be called once, before the first allocation.
pub fn initialise() {
    // SAFETY: `SPACE` is named nowhere else, so that the heap is its only user from now on.
    unsafe { HEAP.heap.init(&raw mut SPACE as usize, BYTES) };
}

/// Bytes in use.
pub fn used() -> usize {
    HEAP.used.load(Relaxed)
}

/// Most bytes in use since the last call.
pub fn take_peak() -> usize {
    HEAP.peak.swap(used(), Relaxed)
}
