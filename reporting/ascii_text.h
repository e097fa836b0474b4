/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is shown, on terminals that have ASCII alone. Any thread; no state. */
#ifndef PH_REPORTING_ASCII_TEXT_H
#define PH_REPORTING_ASCII_TEXT_H

#include <glib.h>

/*
 * The same in ASCII, each character as wide as it was where that can be: the signs of our own texts
 * by what looks like them, others as "?", wide ones as "??", and what combines with another as
 * nothing. The caller frees it.
 */
char *ph_ascii_text(const char *text);

#endif /* PH_REPORTING_ASCII_TEXT_H */
