       01  REC.
           05  LONG-NA
      -    ME-X                    PIC X(
      -                                  3).
           05  COUNT-9             PIC 9(2) PACKED-
      * between
      -    DECIMAL.
