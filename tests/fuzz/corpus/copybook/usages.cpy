       01  REC.
           05  RATES                   COMP-3.
               10  R1                  PIC S9V99.
               10  DEEPER.
                   15  R2              PIC S999.
                   15  R3              PIC S9(7)V99 COMP-3.
           05  COUNTS                  USAGE IS BINARY.
               10  K1                  PIC S9(4).
               10  K2                  PIC 9(8).
           05  FLOATS                  COMP-1.
               10  F1.
               10  F2.
           05  CODE-X                  PIC X(2).
           05  NUMBER-X                PIC 9(2).
