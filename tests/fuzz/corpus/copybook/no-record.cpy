           05  A                   PIC X(3).
           05  B.
               10  C               PIC 9(2).
       01  REC.
           05  A                   PIC X.
