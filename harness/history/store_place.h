/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where a history is kept: a file of SQLite's, or a PostgreSQL server that a service file names.
 *
 * One thread at a time for each object; no state but the environment.
 */
#ifndef PH_HARNESS_HISTORY_STORE_PLACE_H
#define PH_HARNESS_HISTORY_STORE_PLACE_H

#include <glib.h>

#define PH_STORE_VARIABLE        "PERFHARNESS_STORE"
#define PH_STORE_POSTGRES_PREFIX "postgresql:"

/* Owns its texts. */
typedef struct ph_store_place {
    char *name;    /* As commands say it: the file's path, or "postgresql:SERVICE". Printable. */
    char *path;    /* NULL: it is no file. */
    char *service; /* Of pg_service.conf; NULL: it is no server. */
    char *spool;   /* The folder of what could not be handed in (run_spool.h): of this one alone. */
} ph_store_place;

/*
 * The place that is meant: what was given, else what PERFHARNESS_STORE says, else
 * /var/lib/perfharness/history.db where that may be written, else perfharness/history.db in the
 * user's data folder.
 *
 * @param given  Of --store; NULL: nothing was.
 * @return NULL and error (PH_ERROR_USAGE) for a name that is neither.
 */
ph_store_place *ph_store_place_choose(const char *given, GError **error);

/*
 * Whether a file of SQLite's can be kept there: several processes share its memory, which network
 * file systems do not do. FALSE and error (PH_ERROR_ENVIRONMENT) names the file system.
 */
gboolean ph_store_place_check(const ph_store_place *place, GError **error);

void ph_store_place_free(ph_store_place *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_store_place, ph_store_place_free)

#endif /* PH_HARNESS_HISTORY_STORE_PLACE_H */
