       01  REC.
           05  N                   PIC 9.
           05  A                   PIC X(2).
           05  B REDEFINES A OCCURS 2 TIMES PIC 9.
           05  C OCCURS 1 TO 3 DEPENDING ON N
                 PIC S9(3) COMP-3 SYNC VALUE +1.
           05  D VALUE 'X' JUSTIFIED PIC X(2) DISPLAY.
           05  E SIGN LEADING SEPARATE VALUE 0 PIC S9(2) USAGE DISPLAY.
           05  F BLANK WHEN ZERO OCCURS 2 INDEXED BY I-F PIC 9(2).
