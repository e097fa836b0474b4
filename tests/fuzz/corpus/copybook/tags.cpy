       01  :TAG:-REC.
           05  :TAG:-A             PIC X(3).
           05  B-:TAG:             PIC 9(2).
           05  C-:tag:-D           PIC X.
