       01  REC.
           05  A                   PIC X(200) VALUE "ONExxxxxxxxxxxxxxxx
      -    "ND THE OTHER, WITH A "" IN IT AND A 'yyyyyyyyyyyyyyyyyyyyyyy
      -    "E".
