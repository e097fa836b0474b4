       01  REC.
           05  N                   PIC 9.
           05  T1 OCCURS 0 TO 3 DEPENDING ON N PIC X(2).
           05  M                   PIC 9.
           05  T2 OCCURS 1 TO 2 DEPENDING ON M PIC X(4).
           05  T3 OCCURS 0 TO 9 DEPENDING ON N PIC X.
           05  Z                   PIC X.
