/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists of a forge's, entry by entry, page after page. */
#ifndef PH_HARNESS_FORGE_LIST_H
#define PH_HARNESS_FORGE_LIST_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "forge/client.h"

/* All borrowed. */
typedef struct ph_list {
    const char *path;   /* Of the first page. */
    const char *member; /* Of the answer, which has the entries; NULL: the answer is the list. */
    const char *purpose;
    const char *permission;
    guint pages_max;
} ph_list;

/* Look at one entry; FALSE: that is enough. */
typedef gboolean (*ph_list_visitor)(const cJSON *entry, gpointer data);

typedef enum ph_list_end {
    PH_LIST_ENDED,
    PH_LIST_ENOUGH, /* The visitor has seen enough. */
    PH_LIST_CUT,    /* There are more pages than are looked at. */
    PH_LIST_ABSENT, /* It is not there, or not for this token; error is set, as in those below. */
    PH_LIST_DENIED,
    PH_LIST_FAILED,
} ph_list_end;

ph_list_end ph_list_visit(ph_forge *forge, const ph_list *list, ph_list_visitor look, gpointer data,
                          GError **error);

#endif /* PH_HARNESS_FORGE_LIST_H */
