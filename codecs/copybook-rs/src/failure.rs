// SPDX-License-Identifier: AGPL-3.0-or-later
//! Why a call failed, on its way into the host's outcome.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use copybook_core::Error;

use crate::abi;

pub struct Failure {
    code: String,
    pub field: String,
    detail: String,
    byte: u64,
}

impl Failure {
    pub fn new(code: &str, detail: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            field: String::new(),
            detail: detail.into(),
            byte: abi::BYTE_UNKNOWN,
        }
    }

    /// For what copybook-rs cannot do at all.
    pub fn unsupported(detail: impl Into<String>) -> Self {
        Self::new(abi::ERROR_UNSUPPORTED, detail)
    }

    /// For what contradicts itself.
    pub fn bad_shape(detail: impl Into<String>) -> Self {
        Self::new("BAD_SHAPE", detail)
    }

    pub fn output_full(capacity: u64) -> Self {
        Self::new(abi::ERROR_OUTPUT_FULL, format!("the output does not fit into {capacity} bytes"))
    }

    /// Of one cell, which ends its column: those before it are done.
    #[cold]
    pub fn at_cell(self, index: usize, outcome: &mut abi::Outcome) -> Self {
        outcome.items_done = index as u64;
        outcome.items_failed = 1;
        outcome.first_failed = index as u64;
        self
    }

    fn from_panic(payload: &(dyn Any + Send)) -> Self {
        let message = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self::new("PANIC", message.unwrap_or("no message"))
    }

    fn write_to(&self, outcome: &mut abi::Outcome) {
        outcome.byte = self.byte;
        copy_text(&self.code, &mut outcome.error_code);
        copy_text(&self.field, &mut outcome.error_field);
        copy_text(&self.detail, &mut outcome.error_detail);
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let mut failure = Self::new(&error.code.to_string(), error.message.as_str());
        let Some(context) = &error.context else {
            return failure;
        };
        if let Some(line) = context.line_number {
            failure.detail.push_str(&format!(" (line {line})"));
        }
        if let Some(details) = &context.details {
            failure.detail.push_str(&format!(" ({details})"));
        }
        failure.field = context.field_path.clone().unwrap_or_default();
        failure.byte = context.byte_offset.unwrap_or(abi::BYTE_UNKNOWN);
        failure
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

/// Runs the body of an ABI call: nothing unwinds out of it, and its failure is in the outcome.
///
/// # Safety
/// `outcome` is NULL or points to an outcome, as long as its size says, that nothing else uses
/// during the call.
pub unsafe fn guard(
    outcome: *mut abi::Outcome,
    body: impl FnOnce(&mut abi::Outcome) -> Result<(), Failure>,
) -> i32 {
    if outcome.is_null() {
        return abi::FAILED;
    }
    // SAFETY: every outcome begins with its size.
    let size = unsafe { (&raw const (*outcome).struct_size).read() } as usize;
    if size >= size_of::<abi::Outcome>() {
        // SAFETY: it is as long as ours, and the caller's promise.
        return run(unsafe { &mut *outcome }, body);
    }
    if size < abi::OUTCOME_SIZE_MIN {
        return abi::FAILED;
    }
    // An older host's is shorter: it gets what it has room for.
    let mut ours = abi::Outcome::zeroed(size as u32);
    let code = run(&mut ours, body);
    // SAFETY: both are at least so long, and the caller's promise.
    unsafe { outcome.cast::<u8>().copy_from_nonoverlapping((&raw const ours).cast(), size) };
    code
}

fn run(
    outcome: &mut abi::Outcome,
    body: impl FnOnce(&mut abi::Outcome) -> Result<(), Failure>,
) -> i32 {
    let failure = match catch_unwind(AssertUnwindSafe(|| body(outcome))) {
        Ok(Ok(())) => return abi::OK,
        Ok(Err(failure)) => failure,
        Err(payload) => {
            // What had been counted so far has no output to go with it.
            outcome.items_done = 0;
            outcome.items_failed = 0;
            outcome.items_warned = 0;
            Failure::from_panic(&*payload)
        }
    };
    failure.write_to(outcome);
    abi::FAILED
}

/// Copies with a NUL behind, cut at a character when the text is too long.
pub fn copy_text(text: &str, target: &mut [u8]) {
    let length = text.floor_char_boundary(target.len() - 1);
    target[..length].copy_from_slice(&text.as_bytes()[..length]);
    target[length] = 0;
}
