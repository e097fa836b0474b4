/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One at a time: a lock on a file, or a folder, that the kernel gives back when its holder ends,
 * however it ends. Between processes only, one thread of each.
 */
#ifndef PH_HARNESS_STORAGE_LOCK_H
#define PH_HARNESS_STORAGE_LOCK_H

#include <glib.h>
#include <sys/types.h>

typedef struct ph_lock ph_lock;

typedef enum ph_lock_outcome {
    PH_LOCK_HELD,
    PH_LOCK_BUSY, /* Somebody else held it for as long as was waited. */
    PH_LOCK_INTERRUPTED,
    PH_LOCK_FAILED, /* errno says why. */
} ph_lock_outcome;

#define PH_LOCK_FOR_EVER G_MAXDOUBLE

/* Zeroed: whoever does not get it at once does not get it. */
typedef struct ph_lock_terms {
    double wait_s; /* At most; not negative. */
    guint poll_ms;
    /*
     * Looked at while waiting, as GLib's main context is served: signals come through it. May be
     * NULL, and then it is not.
     */
    const gboolean *is_interrupted;
    /* Told once, before anything is waited for; may be NULL. The descriptor is the lock file's. */
    void (*waiting)(int descriptor, gpointer data);
    gpointer data;
} ph_lock_terms;

/* A file for nothing but the lock. */
typedef struct ph_lock_file {
    const char *path; /* A link is not followed. Borrowed. */
    mode_t mode;      /* It is made with, if need be; before the umask. */
    /*
     * Whether its holder removes it. One that a killed holder left behind does not matter. A file
     * that several users share has to stay: who may not remove it would hold one that another
     * user's program no longer finds.
     */
    gboolean is_removed;
} ph_lock_file;

/* NULL: *ret_outcome says why, and nothing is held. */
ph_lock *ph_lock_take(ph_lock_file file, const ph_lock_terms *terms, ph_lock_outcome *ret_outcome);

/* The same with what is open already: the lock closes it, but is there none, the caller does. */
ph_lock *ph_lock_take_open(int descriptor, const ph_lock_terms *terms,
                           ph_lock_outcome *ret_outcome);

void ph_lock_release(ph_lock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_lock, ph_lock_release)

#endif /* PH_HARNESS_STORAGE_LOCK_H */
