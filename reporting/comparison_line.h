/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A comparison in one line. */
#ifndef PH_REPORTING_COMPARISON_LINE_H
#define PH_REPORTING_COMPARISON_LINE_H

#include "verdict/comparison_document.h"

/* What GitHub takes as the text of a commit status. */
#define PH_COMPARISON_LINE_CHARACTERS_MAX 140

/*
 * "Comparison: head 3.2 % slower: display-text/L2; 2 regressions in 12, 42 s [FAIL]": the worst,
 * how many regressions there are, how long it took, the verdict. Never longer than a commit status
 * may be, and harmless wherever it stands: of what others wrote there are only plain characters in
 * it. The caller frees it.
 */
char *ph_comparison_line(const ph_comparison_document *document);

#endif /* PH_REPORTING_COMPARISON_LINE_H */
