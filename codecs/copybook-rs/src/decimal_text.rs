// SPDX-License-Identifier: AGPL-3.0-or-later
//! Decimals as the text that copybook-rs' encoders read.

use std::fmt::Write;

/// Writes a value as copybook-rs' encoders read it: "-1234567.89", "0.05", "-7". Replaces what
/// `text` held and keeps its memory.
pub fn write(value: i64, decimals: usize, text: &mut String) {
    text.clear();
    if value < 0 {
        text.push('-');
    }
    let digits_least = decimals + 1;
    write!(text, "{:0digits_least$}", value.unsigned_abs()).expect("memory for some digits");
    if decimals > 0 {
        text.insert(text.len() - decimals, '.');
    }
}
