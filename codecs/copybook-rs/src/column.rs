// SPDX-License-Identifier: AGPL-3.0-or-later
//! Columns of cells: one copybook-rs call per cell, one loop per ABI call.

use copybook_codec::charset::ebcdic_to_utf8;
use copybook_codec::numeric::{
    SmallDecimal, decode_packed_decimal, decode_packed_decimal_with_scratch, decode_zoned_decimal,
    decode_zoned_decimal_with_scratch,
};
use copybook_codec::runtime::ScratchBuffers;
use copybook_codec::{Codepage, UnmappablePolicy};

use crate::abi;
use crate::code_page;
use crate::failure::Failure;

const BLANK_WHEN_ZERO: bool = false;

/// A decimal column's picture, in copybook-rs' types.
struct Picture {
    digits: u16,
    scale: i16,
    is_signed: bool,
}

/// # Safety
/// `column` keeps the promises of ph_subject_column.
pub unsafe fn decode(column: &abi::Column, outcome: &mut abi::Outcome) -> Result<(), Failure> {
    match column.operation {
        abi::DECODE_TEXT => {
            let page = code_page::from_ccsid(column.ccsid)?;
            // SAFETY: the caller's promise.
            unsafe { decode_text(column, page, outcome) }
        }
        abi::DECODE_ZONED => {
            let page = code_page::from_ccsid(column.ccsid)?;
            let Picture { digits, scale, is_signed } = picture(column)?;
            // SAFETY: the caller's promise.
            unsafe {
                decode_decimals(column, outcome, |cell| {
                    decode_zoned_decimal(cell, digits, scale, is_signed, page, BLANK_WHEN_ZERO)
                })
            }
        }
        abi::DECODE_PACKED => {
            let Picture { digits, scale, is_signed } = picture(column)?;
            // SAFETY: the caller's promise.
            unsafe {
                decode_decimals(column, outcome, |cell| {
                    decode_packed_decimal(cell, digits, scale, is_signed)
                })
            }
        }
        operation => Err(unsupported_operation(operation)),
    }
}

/// # Safety
/// `column` keeps the promises of ph_subject_column.
pub unsafe fn decode_with_scratch(
    column: &abi::Column,
    scratch: &mut ScratchBuffers,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    match column.operation {
        abi::DECODE_ZONED => {
            let page = code_page::from_ccsid(column.ccsid)?;
            let Picture { digits, scale, is_signed } = picture(column)?;
            // SAFETY: the caller's promise.
            unsafe {
                decode_decimals(column, outcome, |cell| {
                    decode_zoned_decimal_with_scratch(
                        cell,
                        digits,
                        scale,
                        is_signed,
                        page,
                        BLANK_WHEN_ZERO,
                        scratch,
                    )
                })
            }
        }
        abi::DECODE_PACKED => {
            let Picture { digits, scale, is_signed } = picture(column)?;
            // SAFETY: the caller's promise.
            unsafe {
                decode_decimals(column, outcome, |cell| {
                    decode_packed_decimal_with_scratch(cell, digits, scale, is_signed, scratch)
                })
            }
        }
        operation => Err(unsupported_operation(operation)),
    }
}

/// Generic over the decoder, so that each one is compiled into a loop of its own.
///
/// # Safety
/// `column` keeps the promises of ph_subject_column.
unsafe fn decode_decimals(
    column: &abi::Column,
    outcome: &mut abi::Outcome,
    mut decode_cell: impl FnMut(&[u8]) -> copybook_core::Result<SmallDecimal>,
) -> Result<(), Failure> {
    for index in 0..column.count as usize {
        // SAFETY: index is below count.
        let cell = unsafe { cell(column, index) };
        match decode_cell(cell) {
            Ok(decimal) => {
                let value = if decimal.negative { -decimal.value } else { decimal.value };
                // SAFETY: values has room for count, and index is below it.
                unsafe { column.values.add(index).write(value) };
            }
            Err(error) => return Err(stop_at(index, outcome, error.into())),
        }
    }
    outcome.items_done = column.count;
    Ok(())
}

/// # Safety
/// `column` keeps the promises of ph_subject_column.
unsafe fn decode_text(
    column: &abi::Column,
    page: Codepage,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    // Ends are 32 bits wide.
    let capacity = column.text_capacity.min(u64::from(u32::MAX)) as usize;
    let mut end = 0usize;
    for index in 0..column.count as usize {
        // SAFETY: index is below count.
        let cell = unsafe { cell(column, index) };
        let text = match ebcdic_to_utf8(cell, page, UnmappablePolicy::Error) {
            Ok(text) => text,
            Err(error) => {
                outcome.output_length = end as u64;
                return Err(stop_at(index, outcome, error.into()));
            }
        };
        if text.len() > capacity - end {
            outcome.output_length = end as u64;
            return Err(stop_at(index, outcome, Failure::output_full(column.text_capacity)));
        }
        // SAFETY: it fits, as was just checked, and text_ends has room for count.
        unsafe {
            text.as_ptr().copy_to_nonoverlapping(column.text.add(end), text.len());
            end += text.len();
            column.text_ends.add(index).write(end as u32);
        }
    }
    outcome.items_done = column.count;
    outcome.output_length = end as u64;
    Ok(())
}

/// # Safety
/// `column` keeps the promises of ph_subject_column and `index` is below its count.
#[inline(always)]
unsafe fn cell(column: &abi::Column, index: usize) -> &[u8] {
    // SAFETY: the caller's promise.
    unsafe {
        let start = column.cells.add(index * column.stride as usize);
        std::slice::from_raw_parts(start, column.width as usize)
    }
}

#[cold]
fn stop_at(index: usize, outcome: &mut abi::Outcome, failure: Failure) -> Failure {
    outcome.items_done = index as u64;
    outcome.items_failed = 1;
    outcome.first_failed = index as u64;
    failure
}

fn picture(column: &abi::Column) -> Result<Picture, Failure> {
    let digits = u16::try_from(column.digits).ok().filter(|digits| (1..=18).contains(digits));
    let scale = i16::try_from(column.scale).ok();
    match (digits, scale) {
        (Some(digits), Some(scale)) => {
            Ok(Picture { digits, scale, is_signed: column.flags & abi::COLUMN_SIGNED != 0 })
        }
        _ => Err(Failure::unsupported(format!(
            "a picture of {} digits, scale {}",
            column.digits, column.scale
        ))),
    }
}

fn unsupported_operation(operation: u32) -> Failure {
    Failure::unsupported(format!("column operation {operation:#x}"))
}
