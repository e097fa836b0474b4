       01  REC.
           05  A                   FUNCTION-POINTER.
           05  B                   USAGE PROCEDURE-POINTER.
           05  C                   USAGE IS INDEX.
