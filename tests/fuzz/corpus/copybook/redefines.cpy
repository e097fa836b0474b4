       01  REC.
           05  K                   PIC X.
           05  G1.
               10  A               PIC S9(5) COMP-3.
               10  B               PIC X(3).
           05  G2 REDEFINES G1.
               10  C               PIC X(2).
               10  D REDEFINES C   PIC 9(2).
               10  E               PIC S9(4) COMP.
           05  F                   PIC X.
