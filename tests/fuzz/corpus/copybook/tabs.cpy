	01	REC.
		05	A	PIC X(3).
	    05	B	PIC	X(2).
