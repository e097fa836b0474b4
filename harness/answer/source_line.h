/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of a copybook's source, as its reader ends them: by LF, by CR LF, by CR. */
#ifndef PH_HARNESS_ANSWER_SOURCE_LINE_H
#define PH_HARNESS_ANSWER_SOURCE_LINE_H

/* Where the line that begins here ends: at its line end, or where the source does. */
const char *ph_source_line_end(const char *line, const char *source_end);

/* Where the next line begins, behind the end of one. */
const char *ph_source_next_line(const char *line_end, const char *source_end);

#endif /* PH_HARNESS_ANSWER_SOURCE_LINE_H */
