   01
 REC
.
     05
    NAME-X PIC
X(3)
.    05 COUNT-9 PIC IS 9(2).
