/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the settings were before they were changed: on disk before the first of them is, and there
 * until the last of them is put back. There is one journal a host.
 *
 * Not thread-safe: one thread at a time for each journal and folder; no global state.
 */
#ifndef PH_HARNESS_TUNE_JOURNAL_H
#define PH_HARNESS_TUNE_JOURNAL_H

#include <glib.h>

#include "storage/lock.h"

/* What was being done when the journal was written: identifier, word in the file. */
#define PH_JOURNAL_STAGE_LIST(X)                                                                   \
    X(APPLYING, "applying")   /* Whoever did is dead, if nobody holds the journal. */              \
    X(APPLIED, "applied")     /* Until somebody asks for it back. */                               \
    X(RESTORING, "restoring") /* As for applying. */

typedef enum ph_journal_stage {
#define X(name, word) PH_JOURNAL_##name,
    PH_JOURNAL_STAGE_LIST(X)
#undef X
        PH_JOURNAL_STAGE_COUNT,
} ph_journal_stage;

typedef struct ph_journal_entry {
    char *path;     /* Below the root. */
    char *previous; /* One line. */
} ph_journal_entry;

typedef struct ph_journal {
    ph_journal_stage stage;
    char *sysfs_root;   /* Absolute; "": the machine's own. */
    char *boot;         /* Since which start of the machine; "": not known. */
    GPtrArray *entries; /* ph_journal_entry, in the order they were changed in. */
} ph_journal;

/*
 * The folder it is kept in: the environment's PERFHARNESS_STATE, else /var/lib/perfharness. The
 * caller frees it.
 */
char *ph_journal_folder(void);

/*
 * An empty one, of the machine's present start. The root is absolute or "": it is looked for again
 * from other folders.
 */
ph_journal *ph_journal_new(const char *sysfs_root);
void ph_journal_free(ph_journal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_journal, ph_journal_free)

/*
 * Read the folder's. *ret is NULL when there is none. FALSE and error when there is one that cannot
 * be read (PH_ERROR_STORAGE), or is damaged, another user's, or names what tuning never changes or
 * a root that is not absolute (PH_ERROR_PARSE).
 */
gboolean ph_journal_read(const char *folder, ph_journal **ret, GError **error);

/* Atomic and durable: a kill at any point leaves the old or the new one. Makes the folder. */
gboolean ph_journal_write(const char *folder, const ph_journal *journal, GError **error);
gboolean ph_journal_remove(const char *folder, GError **error);

/* Whether there is one that this user may read. */
gboolean ph_journal_is_readable(const char *folder);

/* The entry of a path; NULL when there is none. Borrowed. */
const ph_journal_entry *ph_journal_find(const ph_journal *journal, const char *path);
void ph_journal_add(ph_journal *journal, const char *path, const char *previous);

/*
 * Hold the journal, so that nobody else changes it, until the lock is released, if only by the
 * process' end. NULL and error: PH_ERROR_ENVIRONMENT when another process holds it,
 * PH_ERROR_STORAGE when its folder cannot be used.
 */
ph_lock *ph_journal_hold(const char *folder, GError **error);

#endif /* PH_HARNESS_TUNE_JOURNAL_H */
