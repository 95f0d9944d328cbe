//! A hint to the CPU.

/// Asks the CPU to bring an image into its cache; does nothing else. Images in random order come from main
/// memory, and an image can be on its way while another is learned.
#[inline]
pub fn prefetch(pixels: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    super::x86::prefetch(pixels);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = pixels;
}
