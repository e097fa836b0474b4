       01  REC.
           05  A                   PIC X.
               88  A-YES           VALUE 'Y'.
               88  A-NO            VALUE IS 'N' 'n'.
               88  A-ANY           VALUES ARE 'A' THRU 'Z', 'a' THROUGH 'z'.
               88  A-NONE          VALUE SPACE LOW-VALUE.
           05  B                   PIC S9(3)V99.
               88  B-LOW           VALUE -99.5 THRU -1.
               88  B-ZERO          VALUE ZERO.
               88  B-SOME          VALUES 1.5 2.25 +3.
           05  G.
               88  G-EMPTY         VALUE SPACES.
               10  C               PIC X.
               10  D               PIC X.
                   88  D-ALL       VALUE ALL 'D'.
           05  T OCCURS 2          PIC 9.
               88  T-IS-1          VALUE 1 WHEN SET TO FALSE 0.
