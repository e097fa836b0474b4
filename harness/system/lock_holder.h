/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who holds a lock as storage/lock.h takes it, as the kernel has it: what a holder writes into the
 * file, or calls itself, is his own to choose. Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_LOCK_HOLDER_H
#define PH_HARNESS_SYSTEM_LOCK_HOLDER_H

#include <glib.h>

typedef struct ph_lock_holder {
    int process;   /* 0: it is not known, as of one outside this container. */
    guint user;    /* Who started it, whatever it runs as; meaningless where there is no program. */
    char *program; /* Fit to print; NULL: the process is hidden, or has ended. Owned. */
} ph_lock_holder;

/* Of what is open there; free with ph_lock_holder_clear(). */
ph_lock_holder ph_lock_holder_find(int descriptor);
void ph_lock_holder_clear(ph_lock_holder *holder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_lock_holder, ph_lock_holder_clear)

/*
 * Is it neither this process's user nor root? Root can do as it likes, and a user may keep himself
 * from measuring. Whoever is hidden is a stranger; who is not known at all is none.
 */
gboolean ph_lock_holder_is_stranger(const ph_lock_holder *holder);

/* Does it call itself perfharness? One that does not does not measure. */
gboolean ph_lock_holder_is_measuring(const ph_lock_holder *holder);

/* "process 4711, python3, of user 1000"; the caller frees it. NULL: it is not known. */
char *ph_lock_holder_text(const ph_lock_holder *holder);

#endif /* PH_HARNESS_SYSTEM_LOCK_HOLDER_H */
