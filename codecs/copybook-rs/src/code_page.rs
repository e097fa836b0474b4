// SPDX-License-Identifier: AGPL-3.0-or-later
//! Code pages by their CCSIDs.

use copybook_codec::Codepage;

use crate::failure::Failure;

/// Spelt out because copybook-rs' own parser takes unknown names for CP037.
pub fn from_ccsid(ccsid: u32) -> Result<Codepage, Failure> {
    match ccsid {
        37 => Ok(Codepage::CP037),
        273 => Ok(Codepage::CP273),
        500 => Ok(Codepage::CP500),
        1047 => Ok(Codepage::CP1047),
        1140 => Ok(Codepage::CP1140),
        _ => Err(Failure::unsupported(format!("CCSID {ccsid}"))),
    }
}
