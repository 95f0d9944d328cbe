//! How messages are laid out as bytes: a kind, numbers, and content that takes the rest. All numbers are unsigned and
//! little-endian.

/// A number in the header of a binary message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Bytes that it takes: 2 or 4.
    pub bytes: usize,
    /// What it means, and its range.
    pub about: &'static str,
}

/// Layout of a binary message. Byte 0 is its kind; the fields follow without gaps, then the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// What the message is called.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Byte 0. Both directions count for themselves.
    pub kind: u8,
    /// Numbers of the header, in order.
    pub fields: &'static [Field],
    /// What takes the rest.
    pub content: &'static str,
}

impl Layout {
    /// Bytes before the content.
    #[must_use]
    pub fn header(&self) -> usize {
        1 + self.fields.iter().map(|field| field.bytes).sum::<usize>()
    }

    /// A message up to its content, with room for that. `values`: one for each field, which must fit it.
    #[must_use]
    pub(super) fn write(&self, values: &[u32], content: usize) -> Vec<u8> {
        debug_assert_eq!(values.len(), self.fields.len());
        let mut bytes = Vec::with_capacity(self.header() + content);
        bytes.push(self.kind);
        for (field, value) in self.fields.iter().zip(values) {
            bytes.extend(&value.to_le_bytes()[..field.bytes]);
        }
        bytes
    }

    /// Numbers and content of a message; none if it is shorter than its header. `N`: number of fields.
    pub(super) fn read<'a, const N: usize>(&self, bytes: &'a [u8]) -> Option<([u32; N], &'a [u8])> {
        debug_assert_eq!(N, self.fields.len());
        let (header, content) = bytes.split_at_checked(self.header())?;
        let (mut values, mut start) = ([0; N], 1);
        for (value, field) in values.iter_mut().zip(self.fields) {
            let mut wide = [0; 4];
            wide[..field.bytes].copy_from_slice(&header[start..start + field.bytes]);
            *value = u32::from_le_bytes(wide);
            start += field.bytes;
        }
        Some((values, content))
    }
}
