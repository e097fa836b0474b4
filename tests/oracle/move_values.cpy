*> SPDX-License-Identifier: AGPL-3.0-or-later
*> Move the value to each field of :N: digits.
when :N:
   move given-value to packed-signed-:N:
   move packed-signed-bytes-:N: to cell
   compute cell-width = function length (packed-signed-bytes-:N:)
   perform append-hex
   move given-value to packed-unsigned-:N:
   move packed-unsigned-bytes-:N: to cell
   compute cell-width = function length (packed-unsigned-bytes-:N:)
   perform append-hex
   move given-value to zoned-unsigned-:N:
   move zoned-unsigned-bytes-:N: to cell
   compute cell-width = function length (zoned-unsigned-bytes-:N:)
   perform append-hex
   move given-value to zoned-trailing-:N:
   move zoned-trailing-bytes-:N: to cell
   compute cell-width = function length (zoned-trailing-bytes-:N:)
   perform append-hex
   move given-value to zoned-leading-:N:
   move zoned-leading-bytes-:N: to cell
   compute cell-width = function length (zoned-leading-bytes-:N:)
   perform append-hex
   move given-value to trailing-separate-:N:
   move trailing-separate-bytes-:N: to cell
   compute cell-width = function length (trailing-separate-bytes-:N:)
   perform append-hex
   move given-value to leading-separate-:N:
   move leading-separate-bytes-:N: to cell
   compute cell-width = function length (leading-separate-bytes-:N:)
   perform append-hex
