/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What benchmarks are of, as people choose among them. No state. */
#ifndef PH_HARNESS_MEASURE_CATEGORY_H
#define PH_HARNESS_MEASURE_CATEGORY_H

#include <glib.h>

#include "measure/plan.h"

/* One list: identifier, name, what stands behind it where all are listed, for people. A benchmark
 * is of the first that is its own, and of the last, as all are. */
#define PH_CATEGORY_LIST(X)                                                                        \
    X(FILE, "file", ", ", "files that are decoded or encoded from disk to disk")                   \
    X(THREADS, "threads", ", ", "files that are decoded by several threads")                       \
    X(PARSE, "parse", ", ", "copybooks that are read, from text to the first record")              \
    X(ENCODE, "encode", ", ", "values that become cells, or lines that become records")            \
    X(RECORD, "record", ", ", "whole records that become lines of JSON")                           \
    X(DECODE, "decode", ", ", "columns of cells that become values")                               \
    X(MEMORY, "memory", "", "what is allocated, and the most memory: of every benchmark")

/* "parse, file, ...". */
#define PH_CATEGORY_AND_SEPARATOR(id, name, separator, what) name separator
#define PH_CATEGORY_NAMES                                    PH_CATEGORY_LIST(PH_CATEGORY_AND_SEPARATOR)

typedef enum ph_category {
#define X(id, name, separator, what) PH_CATEGORY_##id,
    PH_CATEGORY_LIST(X)
#undef X
        PH_CATEGORY_COUNT,
} ph_category;

/* Their names, NULL-terminated. */
extern const char *const ph_category_names[];

/* "parse", ... */
const char *ph_category_name(ph_category category);

/* FALSE: there is none of this name. */
gboolean ph_category_find(const char *name, ph_category *ret);

gboolean ph_category_has(ph_category category, const ph_benchmark *benchmark);

/* The one that is its own. */
ph_category ph_category_of(const ph_benchmark *benchmark);

/* Leave out of a plan what is of none of these (1 << ph_category, or-ed). */
void ph_plan_keep_categories(GPtrArray *plan, guint categories);

#endif /* PH_HARNESS_MEASURE_CATEGORY_H */
