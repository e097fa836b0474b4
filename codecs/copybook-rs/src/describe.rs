// SPDX-License-Identifier: AGPL-3.0-or-later
//! A schema as the ABI's describe_layout() has it: what copybook-rs makes of a copybook, so that it
//! can be held against what the copybook says.

use copybook_core::{Field, FieldKind, Occurs, Schema, SignPlacement};
use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::output::Output;

/// How many bytes were written.
pub fn write(schema: &Schema, mut output: Output) -> Result<u64, Failure> {
    let written = serde_json::to_writer(&mut output, &describe_all(&schema.fields));
    written.map(|()| output.length()).map_err(|_| Failure::output_full(output.capacity()))
}

fn describe_all(fields: &[Field]) -> Value {
    let describe = |(index, field)| describe(field, name_in_copybook(&fields[..index], field));
    fields.iter().enumerate().map(describe).collect()
}

/// Of fields of one name in a group, copybook-rs calls all but the first NAME__dupN.
fn name_in_copybook<'a>(before: &[Field], field: &'a Field) -> &'a str {
    match field.name.rsplit_once("__dup") {
        Some((name, _)) if before.iter().any(|other| other.name == name) => name,
        _ => &field.name,
    }
}

fn describe(field: &Field, name: &str) -> Value {
    let mut item = Map::new();
    let mut set = |member: &str, value: Value| item.insert(member.to_owned(), value);
    let renames = field.resolved_renames.as_ref();
    set("name", json!(name));
    set("level", json!(field.level));
    set("offset", json!(renames.map_or(field.offset, |range| range.offset)));
    set("size", json!(renames.map_or(field.len, |range| range.length)));
    match field.occurs {
        Some(Occurs::Fixed { count }) => set("occurs", json!(count)),
        Some(Occurs::ODO { max, .. }) => set("occurs", json!(max)),
        None => None,
    };
    if let Some(redefined) = &field.redefines_of {
        set("redefines", json!(redefined));
    }
    if !field.children.is_empty() {
        set("items", describe_all(&field.children));
    }
    describe_kind(&field.kind, &mut item);
    Value::Object(item)
}

/// A kind that a newer release has, and this does not know, is left out.
fn describe_kind(kind: &FieldKind, item: &mut Map<String, Value>) {
    let mut number = |name: &str, digits: Option<u16>, scale: i16, is_signed: bool| {
        item.insert("kind".to_owned(), json!(name));
        if let Some(digits) = digits {
            item.insert("digits".to_owned(), json!(digits));
        }
        item.insert("scale".to_owned(), json!(scale));
        item.insert("signed".to_owned(), json!(is_signed));
    };
    #[allow(unreachable_patterns)]
    let name = match *kind {
        FieldKind::ZonedDecimal { digits, scale, signed, ref sign_separate } => {
            number("zoned", Some(digits), scale, signed);
            if signed {
                // Without a byte of its own a sign is in the last digit to it, always.
                let separate = sign_separate.as_ref();
                let is_leading =
                    separate.is_some_and(|info| matches!(info.placement, SignPlacement::Leading));
                item.insert("sign_leading".to_owned(), json!(is_leading));
                item.insert("sign_separate".to_owned(), json!(separate.is_some()));
            }
            return;
        }
        FieldKind::PackedDecimal { digits, scale, signed } => {
            return number("packed", Some(digits), scale, signed);
        }
        // It keeps no scale of these: they are integers to it.
        FieldKind::BinaryInt { signed, .. } => return number("binary", None, 0, signed),
        FieldKind::Alphanum { .. } | FieldKind::EditedNumeric { .. } => "text",
        FieldKind::FloatSingle | FieldKind::FloatDouble => "float",
        FieldKind::Group => "group",
        FieldKind::Condition { .. } => "condition",
        FieldKind::Renames { .. } => "renames",
        _ => return,
    };
    item.insert("kind".to_owned(), json!(name));
}
