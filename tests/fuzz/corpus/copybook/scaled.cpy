       01  REC.
           05  A                   PIC 99PP.
           05  B                   PIC S9(3)P(4).
           05  C                   PIC VPP99.
           05  D                   PIC PP99.
           05  E                   PIC SPPP9(2).
           05  F                   PIC S9(3)PP COMP-3.
           05  G                   PIC PPP9(4) COMP-3.
           05  H                   PIC 99PPV.
