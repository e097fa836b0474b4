       01  REC.
           05  A OCCURS 2.
             10  B OCCURS 2.
               15  C OCCURS 2.
                 20  D OCCURS 2.
                   25  E OCCURS 2.
                     30  F OCCURS 2.
                       35  G OCCURS 3 PIC X.
             10  H               PIC X.
           05  I                   PIC X.
