/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text that others wrote, in GitHub's Markdown. */
#ifndef PH_REPORTING_MARKDOWN_ESCAPE_H
#define PH_REPORTING_MARKDOWN_ESCAPE_H

/*
 * A text as Markdown that reads as the text and does nothing: no markup, no table cell, no HTML, no
 * image, no link, and nobody is mentioned. Control characters are written out. For running text and
 * table cells, not for code spans. The caller frees it with g_free().
 *
 * An entity takes away a character's meaning in Markdown (CommonMark 0.30, 6.2). GitHub looks for
 * @names and #numbers only after that, in the text as it is shown: a zero-width space behind the
 * character ends the search.
 */
char *ph_markdown_escape(const char *text);

#endif /* PH_REPORTING_MARKDOWN_ESCAPE_H */
