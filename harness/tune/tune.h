/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Setting a host up for measuring, and putting back what was there.
 *
 * Not thread-safe: one thread of one process at a time for each folder, which the journal holds it
 * to.
 */
#ifndef PH_HARNESS_TUNE_TUNE_H
#define PH_HARNESS_TUNE_TUNE_H

#include <glib.h>

typedef enum ph_tune_outcome {
    PH_TUNE_SET,     /* It is as wanted now. */
    PH_TUNE_KEPT,    /* It was already. */
    PH_TUNE_ALTERED, /* The kernel made something else of it: value. */
    PH_TUNE_REFUSED, /* It is as it was, or cannot be read: reason. */
    PH_TUNE_GONE,    /* Restoring: the host has no such file any more. */
} ph_tune_outcome;

/* What became of one setting. */
typedef struct ph_tune_step {
    char *path;
    ph_tune_outcome outcome;
    char *before; /* NULL where it cannot be read. */
    char *wanted; /* Likewise. */
    char *value;  /* Read back; NULL where it cannot be. */
    char *reason; /* When refused. */
    gboolean is_optional;
} ph_tune_step;

typedef struct ph_tune_request {
    const char *sysfs_root;    /* A folder that is there; "": this machine. */
    const char *folder;        /* Where the journal is kept. */
    guint cpu;                 /* To be measured on. */
    const GArray *usable_cpus; /* guint: interrupts may go to the others of them. */
    gboolean is_dry_run;       /* Write nothing, not even a journal: steps say what would be set. */
} ph_tune_request;

/*
 * Set what can be set, after what was there is in the journal. A journal that is there already
 * keeps its values: they are the originals.
 *
 * @return ph_tune_step, free with g_ptr_array_unref(); NULL and error, and nothing changed, when
 * the root is not there, or the journal cannot be held, read or written, or is of another root.
 */
GPtrArray *ph_tune_apply(const ph_tune_request *request, GError **error);

/*
 * Put back what the journal in this folder says, last change first, and remove it. What is refused
 * stays in it. What is gone does not, as its driver took the setting along; unless all of it is
 * gone: then this is hardly the tree that was tuned, and the journal stays as it is. As for
 * ph_tune_apply(), and PH_ERROR_STORAGE when the root is no folder now. *ret_is_stale: the machine
 * was started anew since, which undid it all, and only the journal was removed. NULL without an
 * error: there is no journal.
 */
GPtrArray *ph_tune_restore(const char *folder, gboolean *ret_is_stale, GError **error);

/*
 * The same, if whoever was changing settings is dead. NULL without an error when there is nothing
 * to do: no journal that this user may read, tuning that is wanted, or its owner at work. Cheap
 * then: any command may ask.
 */
GPtrArray *ph_tune_recover(const char *folder, GError **error);

/* Steps of an outcome, optional settings apart: of restoring, none is. */
guint ph_tune_count(const GPtrArray *steps, ph_tune_outcome outcome);

/* Those that are not as wanted, likewise: refused or altered. */
guint ph_tune_count_amiss(const GPtrArray *steps);

#endif /* PH_HARNESS_TUNE_TUNE_H */
