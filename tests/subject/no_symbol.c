/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A shared library that is no subject: the loader must say that the entry symbol is missing. */
int not_a_subject(void);

__attribute__((visibility("default"))) int not_a_subject(void)
{
    return 0;
}
