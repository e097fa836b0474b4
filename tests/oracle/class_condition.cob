*> SPDX-License-Identifier: AGPL-3.0-or-later
*> Reads lines of a picture's digits, the number of a kind and a cell's bytes in hexadecimal, as
*> "05100123C" for the first kind. Writes for each the value, or that the field is not numeric.
identification division.
program-id. class-condition.
environment division.
input-output section.
file-control.
    select given-lines assign to keyboard organization is line sequential.
data division.
file section.
fd given-lines.
01 given-line.
   02 given-digits pic 99.
   02 given-kind pic 9.
   02 given-hex pic x(38).
working-storage section.
01 end-of-lines pic x value "n".
01 cell pic x(19).
01 byte-index pic 99 comp-5.
01 byte-value pic 999 comp-5.
01 half-value pic 99 comp-5.
01 half-index pic 99 comp-5.
01 half pic x.
01 answer pic s9(18) sign leading separate.
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
    perform read-cell
    evaluate given-digits
   copy "class_condition.cpy" replacing ==:N:== by ==1==.
   copy "class_condition.cpy" replacing ==:N:== by ==2==.
   copy "class_condition.cpy" replacing ==:N:== by ==3==.
   copy "class_condition.cpy" replacing ==:N:== by ==4==.
   copy "class_condition.cpy" replacing ==:N:== by ==5==.
   copy "class_condition.cpy" replacing ==:N:== by ==6==.
   copy "class_condition.cpy" replacing ==:N:== by ==7==.
   copy "class_condition.cpy" replacing ==:N:== by ==8==.
   copy "class_condition.cpy" replacing ==:N:== by ==9==.
   copy "class_condition.cpy" replacing ==:N:== by ==10==.
   copy "class_condition.cpy" replacing ==:N:== by ==11==.
   copy "class_condition.cpy" replacing ==:N:== by ==12==.
   copy "class_condition.cpy" replacing ==:N:== by ==13==.
   copy "class_condition.cpy" replacing ==:N:== by ==14==.
   copy "class_condition.cpy" replacing ==:N:== by ==15==.
   copy "class_condition.cpy" replacing ==:N:== by ==16==.
   copy "class_condition.cpy" replacing ==:N:== by ==17==.
   copy "class_condition.cpy" replacing ==:N:== by ==18==.
    end-evaluate.

read-cell.
    move spaces to cell
    perform varying byte-index from 1 by 1
       until byte-index > 19 or given-hex (byte-index * 2 - 1 : 1) = space
       compute half-index = byte-index * 2 - 1
       perform read-half
       compute byte-value = half-value * 16
       add 1 to half-index
       perform read-half
       add half-value to byte-value
       move function char (byte-value + 1) to cell (byte-index : 1)
    end-perform.

read-half.
    move given-hex (half-index : 1) to half
    if half >= "A"
       compute half-value = function ord (half) - function ord ("A") + 10
    else
       compute half-value = function ord (half) - function ord ("0")
    end-if.
