/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands before the function that is looked at: so many bytes that nobody runs. */
void ph_test_padding(void);

void ph_test_padding(void)
{
#define TEXT(number) #number
#define SKIP(number) ".skip " TEXT(number)
    __asm__ volatile(SKIP(PADDING_BYTES));
}
