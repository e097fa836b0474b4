/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Figures of others beside ours: what differs, and what cannot be compared, and why.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_IMPORT_CROSSCHECK_H
#define PH_HARNESS_IMPORT_CROSSCHECK_H

#include "import/imported.h"
#include "model/measurement.h"

/* What theirs is of, from its name; what has neither word in it is of nothing we know. */
typedef enum ph_counterpart {
    PH_COUNTERPART_NONE,
    PH_COUNTERPART_DISPLAY,
    PH_COUNTERPART_COMP3,
    PH_COUNTERPART_COUNT,
} ph_counterpart;

typedef struct ph_crosscheck_row {
    const ph_imported_figure *theirs; /* Borrowed. */
    ph_counterpart counterpart;
    const ph_result *same; /* The one of ours that has their name; NULL: none. Borrowed. */
    double kernel_mib_s;   /* Ours at each level; NAN where it is not measured. */
    double record_mib_s;
    double file_mib_s;
    double ratio;       /* Theirs over the same, or over the faster of our two of whole records; NAN
                           without them. */
    GPtrArray *remarks; /* char *: why it cannot be compared, or trusted; none: it can. */
} ph_crosscheck_row;

typedef struct ph_crosscheck {
    const ph_imported *imported;       /* Borrowed. */
    const ph_measurement *measurement; /* NULL: no run was named. Borrowed. */
    GPtrArray *rows;                   /* ph_crosscheck_row. */
    GPtrArray *remarks;                /* char *: what holds for all of them. */
} ph_crosscheck;

/* "DISPLAY", "COMP-3"; NULL for none. */
const char *ph_counterpart_name(ph_counterpart counterpart);

/* Both must outlive it. */
ph_crosscheck *ph_crosscheck_new(const ph_imported *imported, const ph_measurement *measurement);

void ph_crosscheck_free(ph_crosscheck *crosscheck);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_crosscheck, ph_crosscheck_free)

#endif /* PH_HARNESS_IMPORT_CROSSCHECK_H */
