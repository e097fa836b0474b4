/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of manual/, as embed_manual.cmake puts them into the program. Static; any thread. */
#ifndef PH_HARNESS_COMMAND_MANUAL_SOURCE_H
#define PH_HARNESS_COMMAND_MANUAL_SOURCE_H

typedef struct ph_manual_source {
    const char *name; /* "run" for run.md; a command's, or a topic's. */
    const char *text; /* CommonMark in UTF-8. */
} ph_manual_source;

extern const ph_manual_source ph_manual_sources[]; /* Ends with a name of NULL. */

#endif /* PH_HARNESS_COMMAND_MANUAL_SOURCE_H */
