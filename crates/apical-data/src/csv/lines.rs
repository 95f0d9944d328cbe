//! A bound on the length of a line, so that a file without line breaks is an error and not a full memory.

use std::io::{self, ErrorKind, Read};

pub(super) struct LimitedLines<R> {
    reader: R,
    limit: usize,
    length: usize,
}

impl<R: Read> LimitedLines<R> {
    pub(super) fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, length: 0 }
    }
}

impl<R: Read> Read for LimitedLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        // A carriage return alone ends a line as well, but only old systems wrote that; both are counted as breaks.
        let is_break = |byte: &u8| matches!(byte, b'\n' | b'\r');
        self.length = match buffer[..count].iter().rposition(is_break) {
            Some(last) => count - 1 - last,
            None => self.length + count,
        };
        if self.length > self.limit {
            let problem = format!("a line is longer than {} bytes", self.limit);
            return Err(io::Error::new(ErrorKind::InvalidData, problem));
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_errors_and_long_files_are_not() {
        let mut text = Vec::new();
        let endless = io::repeat(b'1');
        assert!(LimitedLines::new(endless, 1000).read_to_end(&mut text).is_err());
        let lines = b"123456789\n".repeat(500);
        let mut found = Vec::new();
        LimitedLines::new(&lines[..], 1000).read_to_end(&mut found).unwrap();
        assert_eq!(found, lines);
    }
}
