/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The function that is looked at: larger than a cache line. */
void ph_test_placed(void);

void ph_test_placed(void)
{
    __asm__ volatile(".skip 96");
}
