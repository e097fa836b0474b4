*> SPDX-License-Identifier: AGPL-3.0-or-later
*> Reads lines of a picture's digits and a value, as "05+000000000000012345". Writes for each, in
*> hexadecimal, the bytes of the fields of so many digits that it moved the value to.
identification division.
program-id. move-values.
environment division.
input-output section.
file-control.
    select given-lines assign to keyboard organization is line sequential.
data division.
file section.
fd given-lines.
01 given-line.
   02 given-digits pic 99.
   02 given-value pic s9(18) sign leading separate.
working-storage section.
01 end-of-lines pic x value "n".
01 cell pic x(19).
01 cell-width pic 99 comp-5.
01 byte-index pic 99 comp-5.
01 byte-value pic 999 comp-5.
01 high-half pic 99 comp-5.
01 low-half pic 99 comp-5.
01 hex-digits pic x(16) value "0123456789ABCDEF".
01 cells-hex pic x(300).
01 hex-end pic 999 comp-5.
copy "pictures.cpy" replacing ==:N:== by ==1==.
copy "pictures.cpy" replacing ==:N:== by ==2==.
copy "pictures.cpy" replacing ==:N:== by ==3==.
copy "pictures.cpy" replacing ==:N:== by ==4==.
copy "pictures.cpy" replacing ==:N:== by ==5==.
copy "pictures.cpy" replacing ==:N:== by ==6==.
copy "pictures.cpy" replacing ==:N:== by ==7==.
copy "pictures.cpy" replacing ==:N:== by ==8==.
copy "pictures.cpy" replacing ==:N:== by ==9==.
copy "pictures.cpy" replacing ==:N:== by ==10==.
copy "pictures.cpy" replacing ==:N:== by ==11==.
copy "pictures.cpy" replacing ==:N:== by ==12==.
copy "pictures.cpy" replacing ==:N:== by ==13==.
copy "pictures.cpy" replacing ==:N:== by ==14==.
copy "pictures.cpy" replacing ==:N:== by ==15==.
copy "pictures.cpy" replacing ==:N:== by ==16==.
copy "pictures.cpy" replacing ==:N:== by ==17==.
copy "pictures.cpy" replacing ==:N:== by ==18==.

procedure division.
main-line.
    open input given-lines
    perform until end-of-lines = "y"
       read given-lines
          at end move "y" to end-of-lines
          not at end perform answer-line
       end-read
    end-perform
    close given-lines
    stop run.

answer-line.
    move spaces to cells-hex
    move 1 to hex-end
    evaluate given-digits
   copy "move_values.cpy" replacing ==:N:== by ==1==.
   copy "move_values.cpy" replacing ==:N:== by ==2==.
   copy "move_values.cpy" replacing ==:N:== by ==3==.
   copy "move_values.cpy" replacing ==:N:== by ==4==.
   copy "move_values.cpy" replacing ==:N:== by ==5==.
   copy "move_values.cpy" replacing ==:N:== by ==6==.
   copy "move_values.cpy" replacing ==:N:== by ==7==.
   copy "move_values.cpy" replacing ==:N:== by ==8==.
   copy "move_values.cpy" replacing ==:N:== by ==9==.
   copy "move_values.cpy" replacing ==:N:== by ==10==.
   copy "move_values.cpy" replacing ==:N:== by ==11==.
   copy "move_values.cpy" replacing ==:N:== by ==12==.
   copy "move_values.cpy" replacing ==:N:== by ==13==.
   copy "move_values.cpy" replacing ==:N:== by ==14==.
   copy "move_values.cpy" replacing ==:N:== by ==15==.
   copy "move_values.cpy" replacing ==:N:== by ==16==.
   copy "move_values.cpy" replacing ==:N:== by ==17==.
   copy "move_values.cpy" replacing ==:N:== by ==18==.
    end-evaluate
    display cells-hex (1 : hex-end).

append-hex.
    perform varying byte-index from 1 by 1 until byte-index > cell-width
       compute byte-value = function ord (cell (byte-index : 1)) - 1
       divide byte-value by 16 giving high-half remainder low-half
       move hex-digits (high-half + 1 : 1) to cells-hex (hex-end : 1)
       move hex-digits (low-half + 1 : 1) to cells-hex (hex-end + 1 : 1)
       add 2 to hex-end
    end-perform
    add 1 to hex-end.
