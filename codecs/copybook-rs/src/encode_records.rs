// SPDX-License-Identifier: AGPL-3.0-or-later
//! JSON lines to whole records, line by line and as a file.

use std::io::Write;

use copybook_codec::{encode_jsonl_to_file, encode_record};
use copybook_core::{Error, ErrorCode};

use crate::abi;
use crate::failure::Failure;
use crate::layout::Layout;
use crate::output::Output;
use crate::streams::sum_up;

/// # Safety
/// `lines` keeps the promises of ph_subject_lines.
pub unsafe fn encode(
    layout: &Layout,
    lines: &abi::Lines,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    let text = unsafe { abi::borrowed(lines.text, lines.length) };
    // SAFETY: the caller's promise.
    let mut output = unsafe { Output::new(lines.output, lines.output_capacity) };
    let result = match lines.operation {
        abi::ENCODE_RECORDS => encode_each(layout, text, &mut output, outcome),
        abi::ENCODE_FILE => encode_file(layout, lines, text, &mut output, outcome),
        operation => {
            return Err(Failure::unsupported(format!("operation {operation:#x} on lines")));
        }
    };
    outcome.output_length = output.length();
    if output.is_full() {
        return Err(Failure::output_full(lines.output_capacity));
    }
    result
}

fn encode_each(
    layout: &Layout,
    text: &[u8],
    output: &mut Output,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    let mut first = None;
    for (index, line) in (0..).zip(split(text)) {
        match encode_line(layout, line) {
            Ok(record) => {
                if output.write_all(&record).is_err() {
                    break;
                }
                outcome.items_done += 1;
            }
            Err(failure) => {
                if outcome.items_failed == 0 {
                    outcome.first_failed = index;
                }
                outcome.items_failed += 1;
                first.get_or_insert(failure);
            }
        }
    }
    first.map_or(Ok(()), Err)
}

fn encode_line(layout: &Layout, line: &[u8]) -> Result<Vec<u8>, Failure> {
    // As the library's own file path says it.
    let value = serde_json::from_slice(line)
        .map_err(|error| Error::new(ErrorCode::CBKE501_JSON_TYPE_MISMATCH, error.to_string()))?;
    Ok(encode_record(&layout.schema, &value, &layout.encode_options)?)
}

fn encode_file(
    layout: &Layout,
    lines: &abi::Lines,
    text: &[u8],
    output: &mut Output,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    match encode_jsonl_to_file(&layout.schema, text, &mut *output, &layout.encode_options) {
        Ok(summary) => sum_up(Ok(summary), outcome),
        // The library gives up the file and its summary: the records written are all there is.
        Err(error) => {
            outcome.items_done = layout.frames(output.written()).count() as u64;
            outcome.items_failed = lines.count.saturating_sub(outcome.items_done).max(1);
            outcome.first_failed = find_failing(layout, text).unwrap_or(outcome.items_done);
            Err(error.into())
        }
    }
}

/// Index of the first line that cannot be encoded.
#[cold]
fn find_failing(layout: &Layout, text: &[u8]) -> Option<u64> {
    let mut lines = (0..).zip(split(text));
    lines.find(|(_, line)| encode_line(layout, line).is_err()).map(|(index, _)| index)
}

fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\n").unwrap_or(line))
}
