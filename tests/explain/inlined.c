/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One function that takes in two, one of them through the other. */
int ph_test_inlined(int a);

static inline __attribute__((always_inline)) int inner(int a)
{
    for (int i = 0; i < a; i++)
        __asm__ volatile("" : "+r"(a));
    return a;
}

static inline __attribute__((always_inline)) int outer(int a)
{
    return inner(a * 3) + 7;
}

int ph_test_inlined(int a)
{
    return outer(a) ^ a;
}
