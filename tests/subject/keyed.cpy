      * Of 50 bytes, as decodes-records and fails-late read them: what
      * their lines have, and nothing else with a name. Whatever the
      * bytes are, COMP-5 is a number.
       01  KEYED.
           05  KEY                 PIC 9(4) COMP-5.
           05  FILLER              PIC X(48).
