// SPDX-License-Identifier: AGPL-3.0-or-later
//! Which field makes a record fail. copybook-rs names it only for some errors.

use copybook_codec::runtime::ScratchBuffers;
use copybook_codec::{DecodeOptions, RecordFormat, decode_record, decode_record_with_scratch};
use copybook_core::{Error, ErrorCode, Field, FieldKind, Schema};
use serde_json::Value;

use crate::layout::Layout;

/// How the record that failed was decoded: the two functions differ in what they look at.
#[derive(Clone, Copy)]
pub enum Decoder {
    Plain,
    WithScratch,
}

impl Decoder {
    /// One record by itself.
    pub fn decode(
        self,
        schema: &Schema,
        record: &[u8],
        options: &DecodeOptions,
    ) -> Result<Value, Error> {
        match self {
            Self::Plain => decode_record(schema, record, options),
            Self::WithScratch => {
                decode_record_with_scratch(schema, record, options, &mut ScratchBuffers::new())
            }
        }
    }
}

/// Path of the field, None when decoding the fields does not show the error.
///
/// Fields are decoded in order, so a schema cut off behind the failing field fails and one cut off
/// before it does not: bisect. Costs a few decodes of one record.
pub fn find(layout: &Layout, record: &[u8], code: ErrorCode, decoder: Decoder) -> Option<String> {
    let mut good = 0;
    let mut bad = count_leaves(&layout.schema.fields);
    if error_of(layout, bad, record, decoder).1? != code {
        return None;
    }
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        match error_of(layout, middle, record, decoder).1 {
            Some(_) => bad = middle,
            None => good = middle,
        }
    }
    error_of(layout, bad, record, decoder).0
}

/// Decodes only the first `leaves` leaf fields: the last one's path, and the error if any.
fn error_of(
    layout: &Layout,
    leaves: usize,
    record: &[u8],
    decoder: Decoder,
) -> (Option<String>, Option<ErrorCode>) {
    let mut left = leaves;
    let mut last = None;
    let schema = Schema {
        fields: first_leaves(&layout.schema.fields, &mut left, &mut last),
        ..layout.schema.clone()
    };
    // In RDW records the last text field swallows the rest of the record, whichever is last now.
    let mut options = layout.options.clone();
    options.format = RecordFormat::Fixed;
    let result = decoder.decode(&schema, record, &options);
    (last, result.err().map(|error| error.code))
}

fn first_leaves(fields: &[Field], left: &mut usize, last: &mut Option<String>) -> Vec<Field> {
    let mut taken = Vec::new();
    for field in fields {
        if *left == 0 {
            break;
        }
        let mut field = field.clone();
        if is_leaf(&field) {
            *left -= 1;
            *last = Some(field.path.clone());
        } else {
            field.children = first_leaves(&field.children, left, last);
        }
        taken.push(field);
    }
    taken
}

fn count_leaves(fields: &[Field]) -> usize {
    fields.iter().map(|field| if is_leaf(field) { 1 } else { count_leaves(&field.children) }).sum()
}

/// A table counts as one: its elements share their paths.
fn is_leaf(field: &Field) -> bool {
    field.occurs.is_some() || !matches!(field.kind, FieldKind::Group)
}
