/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/category.h"

#include <string.h>

#include "perfharness/require.h"

const char *const ph_category_names[] = {
#define X(id, name, separator, what) (name),
    PH_CATEGORY_LIST(X)
#undef X
        NULL,
};

const char *ph_category_name(ph_category category)
{
    PH_REQUIRE(category < PH_CATEGORY_COUNT);

    return ph_category_names[category];
}

gboolean ph_category_find(const char *name, ph_category *ret)
{
    for (guint category = 0; category < PH_CATEGORY_COUNT; category++)
        if (strcmp(ph_category_names[category], name) == 0) {
            *ret = (ph_category)category;
            return TRUE;
        }
    return FALSE;
}

/* Whether it is of that sort, and what stands before that in the list does not have it. */
static gboolean is_of(ph_category category, const ph_benchmark *benchmark)
{
    const ph_workload *workload = benchmark->workload; /* NULL: records of the user's. */

    switch (category) {
    case PH_CATEGORY_FILE: return benchmark->stored != NULL;
    case PH_CATEGORY_THREADS: return benchmark->threads > 0;
    case PH_CATEGORY_PARSE: return ph_benchmark_reads_copybook(benchmark);
    case PH_CATEGORY_ENCODE: return workload && workload->is_encoding;
    case PH_CATEGORY_RECORD: return ph_benchmark_has_records(benchmark);
    default: return TRUE;
    }
}

ph_category ph_category_of(const ph_benchmark *benchmark)
{
    guint category = 0;

    while (!is_of((ph_category)category, benchmark)) /* The last have all others. */
        category++;
    return (ph_category)category;
}

gboolean ph_category_has(ph_category category, const ph_benchmark *benchmark)
{
    return category == PH_CATEGORY_MEMORY || category == ph_category_of(benchmark);
}

void ph_plan_keep_categories(GPtrArray *plan, guint categories)
{
    for (guint i = plan->len; i-- > 0;) {
        gboolean is_kept = FALSE;

        for (guint category = 0; category < PH_CATEGORY_COUNT; category++)
            is_kept |= (categories & 1u << category) != 0 &&
                       ph_category_has((ph_category)category, plan->pdata[i]);
        if (!is_kept)
            g_ptr_array_remove_index(plan, i);
    }
}
