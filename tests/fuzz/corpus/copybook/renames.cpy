       01  REC.
           05  A                   PIC X(2).
           05  G.
               10  B               PIC 9(3).
               10  C               PIC S9(3) COMP-3.
           05  D                   PIC X.
       66  ALL-OF-IT RENAMES A THRU D.
       66  JUST-C RENAMES C.
       66  A-TO-B RENAMES A THROUGH B.
       66  GROUP-G RENAMES G.
       66  C-OF-G RENAMES C OF G.
       01  NEXT-REC                PIC X.
