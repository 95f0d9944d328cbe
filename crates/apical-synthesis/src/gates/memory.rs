//! What macros hold and do.

use super::flat::Macro;

/// Words of a macro.
pub(super) struct Contents {
    bits: usize,
    words: Vec<bool>,
}

fn bit(own: &Macro, values: &[bool], pin: &str) -> bool {
    own.pins.get(pin).and_then(|nets| nets.first()).is_some_and(|net| values[*net as usize])
}

fn address(own: &Macro, values: &[bool], port: &str) -> usize {
    let nets = own.pins.get(&format!("{port}_ADDR"));
    let bits = nets.into_iter().flatten().enumerate();
    bits.fold(0, |address, (index, net)| address | usize::from(values[*net as usize]) << index)
}

/// Whether the next edge reads a word.
pub(super) fn reads(own: &Macro, values: &[bool]) -> bool {
    bit(own, values, "A_MEN") && bit(own, values, "A_REN")
}

/// Whether it writes one.
pub(super) fn writes(own: &Macro, values: &[bool]) -> bool {
    let [enable, write] = if own.ports == 2 { ["B_MEN", "B_WEN"] } else { ["A_MEN", "A_WEN"] };
    bit(own, values, enable) && bit(own, values, write)
}

impl Contents {
    pub(super) fn new(own: &Macro) -> Self {
        Self { bits: own.bits, words: vec![false; own.words * own.bits] }
    }

    pub(super) fn put(&mut self, address: usize, bits: &[bool]) {
        let from = address * self.bits;
        for (index, bit) in bits.iter().enumerate().take(self.bits) {
            if let Some(word) = self.words.get_mut(from + index) {
                *word = *bit;
            }
        }
    }

    /// A rising edge. Outputs that change are added to `changes`.
    pub(super) fn edge(&mut self, own: &Macro, values: &[bool], changes: &mut Vec<(u32, bool)>) {
        if reads(own, values) {
            let from = address(own, values, "A") * self.bits;
            for (index, net) in own.pins.get("A_DOUT").into_iter().flatten().enumerate() {
                changes.push((*net, self.words[from + index]));
            }
        }
        if writes(own, values) {
            let port = if own.ports == 2 { "B" } else { "A" };
            let word = address(own, values, port);
            let nets = own.pins.get(&format!("{port}_DIN"));
            let bits: Vec<bool> = nets.into_iter().flatten().map(|net| values[*net as usize]).collect();
            self.put(word, &bits);
        }
    }
}
