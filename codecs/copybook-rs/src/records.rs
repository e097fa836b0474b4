// SPDX-License-Identifier: AGPL-3.0-or-later
//! Whole records to JSON lines, record by record and as a file.

use std::io::Write;

use copybook_codec::{DecodeOptions, RecordFailure, decode_file_to_jsonl, decode_record};
use copybook_core::Error;

use crate::abi;
use crate::failing_field::{self, Decoder};
use crate::failure::{Failure, copy_text};
use crate::layout::Layout;
use crate::output::Output;
use crate::warnings;

/// # Safety
/// `records` keeps the promises of ph_subject_records.
pub unsafe fn decode(
    layout: &Layout,
    records: &abi::Records,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    let bytes = unsafe { abi::borrowed(records.bytes, records.length) };
    // SAFETY: the caller's promise.
    let mut output = unsafe { Output::new(records.output, records.output_capacity) };
    let _ = warnings::take_heard(); // Of a call before, which did not come so far.
    let (result, decoder) = match records.operation {
        abi::DECODE_RECORDS => {
            (decode_each(layout, bytes, records.count, &mut output, outcome), Decoder::Plain)
        }
        abi::DECODE_FILE => {
            let options = &layout.options;
            let result = decode_file(layout, options, bytes, records.count, &mut output, outcome);
            (result, Decoder::WithScratch)
        }
        abi::DECODE_FILE_THREADS => {
            let options = layout.options.clone().with_threads(records.threads as usize);
            let result = decode_file(layout, &options, bytes, records.count, &mut output, outcome);
            (result, Decoder::WithScratch)
        }
        operation => {
            return Err(Failure::unsupported(format!("record operation {operation:#x}")));
        }
    };
    outcome.output_length = output.length();
    if warnings::take_heard() {
        count_warned(layout, bytes, decoder, outcome);
    }
    if output.is_full() {
        return Err(Failure::output_full(records.output_capacity));
    }
    result
}

fn decode_each(
    layout: &Layout,
    bytes: &[u8],
    count: u64,
    output: &mut Output,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    let mut first = None;
    for (index, frame) in (0..).zip(layout.frames(bytes)) {
        let record = match frame {
            Ok(record) => record,
            Err(error) => {
                note_lost_framing(index, count, outcome);
                first.get_or_insert_with(|| Failure::from(error));
                break;
            }
        };
        match decode_record(&layout.schema, record, &layout.options) {
            Ok(value) => {
                if serde_json::to_writer(&mut *output, &value).is_err()
                    || output.write_all(b"\n").is_err()
                {
                    output.drop_unfinished_line();
                    break;
                }
                outcome.items_done += 1;
            }
            Err(error) => {
                note_failed(index, outcome);
                first.get_or_insert_with(|| explain(layout, record, &error, Decoder::Plain));
            }
        }
    }
    first.map_or(Ok(()), Err)
}

fn decode_file(
    layout: &Layout,
    options: &DecodeOptions,
    bytes: &[u8],
    count: u64,
    output: &mut Output,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    match decode_file_to_jsonl(&layout.schema, bytes, &mut *output, options) {
        Ok(summary) => {
            outcome.items_done = summary.records_processed;
            outcome.items_failed = summary.records_with_errors;
            match summary.failures.first() {
                Some(failure) => Err(explain_in_file(layout, bytes, failure, outcome)),
                None => Ok(()),
            }
        }
        // The library gives up the file and its summary: the lines written are all there is.
        Err(error) => {
            output.drop_unfinished_line();
            outcome.items_done = output.count_lines();
            if !output.is_full() {
                let number = error.context.as_ref().and_then(|context| context.record_index);
                let index = number.map_or(outcome.items_done, |number| number.saturating_sub(1));
                note_lost_framing(index, count, outcome);
            }
            Err(error.into())
        }
    }
}

fn explain_in_file(
    layout: &Layout,
    bytes: &[u8],
    failure: &RecordFailure,
    outcome: &mut abi::Outcome,
) -> Failure {
    outcome.first_failed = failure.record_index.saturating_sub(1);
    match layout.frames(bytes).nth(outcome.first_failed as usize) {
        Some(Ok(record)) => explain(layout, record, &failure.error, Decoder::WithScratch),
        _ => Failure::from(&failure.error),
    }
}

#[cold]
fn explain(layout: &Layout, record: &[u8], error: &Error, decoder: Decoder) -> Failure {
    let mut failure = Failure::from(error);
    if failure.field.is_empty() {
        let field = failing_field::find(layout, record, error.code, decoder);
        failure.field = field.unwrap_or_default();
    }
    failure
}

/// Which records they are, which is seen by decoding each once more: that there are any is rare, and
/// told at no cost where there are none.
#[cold]
fn count_warned(layout: &Layout, bytes: &[u8], decoder: Decoder, outcome: &mut abi::Outcome) {
    for (index, frame) in (0..).zip(layout.frames(bytes)) {
        let Ok(record) = frame else { break };
        let is_decoded = decoder.decode(&layout.schema, record, &layout.options).is_ok();
        let Some(warning) = warnings::take() else { continue };
        if !is_decoded {
            continue;
        }
        if outcome.items_warned == 0 {
            outcome.first_warned = index;
            copy_text(&warning.code, &mut outcome.warning_code);
            copy_text(&warning.field, &mut outcome.warning_field);
        }
        outcome.items_warned += 1;
    }
}

fn note_failed(index: u64, outcome: &mut abi::Outcome) {
    if outcome.items_failed == 0 {
        outcome.first_failed = index;
    }
    outcome.items_failed += 1;
}

/// No record from this one on can be found: all of them failed.
fn note_lost_framing(index: u64, count: u64, outcome: &mut abi::Outcome) {
    if outcome.items_failed == 0 {
        outcome.first_failed = index;
    }
    outcome.items_failed = count.saturating_sub(outcome.items_done).max(1);
}
