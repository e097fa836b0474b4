       01  REC.
           05  G1.
               10  N               PIC 9.
               10  H.
                   15  M           PIC 9.
           05  G2.
               10  N               PIC 9.
               10  H.
                   15  M           PIC 9.
           05  T1 OCCURS 0 TO 2 DEPENDING ON N OF G1 PIC X.
           05  T2 OCCURS 0 TO 3 DEPENDING ON N IN G2 PIC X.
           05  T3 OCCURS 0 TO 4 DEPENDING ON M OF H OF G1 PIC X.
           05  T4 OCCURS 0 TO 5 DEPENDING ON M OF G2 IN REC PIC X.
