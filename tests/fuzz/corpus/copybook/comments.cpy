      * a comment line, with "an open quote and 01 X PIC X.
       01  REC.
      /    a new page
           05  A                   PIC X(3). *> 05 OLD-1 PIC X.
      *    05  OLD-2               PIC X(2).
      D    05  OLD-3               PIC X(2).
      d    05  OLD-4               PIC X(2).
000600*> 05 OLD-5 PIC X.                                                00060000
       *> 05 OLD-6 PIC X.
           05  B *> 05 OLD-7
                                   PIC X(2).
