/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the entries of a catalogue come to, one after another. For the catalogue alone. One thread
 * at a time for each object. */
#ifndef PH_HARNESS_CATALOGUE_CATALOGUE_ENTRY_H
#define PH_HARNESS_CATALOGUE_CATALOGUE_ENTRY_H

#include "catalogue/catalogue.h"

/* An array that owns what is put into it: ph_kept_archive. */
GPtrArray *ph_kept_archives_new(void);

/* NULL: there is none of that name. */
ph_kept_archive *ph_kept_archives_find(const GPtrArray *archives, const char *id);

/*
 * Do to the archives what an entry says was done.
 *
 * @return NULL, or what is wrong with the entry, in words; static.
 */
const char *ph_catalogue_entry_apply(const cJSON *entry, GPtrArray *archives, gint64 *ret_at_us);

#endif /* PH_HARNESS_CATALOGUE_CATALOGUE_ENTRY_H */
