// SPDX-License-Identifier: AGPL-3.0-or-later
//! Where decoded and encoded records, and what a layout is, go: the host's memory.

use std::io::{Error, ErrorKind, Result, Write};

/// The host's output buffer as a Write. Pointer and length rather than a slice: its bytes may not
/// have been initialised.
pub struct Output {
    bytes: *mut u8,
    capacity: usize,
    length: usize,
    is_full: bool,
}

impl Output {
    /// # Safety
    /// `bytes` has room for `capacity` bytes, and nothing else uses them while the Output lives.
    pub unsafe fn new(bytes: *mut u8, capacity: u64) -> Self {
        Self { bytes, capacity: capacity as usize, length: 0, is_full: false }
    }

    /// A write did not fit.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    pub fn capacity(&self) -> u64 {
        self.capacity as u64
    }

    pub fn length(&self) -> u64 {
        self.length as u64
    }

    /// Takes back what was written of an unfinished line.
    pub fn drop_unfinished_line(&mut self) {
        let end = self.written().iter().rposition(|&byte| byte == b'\n');
        self.length = end.map_or(0, |end| end + 1);
    }

    pub fn count_lines(&self) -> u64 {
        self.written().iter().filter(|&&byte| byte == b'\n').count() as u64
    }

    pub fn written(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: the first length bytes were written by write_all().
        unsafe { std::slice::from_raw_parts(self.bytes, self.length) }
    }
}

impl Write for Output {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    #[inline]
    fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.len() > self.capacity - self.length {
            self.is_full = true;
            return Err(Error::from(ErrorKind::StorageFull));
        }
        // SAFETY: it fits, as was just checked.
        unsafe {
            let end = self.bytes.add(self.length);
            bytes.as_ptr().copy_to_nonoverlapping(end, bytes.len());
        }
        self.length += bytes.len();
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
