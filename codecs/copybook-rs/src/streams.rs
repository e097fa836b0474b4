// SPDX-License-Identifier: AGPL-3.0-or-later
//! Files from one descriptor to another, by copybook-rs' own functions for files.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::mem::ManuallyDrop;
use std::os::fd::FromRawFd;

use copybook_codec::{RunSummary, decode_file_to_jsonl, encode_jsonl_to_file};
use copybook_core::Error;

use crate::abi;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::warnings;

/// The library reads and writes a record at a time: buffers are for who calls it. As large as a pipe
/// is, and what `cp` takes at once.
const BUFFER_BYTES: usize = 128 << 10;

/// # Safety
/// `stream` keeps the promises of ph_subject_stream.
pub unsafe fn run(
    layout: &Layout,
    stream: &abi::Stream,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise; they are the host's to close.
    let (input, output) = unsafe {
        (
            ManuallyDrop::new(File::from_raw_fd(stream.input)),
            ManuallyDrop::new(File::from_raw_fd(stream.output)),
        )
    };
    let mut reader = Noting { inner: &*input, error: None };
    let mut writer = Noting { inner: &*output, error: None };
    let mut counted = Counting { inner: &mut writer, bytes: 0 };
    let mut buffered = BufWriter::with_capacity(BUFFER_BYTES, &mut counted);
    let from = BufReader::with_capacity(BUFFER_BYTES, &mut reader);
    let _ = warnings::take(); // Of a call before.
    let result = match stream.operation {
        abi::DECODE_DESCRIPTOR => {
            decode_file_to_jsonl(&layout.schema, from, &mut buffered, &layout.options)
        }
        abi::ENCODE_DESCRIPTOR => {
            encode_jsonl_to_file(&layout.schema, from, &mut buffered, &layout.encode_options)
        }
        operation => {
            return Err(Failure::unsupported(format!("operation {operation:#x} on descriptors")));
        }
    };
    let _ = buffered.flush(); // Its failure is noted.
    drop(buffered);
    outcome.output_length = counted.bytes;
    if let Some(error) = reader.error {
        return Err(Failure::new(abi::ERROR_READ, error));
    }
    if let Some(error) = writer.error {
        return Err(Failure::new(abi::ERROR_WRITE, error));
    }
    if warnings::take().is_some() {
        outcome.items_warned = 1; // At least: which it was would take the file once more.
    }
    sum_up(result, outcome)
}

/// What the library says it did.
pub fn sum_up(
    result: Result<RunSummary, Error>,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    let summary = match result {
        Ok(summary) => summary,
        Err(error) => {
            outcome.items_failed = 1; // At least: the library gives up the file and its summary.
            return Err(error.into());
        }
    };
    outcome.items_done = summary.records_processed;
    outcome.items_failed = summary.records_with_errors;
    match summary.failures.first() {
        Some(failure) => {
            outcome.first_failed = failure.record_index.saturating_sub(1);
            Err(Failure::from(&failure.error))
        }
        None => Ok(()),
    }
}

/// Keeps the first error: the library's own words do not say whose it was.
struct Noting<T> {
    inner: T,
    error: Option<String>,
}

impl<T> Noting<T> {
    fn note<R>(&mut self, result: io::Result<R>) -> io::Result<R> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
        {
            self.error.get_or_insert_with(|| error.to_string());
        }
        result
    }
}

impl<T: Read> Read for Noting<T> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let result = self.inner.read(bytes);
        self.note(result)
    }
}

impl<T: Write> Write for Noting<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.inner.write(bytes);
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How much got through.
struct Counting<T> {
    inner: T,
    bytes: u64,
}

impl<T: Write> Write for Counting<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.inner.write(bytes)?;
        self.bytes += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
