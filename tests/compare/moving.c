/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A function that calls another, reads data and has a switch, in code that is moved. */
unsigned ph_test_before(void);
unsigned ph_test_first(unsigned a);
unsigned ph_test_second(unsigned a);
unsigned ph_test_moving(unsigned a);

/* So many bytes that nobody runs. */
unsigned ph_test_before(void)
{
#define TEXT(number) #number
#define SKIP(number) ".skip " TEXT(number)
    __asm__ volatile(SKIP(PADDING_BYTES));
    return PADDING_BYTES;
}

__attribute__((noinline)) unsigned ph_test_first(unsigned a)
{
    return a + 1;
}

__attribute__((noinline)) unsigned ph_test_second(unsigned a)
{
    return a + 1;
}

static const unsigned table[] = { CONSTANT, 2, 3, 4, 5, 6, 7, 8 };

unsigned ph_test_moving(unsigned a)
{
    switch (a) {
    case 0: return ph_test_first(7);
    case 1: return CALLED(table[a]);
    case 2: return table[2] * 3;
    case 3: return CALLED(9) ^ 5;
    case 4: return table[3] - a;
    case 5: return ph_test_second(a) / 3;
    default: return table[a % 8] + CALLED(a);
    }
}
