/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who holds a lock as storage/lock.h takes it, as the kernel has it: what a holder writes into the
 * file, or calls itself, is his own to choose. Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_LOCK_HOLDER_H
#define PH_HARNESS_SYSTEM_LOCK_HOLDER_H

#include <glib.h>
#include <sys/stat.h>

/* Of several, as a shared lock may have, the last of these counts. */
typedef enum ph_lock_holder_kind {
    PH_LOCK_HOLDER_OWN, /* This process's user, or root: who can do as he likes, either way. */
    /* None is found, as of one outside this container; or it is hidden; or it has ended, and what
     * it started holds the lock. */
    PH_LOCK_HOLDER_UNKNOWN,
    PH_LOCK_HOLDER_STRANGER,      /* Another user's, which calls itself perfharness. */
    PH_LOCK_HOLDER_IDLE_STRANGER, /* Another user's, which does not: it does not measure. */
} ph_lock_holder_kind;

typedef struct ph_lock_holder {
    ph_lock_holder_kind kind;
    int process;       /* 0: none is found. */
    gboolean is_ended; /* There is no such process any more. */
    guint user;        /* Who started it, whatever it runs as; meaningless without a program. */
    char *program;     /* Fit to print; NULL: the process is hidden, or has ended. Owned. */
} ph_lock_holder;

/* Of the file that this is the status of; free with ph_lock_holder_clear(). */
ph_lock_holder ph_lock_holder_find(const struct stat *file);
void ph_lock_holder_clear(ph_lock_holder *holder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_lock_holder, ph_lock_holder_clear)

/* "process 4711, python3, of user 1000"; the caller frees it. NULL: there is no process. */
char *ph_lock_holder_text(const ph_lock_holder *holder);

#endif /* PH_HARNESS_SYSTEM_LOCK_HOLDER_H */
