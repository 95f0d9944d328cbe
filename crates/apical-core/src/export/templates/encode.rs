/// What the network sees of raw values: bit `i` is bit `i % 8` of byte `i / 8`.
pub fn encode(values: &[u8; INPUTS]) -> [u8; BIT_BYTES] {
    let mut bits = [0; BIT_BYTES];
@calls@    bits
}

