//! Lines of a text of any length, one at a time, in a buffer of bound size.

use std::io::{ErrorKind, Read};

use memchr::memchr2;

use super::TableError;
use crate::limits::MAX_CSV_LINE;

const BUFFER: usize = 256 * 1024;

pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    line: u64,
    after_return: bool,
    started: bool,
    limit: usize,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self::with_limits(reader, BUFFER, MAX_CSV_LINE)
    }

    fn with_limits(reader: R, buffer: usize, limit: usize) -> Self {
        Self {
            reader,
            buffer: vec![0; buffer],
            start: 0,
            end: 0,
            line: 0,
            after_return: false,
            started: false,
            limit,
        }
    }

    /// The next line that is not blank, with its number from 1.
    ///
    /// A line ends with a line feed, a carriage return or both.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>, TableError> {
        if !std::mem::replace(&mut self.started, true) {
            self.skip_byte_order_mark()?;
        }
        let mut searched = self.start;
        let (from, to) = loop {
            let Some(at) = memchr2(b'\n', b'\r', &self.buffer[searched..self.end]) else {
                let length = self.end - self.start;
                if self.fill()? {
                    searched = self.start + length;
                    continue;
                }
                let from = std::mem::replace(&mut self.start, self.end);
                self.line += 1;
                break (from, self.end);
            };
            let (from, to) = (self.start, searched + at);
            self.start = to + 1;
            searched = self.start;
            let is_return = self.buffer[to] == b'\r';
            let second_half =
                std::mem::replace(&mut self.after_return, is_return) && from == to && !is_return;
            if second_half {
                continue;
            }
            self.line += 1;
            if !self.buffer[from..to].trim_ascii().is_empty() {
                break (from, to);
            }
        };
        let text = &self.buffer[from..to];
        if text.len() > self.limit {
            return Err(TableError::LongLine { line: self.line });
        }
        // Only what is left at the end of the file can be blank here.
        Ok((!text.trim_ascii().is_empty()).then_some((self.line, text)))
    }

    fn skip_byte_order_mark(&mut self) -> Result<(), TableError> {
        while self.end < 3 && self.fill()? {}
        match &self.buffer[..self.end] {
            [0xef, 0xbb, 0xbf, ..] => self.start = 3,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => return Err(TableError::Utf16),
            _ => {}
        }
        Ok(())
    }

    /// Reads on behind what is there. False at the end of the file.
    fn fill(&mut self) -> Result<bool, TableError> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end > self.limit {
            return Err(TableError::LongLine { line: self.line + 1 });
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(2 * self.end, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &[u8], buffer: usize) -> Vec<(u64, Vec<u8>)> {
        let mut lines = Lines::with_limits(text, buffer, 1000);
        let mut found = Vec::new();
        while let Some((line, text)) = lines.next().unwrap() {
            found.push((line, text.to_vec()));
        }
        found
    }

    #[test]
    fn every_kind_of_end_counts_once() {
        for buffer in 1..12 {
            let found = lines(b"a\r\n\r\nbb\n\n\rccc\r  \nd", buffer);
            let expected: [(u64, &[u8]); 4] = [(1, b"a"), (3, b"bb"), (6, b"ccc"), (8, b"d")];
            assert!(found.iter().map(|(line, text)| (*line, &text[..])).eq(expected), "{buffer}: {found:?}");
        }
    }

    #[test]
    fn byte_order_marks() {
        assert_eq!(lines(b"\xef\xbb\xbfa\nb", 1), [(1, b"a".to_vec()), (2, b"b".to_vec())]);
        for text in [&b"\xff\xfea\0"[..], b"\xfe\xff\0a"] {
            assert!(matches!(Lines::new(text).next(), Err(TableError::Utf16)));
        }
    }

    #[test]
    fn long_lines_are_errors_and_long_files_are_not() {
        let mut endless = Lines::with_limits(std::io::repeat(b'1'), 16, 1000);
        assert!(matches!(endless.next(), Err(TableError::LongLine { line: 1 })));
        assert!(endless.buffer.len() <= 2048);
        assert_eq!(lines(&b"123456789\n".repeat(500), 16).len(), 500);
    }

    proptest! {
        #[test]
        fn buffers_of_any_size_give_the_same(text in "[ab\n\r]{0,60}", buffer in 1_usize..20) {
            prop_assert_eq!(lines(text.as_bytes(), buffer), lines(text.as_bytes(), 100));
        }
    }
}
