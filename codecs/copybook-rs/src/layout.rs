// SPDX-License-Identifier: AGPL-3.0-or-later
//! A parsed copybook with the options its records are decoded and encoded with, and the records'
//! framing.

use copybook_codec::{
    DecodeOptions, EncodeOptions, FloatFormat, JsonNumberMode, RecordFormat, UnmappablePolicy,
};
use copybook_core::{Error, Schema, parse_copybook};

use crate::abi;
use crate::code_page;
use crate::failure::Failure;

const RDW_HEADER_LENGTH: usize = 4;

pub struct Layout {
    pub schema: Schema,
    pub options: DecodeOptions,
    pub encode_options: EncodeOptions,
    /// None when each record says how long it is.
    pub record_length: Option<u32>,
}

impl Layout {
    pub fn parse(copybook: &[u8], asked: &abi::Layout) -> Result<Self, Failure> {
        let format = match asked.record_format {
            abi::RECORD_FORMAT_FIXED => RecordFormat::Fixed,
            abi::RECORD_FORMAT_RDW => RecordFormat::RDW,
            other => return Err(Failure::unsupported(format!("record format {other}"))),
        };
        let float_format = match asked.float_format {
            abi::FLOAT_HEXADECIMAL => FloatFormat::IbmHex,
            abi::FLOAT_IEEE => FloatFormat::IeeeBigEndian,
            0 => FloatFormat::default(), // From a host that knows of no others.
            other => return Err(Failure::unsupported(format!("float format {other}"))),
        };
        // First: it is why others are asked for, as of other control characters.
        if !matches!(asked.shape, 0 | abi::LINES_COPYBOOK_RS) {
            return Err(Failure::unsupported("it writes no lines but of its own shape"));
        }
        let on_control = match asked.controls {
            0 | abi::CONTROLS_ERROR => UnmappablePolicy::Error,
            abi::CONTROLS_REPLACE => UnmappablePolicy::Replace,
            _ => return Err(Failure::unsupported("it refuses or replaces control characters")),
        };
        if !matches!(asked.redefines, 0 | abi::REDEFINES_ALL) {
            return Err(Failure::unsupported("it decodes every view of what is redefined, always"));
        }
        let options = DecodeOptions::new()
            .with_format(format)
            .with_codepage(code_page::from_ccsid(asked.ccsid)?)
            .with_float_format(float_format)
            .with_json_number_mode(JsonNumberMode::Lossless)
            .with_unmappable_policy(on_control)
            .with_strict_mode(false)
            .with_max_errors(None)
            .with_threads(1);
        let encode_options = EncodeOptions::new()
            .with_format(format)
            .with_codepage(options.codepage)
            .with_float_format(float_format)
            .with_json_number_mode(options.json_number_mode)
            .with_unmappable_policy(UnmappablePolicy::Error)
            .with_strict_mode(false)
            .with_max_errors(None)
            .with_threads(1);
        let copybook = std::str::from_utf8(copybook)
            .map_err(|error| Failure::new("COPYBOOK_NOT_UTF8", error.to_string()))?;
        let schema = parse_copybook(copybook)?;
        let record_length = match format {
            RecordFormat::Fixed => Some(copybook_codec::file::fixed::lrecl(&schema)?),
            _ => None, // Each record says its own: RDW, and what newer releases added.
        };
        Ok(Self { schema, options, encode_options, record_length })
    }

    /// The records in `bytes` one after the other. An error ends them: what follows it cannot be
    /// told apart any more.
    pub fn frames<'a>(&self, bytes: &'a [u8]) -> Frames<'a> {
        Frames { rest: bytes, record_length: self.record_length }
    }
}

pub struct Frames<'a> {
    rest: &'a [u8],
    record_length: Option<u32>,
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<&'a [u8], Error>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let payload = match self.record_length {
            Some(length) => self.rest.split_at_checked(length as usize),
            None => split_rdw(self.rest),
        };
        match payload {
            Some((payload, rest)) => {
                self.rest = rest;
                Some(Ok(payload))
            }
            None => self.broken_frame().map(Err),
        }
    }
}

impl Frames<'_> {
    /// What copybook-rs' own reader says of the bytes left; None when it ignores them.
    #[cold]
    fn broken_frame(&mut self) -> Option<Error> {
        let format = match self.record_length {
            Some(_) => RecordFormat::Fixed,
            None => RecordFormat::RDW,
        };
        let mut input = std::mem::take(&mut self.rest);
        copybook_codec::record::read_record(&mut input, format, self.record_length).err()
    }
}

/// Payload of the first record and what stands behind it.
#[inline]
fn split_rdw(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, rest) = bytes.split_at_checked(RDW_HEADER_LENGTH)?;
    rest.split_at_checked(usize::from(u16::from_be_bytes([header[0], header[1]])))
}
