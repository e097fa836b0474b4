// SPDX-License-Identifier: AGPL-3.0-or-later
//! copybook-rs as a perfharness subject. Nothing here measures, starts threads or keeps the host's
//! memory.

mod abi;
mod code_page;
mod decimal_text;
mod decode_column;
mod describe;
mod encode_column;
mod encode_records;
mod failing_field;
mod failure;
mod layout;
mod output;
mod padding;
mod picture;
mod records;
mod streams;
mod warnings;

use std::ffi::{CStr, c_char, c_void};
use std::panic::catch_unwind;

use copybook_codec::runtime::ScratchBuffers;

use crate::failure::{Failure, guard};
use crate::layout::Layout;
use crate::output::Output;

struct State {
    scratch: ScratchBuffers,
}

const VERSION: &str = concat!(env!("PH_SUBJECT_VERSION"), "\0");
const BUILD: &str = concat!(env!("PH_SUBJECT_BUILD"), "\0");

/// What 0.4 calls threads it ignores.
const HAS_THREADS: bool = !matches!(VERSION.as_bytes(), [b'0', b'.', b'0'..=b'4', b'.', ..]);

static SUBJECTS: [abi::Subject; 2] = [
    abi::Subject {
        struct_size: size_of::<abi::Subject>() as u32,
        abi_major: abi::ABI_MAJOR,
        abi_minor: abi::ABI_MINOR,
        operations: abi::DECODE_TEXT
            | abi::DECODE_ZONED
            | abi::DECODE_PACKED
            | abi::DECODE_RECORDS
            | abi::DECODE_FILE
            | abi::ENCODE_TEXT
            | abi::ENCODE_ZONED
            | abi::ENCODE_PACKED
            | abi::DECODE_DESCRIPTOR
            | abi::ENCODE_DESCRIPTOR
            | abi::ENCODE_RECORDS
            | abi::ENCODE_FILE
            | if HAS_THREADS { abi::DECODE_FILE_THREADS } else { 0 },
        name: c"copybook-rs".as_ptr(),
        variant: c"".as_ptr(),
        version: VERSION.as_ptr().cast(),
        build: BUILD.as_ptr().cast(),
        open: Some(open),
        close: Some(close),
        decode_column: Some(decode_column),
        open_layout: Some(open_layout),
        close_layout: Some(close_layout),
        decode_records: Some(decode_records),
        encode_column: Some(encode_column),
        chosen: None,
        describe_layout: Some(describe_layout),
        stream: Some(stream),
        encode_records: Some(encode_records),
    },
    // The functions with scratch buffers: copybook-rs' own file path decodes with them.
    abi::Subject {
        struct_size: size_of::<abi::Subject>() as u32,
        abi_major: abi::ABI_MAJOR,
        abi_minor: abi::ABI_MINOR,
        operations: abi::DECODE_ZONED | abi::DECODE_PACKED | abi::ENCODE_ZONED | abi::ENCODE_PACKED,
        name: c"copybook-rs".as_ptr(),
        variant: c"scratch".as_ptr(),
        version: VERSION.as_ptr().cast(),
        build: BUILD.as_ptr().cast(),
        open: Some(open),
        close: Some(close),
        decode_column: Some(decode_column_with_scratch),
        open_layout: None,
        close_layout: None,
        decode_records: None,
        encode_column: Some(encode_column_with_scratch),
        chosen: None,
        describe_layout: None,
        stream: None,
        encode_records: None,
    },
];

#[unsafe(no_mangle)]
pub extern "C" fn ph_subject_entry(index: u32) -> *const abi::Subject {
    SUBJECTS.get(index as usize).map_or(std::ptr::null(), std::ptr::from_ref)
}

unsafe extern "C" fn open(
    options: *const c_char,
    ret_state: *mut *mut c_void,
    outcome: *mut abi::Outcome,
) -> i32 {
    let body = |_: &mut abi::Outcome| {
        // SAFETY: the ABI promises NUL-terminated text.
        let options = unsafe { CStr::from_ptr(options) };
        if !options.is_empty() {
            return Err(Failure::unsupported(format!("options {options:?}: there are none")));
        }
        let state = Box::new(State { scratch: ScratchBuffers::new() });
        // SAFETY: the ABI promises a place for the state.
        unsafe { ret_state.write(Box::into_raw(state).cast()) };
        Ok(())
    };
    // SAFETY: the ABI promises that the outcome is ours during the call.
    unsafe { guard(outcome, body) }
}

unsafe extern "C" fn close(state: *mut c_void) {
    if !state.is_null() {
        // SAFETY: open() made it, and the ABI promises that it is not used again.
        let state = unsafe { Box::from_raw(state.cast::<State>()) };
        let _ = catch_unwind(move || drop(state));
    }
}

unsafe extern "C" fn decode_column(
    _state: *mut c_void,
    column: *const abi::Column,
    outcome: *mut abi::Outcome,
) -> i32 {
    // SAFETY: the ABI promises a column of ours, and the outcome, during the call.
    unsafe { guard(outcome, |outcome| decode_column::decode(&*column, outcome)) }
}

unsafe extern "C" fn decode_column_with_scratch(
    state: *mut c_void,
    column: *const abi::Column,
    outcome: *mut abi::Outcome,
) -> i32 {
    // SAFETY: the ABI promises a column, the state that open() made, and the outcome, during the
    // call, and calls from one thread only.
    unsafe {
        guard(outcome, |outcome| {
            let state = &mut *state.cast::<State>();
            decode_column::decode_with_scratch(&*column, &mut state.scratch, outcome)
        })
    }
}

unsafe extern "C" fn open_layout(
    _state: *mut c_void,
    layout: *const abi::Layout,
    ret_layout: *mut *mut c_void,
    ret_record_length: *mut u64,
    outcome: *mut abi::Outcome,
) -> i32 {
    let body = |_: &mut abi::Outcome| {
        // SAFETY: the ABI promises a layout during the call.
        let layout = unsafe { abi::Layout::read(layout) }
            .ok_or_else(|| Failure::bad_shape("a layout shorter than any"))?;
        // SAFETY: the ABI promises its copybook during the call.
        let copybook = unsafe { abi::borrowed(layout.copybook.cast(), layout.copybook_length) };
        let parsed = Layout::parse(copybook, &layout)?;
        warnings::listen();
        // SAFETY: the ABI promises places for both.
        unsafe {
            ret_record_length.write(parsed.record_length.unwrap_or(0).into());
            ret_layout.write(Box::into_raw(Box::new(parsed)).cast());
        }
        Ok(())
    };
    // SAFETY: the ABI promises that the outcome is ours during the call.
    unsafe { guard(outcome, body) }
}

unsafe extern "C" fn close_layout(_state: *mut c_void, layout: *mut c_void) {
    if !layout.is_null() {
        // SAFETY: open_layout() made it, and the ABI promises that it is not used again.
        let layout = unsafe { Box::from_raw(layout.cast::<Layout>()) };
        let _ = catch_unwind(move || drop(layout));
    }
}

unsafe extern "C" fn decode_records(
    _state: *mut c_void,
    layout: *mut c_void,
    records: *const abi::Records,
    outcome: *mut abi::Outcome,
) -> i32 {
    let body = |outcome: &mut abi::Outcome| {
        // SAFETY: the ABI promises records during the call.
        let records = unsafe { abi::Records::read(records) }
            .ok_or_else(|| Failure::bad_shape("records in a struct shorter than any"))?;
        // SAFETY: the ABI promises the layout that open_layout() made, and what the records say of
        // themselves, during the call.
        unsafe { records::decode(&*layout.cast::<Layout>(), &records, outcome) }
    };
    // SAFETY: the ABI promises that the outcome is ours during the call.
    unsafe { guard(outcome, body) }
}

unsafe extern "C" fn encode_records(
    _state: *mut c_void,
    layout: *mut c_void,
    lines: *const abi::Lines,
    outcome: *mut abi::Outcome,
) -> i32 {
    // SAFETY: the ABI promises lines of ours, the layout that open_layout() made, and the outcome,
    // during the call.
    unsafe {
        guard(outcome, |outcome| {
            encode_records::encode(&*layout.cast::<Layout>(), &*lines, outcome)
        })
    }
}

unsafe extern "C" fn stream(
    _state: *mut c_void,
    layout: *mut c_void,
    stream: *const abi::Stream,
    outcome: *mut abi::Outcome,
) -> i32 {
    // SAFETY: the ABI promises a stream with two descriptors, the layout that open_layout() made,
    // and the outcome, during the call.
    unsafe { guard(outcome, |outcome| streams::run(&*layout.cast::<Layout>(), &*stream, outcome)) }
}

unsafe extern "C" fn describe_layout(
    _state: *mut c_void,
    layout: *mut c_void,
    output: *mut u8,
    capacity: u64,
    outcome: *mut abi::Outcome,
) -> i32 {
    let body = |outcome: &mut abi::Outcome| {
        // SAFETY: the ABI promises the layout that open_layout() made, and so much room, during the
        // call.
        let (layout, output) =
            unsafe { (&*layout.cast::<Layout>(), Output::new(output, capacity)) };
        outcome.output_length = describe::write(&layout.schema, output)?;
        Ok(())
    };
    // SAFETY: the ABI promises that the outcome is ours during the call.
    unsafe { guard(outcome, body) }
}

unsafe extern "C" fn encode_column(
    _state: *mut c_void,
    column: *const abi::EncodeColumn,
    outcome: *mut abi::Outcome,
) -> i32 {
    // SAFETY: the ABI promises a column of ours, and the outcome, during the call.
    unsafe { guard(outcome, |outcome| encode_column::encode(&*column, outcome)) }
}

unsafe extern "C" fn encode_column_with_scratch(
    state: *mut c_void,
    column: *const abi::EncodeColumn,
    outcome: *mut abi::Outcome,
) -> i32 {
    // SAFETY: the ABI promises a column, the state that open() made, and the outcome, during the
    // call, and calls from one thread only.
    unsafe {
        guard(outcome, |outcome| {
            let state = &mut *state.cast::<State>();
            encode_column::encode_with_scratch(&*column, &mut state.scratch, outcome)
        })
    }
}
