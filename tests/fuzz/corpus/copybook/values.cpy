       01  REC.
           05  A                   PIC X(5) VALUE 'ABC'.
           05  B                   PIC X(5) VALUE IS "ABC".
           05  C                   PIC X(5) VALUE SPACES.
           05  D                   PIC X(5) VALUE LOW-VALUES.
           05  E                   PIC X(5) VALUE HIGH-VALUE.
           05  F                   PIC X(5) VALUE QUOTES.
           05  G                   PIC 9(3) VALUE ZEROES.
           05  H                   PIC S9(3) VALUE -12.
           05  I                   PIC S9(3)V99 VALUE +12.34.
           05  J                   PIC V99 VALUE .5.
           05  K                   PIC X(5) VALUE ALL '*'.
           05  L                   PIC X(2) VALUE X'C1C2'.
           05  M                   COMP-1 VALUE 1.5E3.
           05  O                   PIC 9(3) VALUE 1.
