/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Figures that others measured, as they stand in their files. Nothing in them was proven here.
 * Texts are as they were found: whoever prints them escapes them.
 *
 * Any thread, but one at a time: cJSON keeps the place of its last error in a global.
 */
#ifndef PH_HARNESS_IMPORT_IMPORTED_H
#define PH_HARNESS_IMPORT_IMPORTED_H

#include <glib.h>

#include "import/imported_history.h"
#include "model/statistics.h"

typedef struct ph_imported_figure {
    char *name;              /* Behind its suite's, where their file has several. */
    const char *own_name;    /* In name: without the suite's. */
    double mib_s;            /* NAN: their file has no bytes to count, or no unit of a rate. */
    ph_interval ci95_mib_s;  /* Over samples of one process; NANs: none. */
    ph_interval range_mib_s; /* Of what their file does not say of what; NANs: none. */
} ph_imported_figure;

typedef struct ph_imported {
    char *timestamp;   /* These four: NULL where their file does not say. */
    char *commit;      /* May be the first digits of one. */
    char *fingerprint; /* Of the host. */
    char *cpu_model;
    GPtrArray *figures; /* ph_imported_figure. */
    GPtrArray *remarks; /* char *: what is to be known of the file itself. */
} ph_imported;

void ph_imported_free(ph_imported *imported);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_imported, ph_imported_free)

typedef struct ph_import_format {
    const char *name;
    const char *summary; /* What read reads; NULL: nothing. */
    /* Fill what is empty; schemas is the folder with the schemas. */
    gboolean (*read)(const char *path, const char *schemas, ph_imported *to, GError **error);
    /* The same of runs over time. One of the two may be NULL: there is nothing of that kind. */
    gboolean (*read_history)(const char *path, const char *schemas, ph_imported_history *to,
                             GError **error);
    const char *read_history_of; /* What that reads; NULL: nothing. */
} ph_import_format;

/* Ends with a name of NULL. */
extern const ph_import_format ph_import_formats[];

/* NULL where there is none of that name. */
const ph_import_format *ph_import_find(const char *name);

/* NULL and error (PH_ERROR_PARSE), whatever it is that cannot be read. */
ph_imported *ph_import_read(const ph_import_format *format, const char *path, const char *schemas,
                            GError **error);

/* The same of one that has runs over time. */
ph_imported_history *ph_import_read_history(const ph_import_format *format, const char *path,
                                            const char *schemas, GError **error);

#endif /* PH_HARNESS_IMPORT_IMPORTED_H */
