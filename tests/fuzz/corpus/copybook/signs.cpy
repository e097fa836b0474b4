       01  REC.
           05  A                   PIC S9(3).
           05  B                   PIC S9(3) SIGN TRAILING.
           05  C                   PIC S9(3) SIGN IS LEADING.
           05  D                   PIC S9(3) SIGN LEADING SEPARATE.
           05  E                   PIC S9(3)
                                   SIGN IS TRAILING SEPARATE CHARACTER.
           05  F                   PIC S9(3) LEADING SEPARATE CHARACTER.
           05  G                   PIC S9(3) TRAILING.
           05  H                   SIGN LEADING PIC S9(3)V9.
