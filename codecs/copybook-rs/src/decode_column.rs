// SPDX-License-Identifier: AGPL-3.0-or-later
//! Columns of cells to read: one copybook-rs call per cell, one loop per ABI call.

use copybook_codec::charset::ebcdic_to_utf8;
use copybook_codec::numeric::{
    SmallDecimal, decode_packed_decimal, decode_packed_decimal_with_scratch, decode_zoned_decimal,
    decode_zoned_decimal_sign_separate, decode_zoned_decimal_with_scratch,
};
use copybook_codec::runtime::ScratchBuffers;
use copybook_codec::{Codepage, UnmappablePolicy};
use copybook_core::SignSeparateInfo;

use crate::abi;
use crate::code_page;
use crate::failure::Failure;
use crate::picture::{Picture, ZonedClauses, refuse_flags_beyond};

/// # Safety
/// `column` keeps the promises of ph_subject_column.
pub unsafe fn decode(column: &abi::Column, outcome: &mut abi::Outcome) -> Result<(), Failure> {
    match column.operation {
        abi::DECODE_TEXT => {
            refuse_flags_beyond(0, column.flags)?;
            let page = code_page::from_ccsid(column.ccsid)?;
            // SAFETY: the caller's promise.
            unsafe { decode_text(column, page, outcome) }
        }
        abi::DECODE_ZONED => {
            let page = code_page::from_ccsid(column.ccsid)?;
            let picture = picture(column)?;
            let ZonedClauses { separate_sign, is_blank_when_zero } =
                ZonedClauses::new(column.flags)?;
            if let Some(sign) = separate_sign {
                // SAFETY: the caller's promise.
                return unsafe { decode_sign_separate(column, picture, &sign, page, outcome) };
            }
            let Picture { digits, scale, is_signed } = picture;
            // SAFETY: the caller's promise.
            unsafe {
                decode_decimals(column, outcome, |cell| {
                    decode_zoned_decimal(cell, digits, scale, is_signed, page, is_blank_when_zero)
                })
            }
        }
        abi::DECODE_PACKED => {
            refuse_flags_beyond(abi::COLUMN_SIGNED, column.flags)?;
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
            let ZonedClauses { separate_sign, is_blank_when_zero } =
                ZonedClauses::new(column.flags)?;
            if separate_sign.is_some() {
                return Err(Failure::unsupported("a separate sign"));
            }
            // SAFETY: the caller's promise.
            unsafe {
                decode_decimals(column, outcome, |cell| {
                    decode_zoned_decimal_with_scratch(
                        cell,
                        digits,
                        scale,
                        is_signed,
                        page,
                        is_blank_when_zero,
                        scratch,
                    )
                })
            }
        }
        abi::DECODE_PACKED => {
            refuse_flags_beyond(abi::COLUMN_SIGNED, column.flags)?;
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

/// A function of its own, so that its loop does not displace those of the plainer decoders.
///
/// # Safety
/// `column` keeps the promises of ph_subject_column.
#[inline(never)]
unsafe fn decode_sign_separate(
    column: &abi::Column,
    Picture { digits, scale, .. }: Picture,
    sign: &SignSeparateInfo,
    page: Codepage,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise.
    unsafe {
        decode_decimals(column, outcome, |cell| {
            decode_zoned_decimal_sign_separate(cell, digits, scale, sign, page)
        })
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
            Err(error) => return Err(Failure::from(error).at_cell(index, outcome)),
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
        let text = match decode_text_cell(cell, page) {
            Ok(text) => text,
            Err(error) => {
                outcome.output_length = end as u64;
                return Err(Failure::from(error).at_cell(index, outcome));
            }
        };
        if text.len() > capacity - end {
            outcome.output_length = end as u64;
            return Err(Failure::output_full(column.text_capacity).at_cell(index, outcome));
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

/// Not inlined: what surrounds it would change the code of its loop, and with it the figures.
#[inline(never)]
fn decode_text_cell(cell: &[u8], page: Codepage) -> copybook_core::Result<String> {
    ebcdic_to_utf8(cell, page, UnmappablePolicy::Error)
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

fn picture(column: &abi::Column) -> Result<Picture, Failure> {
    Picture::new(column.flags, column.digits, column.scale)
}

fn unsupported_operation(operation: u32) -> Failure {
    Failure::unsupported(format!("column operation {operation:#x}"))
}
