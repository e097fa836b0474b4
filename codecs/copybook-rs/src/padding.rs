// SPDX-License-Identifier: AGPL-3.0-or-later
//! A function that nobody calls, before all code of the crates: it moves them by as many bytes as
//! the build asks for, and shows what of a difference comes from where code lies.
//!
//! GNU ld puts what is named hot first, behind what is unlikely to run; lld keeps the order of the
//! object file, which begins with this. "R" keeps it, although nobody calls it. Without a padding
//! not even an empty section is left.

use core::arch::global_asm;

const BYTES: usize = match option_env!("PERFHARNESS_PADDING_BYTES") {
    None => 0,
    Some(text) => match usize::from_str_radix(text, 10) {
        Ok(bytes) => bytes,
        Err(_) => panic!("PERFHARNESS_PADDING_BYTES: a number was expected"),
    },
};

global_asm!(
    ".if {bytes}",
    ".section .text.hot.perfharness_padding,\"axR\",%progbits",
    ".p2align 6",
    ".type perfharness_padding,%function",
    "perfharness_padding:",
    ".skip {bytes}",
    ".size perfharness_padding,{bytes}",
    ".previous",
    ".endif",
    bytes = const BYTES,
);
