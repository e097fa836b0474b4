/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which series a value belongs to: two that differ in anything here are never drawn as one line.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_SERIES_SERIES_KEY_H
#define PH_HARNESS_SERIES_SERIES_KEY_H

#include <glib.h>

#include "series/metric.h"

/* The level of what was measured by others: shown, and compared with nothing. */
#define PH_SERIES_IMPORTED "imported"

/* Owns its texts; none is NULL. */
typedef struct ph_series_key {
    char *host;      /* Its fingerprint: 16 hexadecimal digits. */
    char *suite;     /* "" for workloads that were named one by one. */
    char *benchmark; /* "comp3/L2"; of a library's size, the subject. */
    char *level;     /* "kernel", "record", "file", "limit"; "library" for the size of its file;
                        PH_SERIES_IMPORTED. */
    char *subject;
    ph_metric metric;
    char *method; /* 64 hexadecimal digits: SHA-256 of all else that makes values incomparable. */
} ph_series_key;

/* A series of the store. */
typedef struct ph_history_series {
    gint64 id;
    ph_series_key key;
} ph_history_series;

void ph_series_key_copy(ph_series_key *to, const ph_series_key *from);
void ph_series_key_clear(ph_series_key *key);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_series_key, ph_series_key_clear)

/* By host, suite, benchmark, level, subject, metric; 0: they differ in the method alone, or not. */
gint ph_series_key_compare(const ph_series_key *a, const ph_series_key *b);

gboolean ph_series_key_equals(const ph_series_key *a, const ph_series_key *b);
guint ph_series_key_hash(const ph_series_key *key);

/* "comp3/L2"; of a level that is no kernel's and no record's, of a subject beside the main one, and
 * of a count, with their names behind. The caller frees it. */
char *ph_series_key_name(const ph_series_key *key);

void ph_history_series_free(ph_history_series *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_history_series, ph_history_series_free)

#endif /* PH_HARNESS_SERIES_SERIES_KEY_H */
