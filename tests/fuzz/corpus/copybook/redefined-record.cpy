       01  REC.
           05  A                   PIC X(3).
       01  OTHER-REC REDEFINES REC.
           05  B                   PIC X(5).
       01  THIRD-REC REDEFINES REC PIC 9(2).
       01  FOURTH-REC.
           05  A                   PIC X.
