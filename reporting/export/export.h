/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A run, and a comparison where there is room for one, in the shapes that other tools read. One
 * table lists them; each has a file of its own.
 *
 * What was not measured is left out, or null where the shape asks for a member: never 0. No shape
 * names a host, a runner or a user: a host is its fingerprint.
 */
#ifndef PH_REPORTING_EXPORT_EXPORT_H
#define PH_REPORTING_EXPORT_EXPORT_H

#include <glib.h>

#include "export/parts.h"
#include "report.h"
#include "verdict/comparison_document.h"

typedef struct ph_export_format {
    const char *name;
    const char *file_name; /* In a folder that is asked for; NULL: the shape is a folder itself. */
    const char *summary;
    gboolean has_launches; /* One value for each launch: a run that has none cannot take it. */
    /* One of the two. The text is to be g_free()d, the tree is of ph_export_file. */
    char *(*render)(const ph_report *report, GError **error);
    GPtrArray *(*render_tree)(const ph_report *report);
    /* A comparison in it; NULL: it has no room for one. */
    char *(*render_comparison)(const ph_comparison_document *document);
} ph_export_format;

/* Ends with a name of NULL. */
extern const ph_export_format ph_export_formats[];

/* NULL where there is none of that name. */
const ph_export_format *ph_export_find(const char *name);

/*
 * Can this run take the shape? A run in the specification's plain shape has no launches.
 *
 * @return FALSE and error (PH_ERROR_USAGE) when not.
 */
gboolean ph_export_is_possible(const ph_export_format *format, const ph_measurement *measurement,
                               GError **error);

/* Has it room for how the run stands to a baseline? */
gboolean ph_export_is_judged(const ph_export_format *format);

/* The same of a comparison; error names the shapes that can. */
gboolean ph_export_takes_comparison(const ph_export_format *format, GError **error);

#endif /* PH_REPORTING_EXPORT_EXPORT_H */
