       01  FIRST-REC.
           05  A                   PIC X(3).
       77  ALONE                   PIC S9(4) COMP.
       01  SECOND-REC.
           05  A                   PIC X(5).
       77  ALSO-ALONE              PIC X.
           88  IS-ALONE            VALUE 'A'.
