/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The libraries that the program consists of, and which versions of them it runs with. */
#ifndef PH_HARNESS_COMMAND_LIBRARY_H
#define PH_HARNESS_COMMAND_LIBRARY_H

#include <glib.h>

typedef struct ph_library {
    const char *name;
    gboolean is_linked;     /* Asked while it runs; else as it was when the program was compiled. */
    char *(*version)(void); /* The caller frees it. NULL: it says none. */
} ph_library;

/* Those of what reads and reports, and those of the engine: none in a build without it. Each ends
 * with a name of NULL. */
extern const ph_library ph_document_libraries[];
extern const ph_library ph_engine_libraries[];

#endif /* PH_HARNESS_COMMAND_LIBRARY_H */
