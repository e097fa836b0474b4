// SPDX-License-Identifier: AGPL-3.0-or-later
//! A decimal column's picture and clauses, in copybook-rs' types.

use copybook_core::{SignPlacement, SignSeparateInfo};

use crate::abi;
use crate::failure::Failure;

pub struct Picture {
    pub digits: u16,
    pub scale: i16,
    pub is_signed: bool,
}

/// The clauses that only a zoned decimal has.
pub struct ZonedClauses {
    /// None: trailing, overpunched.
    pub separate_sign: Option<SignSeparateInfo>,
    pub is_blank_when_zero: bool,
}

impl Picture {
    pub fn new(flags: u32, digits: u32, scale: i32) -> Result<Self, Failure> {
        if digits == 0 {
            return Err(Failure::bad_shape("a picture without digits"));
        }
        let narrow_digits = u16::try_from(digits).ok().filter(|digits| *digits <= 18);
        match (narrow_digits, i16::try_from(scale)) {
            (Some(digits), Ok(scale)) => {
                Ok(Self { digits, scale, is_signed: flags & abi::COLUMN_SIGNED != 0 })
            }
            _ => Err(Failure::unsupported(format!("a picture of {digits} digits, scale {scale}"))),
        }
    }

    pub fn packed_width(&self) -> usize {
        usize::from(self.digits) / 2 + 1
    }

    pub fn zoned_width(&self, clauses: &ZonedClauses) -> usize {
        usize::from(self.digits) + usize::from(clauses.separate_sign.is_some())
    }
}

impl ZonedClauses {
    pub fn new(flags: u32) -> Result<Self, Failure> {
        refuse_flags_beyond(
            abi::COLUMN_SIGNED
                | abi::COLUMN_SIGN_LEADING
                | abi::COLUMN_SIGN_SEPARATE
                | abi::COLUMN_BLANK_WHEN_ZERO,
            flags,
        )?;
        let is_signed = flags & abi::COLUMN_SIGNED != 0;
        let is_leading = flags & abi::COLUMN_SIGN_LEADING != 0;
        let is_separate = flags & abi::COLUMN_SIGN_SEPARATE != 0;
        let is_blank_when_zero = flags & abi::COLUMN_BLANK_WHEN_ZERO != 0;
        if !is_signed && (is_leading || is_separate) {
            return Err(Failure::bad_shape("a place for the sign of an unsigned picture"));
        }
        if is_leading && !is_separate {
            return Err(Failure::unsupported("a leading overpunched sign"));
        }
        if is_separate && is_blank_when_zero {
            return Err(Failure::unsupported("blank when zero beside a separate sign"));
        }
        let placement = if is_leading { SignPlacement::Leading } else { SignPlacement::Trailing };
        let separate_sign = is_separate.then_some(SignSeparateInfo { placement });
        Ok(Self { separate_sign, is_blank_when_zero })
    }
}

/// That a column streams is a hint, of which nothing is made here.
pub fn refuse_flags_beyond(known: u32, flags: u32) -> Result<(), Failure> {
    match flags & !(known | abi::COLUMN_STREAMED) {
        0 => Ok(()),
        others => Err(Failure::unsupported(format!("column flags {others:#x}"))),
    }
}
