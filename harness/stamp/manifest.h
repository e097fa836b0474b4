/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The manifest of heads: all that has a chain, and where each ends. What an authority stamps, or
 * somebody signs, is its text:
 *
 *     perfharness-manifest-1
 *     0123456789abcdef/critical 12 5be8f219…
 *     history 5412 9d1c77e0…
 *
 * a line each, sorted by bytes: the series, how many elements its chain has, and the SHA-256 of the
 * last. "history" are the receipts of the history; FINGERPRINT/SUITE are a baseline's entries. The
 * text's form has its version in the first line.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_STAMP_MANIFEST_H
#define PH_HARNESS_STAMP_MANIFEST_H

#include <glib.h>

#define PH_MANIFEST_HISTORY "history"

/* Owns its texts. */
typedef struct ph_manifest_head {
    char *series;
    gint64 count; /* From 1 on. */
    char *sha256; /* 64 hexadecimal digits. */
} ph_manifest_head;

/* An array that owns what is put into it: ph_manifest_head. */
GPtrArray *ph_manifest_new(void);
void ph_manifest_add(GPtrArray *manifest, const char *series, gint64 count, const char *sha256);

/* Its text, and the SHA-256 of a text. The caller frees them. */
char *ph_manifest_text(const GPtrArray *manifest);
char *ph_manifest_digest(const char *text);

/* Read a text: exactly what ph_manifest_text() makes, or NULL. */
GPtrArray *ph_manifest_read(const char *text);

/* The head of a series; NULL: it is not in it. Borrowed. */
const ph_manifest_head *ph_manifest_find(const GPtrArray *manifest, const char *series);

#endif /* PH_HARNESS_STAMP_MANIFEST_H */
