*> SPDX-License-Identifier: AGPL-3.0-or-later
*> Put the bytes into the field of :N: digits that is meant, and look at it.
when :N:
   evaluate given-kind
   when 1
      move cell to packed-signed-bytes-:N:
      if packed-signed-:N: is numeric
         move packed-signed-:N: to answer
         display answer
      else
         display "not numeric"
      end-if
   when 2
      move cell to packed-unsigned-bytes-:N:
      if packed-unsigned-:N: is numeric
         move packed-unsigned-:N: to answer
         display answer
      else
         display "not numeric"
      end-if
   when 3
      move cell to zoned-unsigned-bytes-:N:
      if zoned-unsigned-:N: is numeric
         move zoned-unsigned-:N: to answer
         display answer
      else
         display "not numeric"
      end-if
   when 4
      move cell to zoned-trailing-bytes-:N:
      if zoned-trailing-:N: is numeric
         move zoned-trailing-:N: to answer
         display answer
      else
         display "not numeric"
      end-if
   when 5
      move cell to zoned-leading-bytes-:N:
      if zoned-leading-:N: is numeric
         move zoned-leading-:N: to answer
         display answer
      else
         display "not numeric"
      end-if
   when 6
      move cell to trailing-separate-bytes-:N:
      if trailing-separate-:N: is numeric
         move trailing-separate-:N: to answer
         display answer
      else
         display "not numeric"
      end-if
   when 7
      move cell to leading-separate-bytes-:N:
      if leading-separate-:N: is numeric
         move leading-separate-:N: to answer
         display answer
      else
         display "not numeric"
      end-if
   end-evaluate
