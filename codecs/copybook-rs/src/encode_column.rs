// SPDX-License-Identifier: AGPL-3.0-or-later
//! Columns of cells to write: one copybook-rs call per cell, one loop per ABI call.
//!
//! copybook-rs' encoders take a decimal as text, those with scratch buffers as a SmallDecimal that
//! they turn into text themselves. Making either from an integer is part of what a user of that API
//! pays, so it is measured with the call; here it allocates nothing per cell.

use copybook_codec::Codepage;
use copybook_codec::charset::{space_byte, utf8_to_ebcdic};
use copybook_codec::numeric::{
    SmallDecimal, encode_packed_decimal, encode_packed_decimal_with_scratch, encode_zoned_decimal,
    encode_zoned_decimal_sign_separate, encode_zoned_decimal_with_bwz,
    encode_zoned_decimal_with_scratch,
};
use copybook_codec::runtime::ScratchBuffers;

use crate::abi;
use crate::code_page;
use crate::decimal_text;
use crate::failure::Failure;
use crate::picture::{Picture, ZonedClauses, refuse_flags_beyond};

/// # Safety
/// `column` keeps the promises of ph_subject_encode_column.
pub unsafe fn encode(
    column: &abi::EncodeColumn,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    match column.operation {
        abi::ENCODE_TEXT => {
            // copybook-rs encodes control characters whether asked to or not.
            refuse_flags_beyond(abi::COLUMN_PASS_CONTROLS, column.flags)?;
            let page = code_page::from_ccsid(column.ccsid)?;
            // SAFETY: the caller's promise.
            unsafe { encode_texts(column, page, outcome) }
        }
        abi::ENCODE_ZONED => {
            let page = code_page::from_ccsid(column.ccsid)?;
            // SAFETY: the caller's promise.
            unsafe { encode_zoned(column, page, outcome) }
        }
        abi::ENCODE_PACKED => {
            let Picture { digits, scale, is_signed } = packed_picture(column)?;
            // SAFETY: the caller's promise.
            unsafe {
                encode_decimal_texts(column, scale, outcome, |text, cell| {
                    let bytes = encode_packed_decimal(text, digits, scale, is_signed)?;
                    cell.copy_from_slice(&bytes);
                    Ok(())
                })
            }
        }
        operation => Err(unsupported_operation(operation)),
    }
}

/// # Safety
/// `column` keeps the promises of ph_subject_encode_column.
pub unsafe fn encode_with_scratch(
    column: &abi::EncodeColumn,
    scratch: &mut ScratchBuffers,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    match column.operation {
        abi::ENCODE_ZONED => {
            let page = code_page::from_ccsid(column.ccsid)?;
            let (Picture { digits, scale, is_signed }, clauses) = zoned_picture(column)?;
            // The function has a parameter for it that does nothing, by its own documentation.
            if clauses.is_blank_when_zero || clauses.separate_sign.is_some() {
                return Err(Failure::unsupported("blank when zero, or a separate sign"));
            }
            // SAFETY: the caller's promise.
            unsafe {
                encode_small_decimals(column, scale, outcome, |decimal, cell| {
                    let bytes = encode_zoned_decimal_with_scratch(
                        decimal, digits, is_signed, page, false, scratch,
                    )?;
                    cell.copy_from_slice(&bytes);
                    Ok(())
                })
            }
        }
        abi::ENCODE_PACKED => {
            let Picture { digits, scale, is_signed } = packed_picture(column)?;
            // SAFETY: the caller's promise.
            unsafe {
                encode_small_decimals(column, scale, outcome, |decimal, cell| {
                    let bytes =
                        encode_packed_decimal_with_scratch(decimal, digits, is_signed, scratch)?;
                    cell.copy_from_slice(&bytes);
                    Ok(())
                })
            }
        }
        operation => Err(unsupported_operation(operation)),
    }
}

/// # Safety
/// `column` keeps the promises of ph_subject_encode_column.
unsafe fn encode_zoned(
    column: &abi::EncodeColumn,
    page: Codepage,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    let (Picture { digits, scale, is_signed }, clauses) = zoned_picture(column)?;
    // SAFETY: the caller's promise.
    unsafe {
        match clauses.separate_sign {
            Some(sign) => encode_decimal_texts(column, scale, outcome, |text, cell| {
                Ok(encode_zoned_decimal_sign_separate(text, digits, scale, &sign, page, cell)?)
            }),
            None if clauses.is_blank_when_zero => {
                encode_decimal_texts(column, scale, outcome, |text, cell| {
                    let bytes =
                        encode_zoned_decimal_with_bwz(text, digits, scale, is_signed, page, true)?;
                    cell.copy_from_slice(&bytes);
                    Ok(())
                })
            }
            None => encode_decimal_texts(column, scale, outcome, |text, cell| {
                let bytes = encode_zoned_decimal(text, digits, scale, is_signed, page)?;
                cell.copy_from_slice(&bytes);
                Ok(())
            }),
        }
    }
}

/// # Safety
/// `column` keeps the promises of ph_subject_encode_column.
unsafe fn encode_texts(
    column: &abi::EncodeColumn,
    page: Codepage,
    outcome: &mut abi::Outcome,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise: an end for each cell, and text up to the last of them.
    let (ends, text) = unsafe {
        let ends = abi::borrowed(column.text_ends, column.count);
        (ends, abi::borrowed(column.text, ends.last().copied().unwrap_or(0).into()))
    };
    let texts = (0..ends.len()).map(|index| {
        let start = if index == 0 { 0 } else { ends[index - 1] };
        text.get(start as usize..ends[index] as usize)
    });
    // SAFETY: the caller's promise.
    unsafe {
        encode_cells(column, texts, outcome, |bytes, cell| {
            let bytes = bytes.ok_or_else(|| Failure::bad_shape("ends out of order"))?;
            let text = str::from_utf8(bytes)
                .map_err(|error| Failure::new("TEXT_NOT_UTF8", error.to_string()))?;
            fill_padded(&utf8_to_ebcdic(text, page)?, space_byte(page), cell)
        })
    }
}

fn fill_padded(text: &[u8], space: u8, cell: &mut [u8]) -> Result<(), Failure> {
    let width = cell.len();
    let Some((start, rest)) = cell.split_at_mut_checked(text.len()) else {
        let detail = format!("{} characters for a cell of {width}", text.len());
        return Err(Failure::new("TEXT_TOO_LONG", detail));
    };
    start.copy_from_slice(text);
    rest.fill(space);
    Ok(())
}

/// # Safety
/// `column` keeps the promises of ph_subject_encode_column.
unsafe fn encode_decimal_texts(
    column: &abi::EncodeColumn,
    scale: i16,
    outcome: &mut abi::Outcome,
    mut encode_cell: impl FnMut(&str, &mut [u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let decimals = usize::from(scale.unsigned_abs()); // Never below 0: see picture().
    let mut text = String::new();
    // SAFETY: the caller's promise: a value for each cell.
    unsafe {
        let values = abi::borrowed(column.values, column.count).iter();
        encode_cells(column, values, outcome, |&value, cell| {
            decimal_text::write(value, decimals, &mut text);
            encode_cell(&text, cell)
        })
    }
}

/// # Safety
/// `column` keeps the promises of ph_subject_encode_column.
unsafe fn encode_small_decimals(
    column: &abi::EncodeColumn,
    scale: i16,
    outcome: &mut abi::Outcome,
    mut encode_cell: impl FnMut(&SmallDecimal, &mut [u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise: a value for each cell.
    unsafe {
        let values = abi::borrowed(column.values, column.count).iter();
        encode_cells(column, values, outcome, |&value, cell| {
            // A SmallDecimal's magnitude is an i64, too.
            let magnitude = value
                .checked_abs()
                .ok_or_else(|| Failure::new("OVERFLOW", format!("{value} has 19 digits")))?;
            encode_cell(&SmallDecimal::new(magnitude, scale, value < 0), cell)
        })
    }
}

/// Generic over the encoder, so that each one is compiled into a loop of its own.
///
/// # Safety
/// `column` keeps the promises of ph_subject_encode_column.
unsafe fn encode_cells<T>(
    column: &abi::EncodeColumn,
    items: impl ExactSizeIterator<Item = T>,
    outcome: &mut abi::Outcome,
    mut encode_cell: impl FnMut(T, &mut [u8]) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (width, count) = (column.width as usize, column.count as usize);
    if width == 0 || items.len() != count {
        return Err(Failure::bad_shape("cells of no width, or nothing to put into them"));
    }
    for (index, item) in items.enumerate() {
        // SAFETY: the caller's promise, and index is below count.
        let cell =
            unsafe { std::slice::from_raw_parts_mut(column.cells.add(index * width), width) };
        encode_cell(item, cell).map_err(|failure| failure.at_cell(index, outcome))?;
    }
    outcome.items_done = column.count;
    Ok(())
}

fn packed_picture(column: &abi::EncodeColumn) -> Result<Picture, Failure> {
    refuse_flags_beyond(abi::COLUMN_SIGNED, column.flags)?;
    let picture = picture(column)?;
    check_width(column, picture.packed_width())?;
    Ok(picture)
}

fn zoned_picture(column: &abi::EncodeColumn) -> Result<(Picture, ZonedClauses), Failure> {
    let picture = picture(column)?;
    let clauses = ZonedClauses::new(column.flags)?;
    check_width(column, picture.zoned_width(&clauses))?;
    Ok((picture, clauses))
}

fn picture(column: &abi::EncodeColumn) -> Result<Picture, Failure> {
    let picture = Picture::new(column.flags, column.digits, column.scale)?;
    if picture.scale < 0 {
        // copybook-rs wants the decimals of such a number, which has none.
        return Err(Failure::unsupported(format!("encoding with scale {}", picture.scale)));
    }
    Ok(picture)
}

fn check_width(column: &abi::EncodeColumn, width: usize) -> Result<(), Failure> {
    if column.width == width as u64 {
        return Ok(());
    }
    let detail = format!("{} digits in a cell of {} bytes", column.digits, column.width);
    Err(Failure::bad_shape(detail))
}

fn unsupported_operation(operation: u32) -> Failure {
    Failure::unsupported(format!("column operation {operation:#x}"))
}
