fn set(bits: &mut [u8], bit: usize) {
    bits[bit / 8] |= 1 << (bit % 8);
}

/// Bits of the neurons that spike.
fn spiking<const NEURONS: usize, const BYTES: usize>(potentials: &[i32; NEURONS]) -> [u8; BYTES] {
    let mut bits = [0; BYTES];
    for (neuron, &potential) in potentials.iter().enumerate() {
        if potential > 0 {
            set(&mut bits, neuron);
        }
    }
    bits
}

