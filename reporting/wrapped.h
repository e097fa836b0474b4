/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sentences on a screen of 80 columns. */
#ifndef PH_REPORTING_WRAPPED_H
#define PH_REPORTING_WRAPPED_H

#include <stdio.h>

enum { PH_WRAPPED_COLUMNS = 80 };

/*
 * Print a text broken between words, and a newline; a word that is longer than a line stays whole.
 *
 * @param first   What the first line begins with; its colours take no columns.
 * @param indent  Columns before each further line.
 */
void ph_wrapped_print(FILE *to, const char *first, int indent, const char *text);

#endif /* PH_REPORTING_WRAPPED_H */
