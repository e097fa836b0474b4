       01  REC.
           05  T OCCURS 2.
               10  A               PIC X.
               10  U OCCURS 2.
                   15  B           PIC S9(4) COMP SYNC.
                   15  C           PIC X.
               10  D               PIC S9(9) COMP SYNC.
               10  E               PIC X.
