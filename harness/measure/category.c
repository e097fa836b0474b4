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

gboolean ph_category_has(ph_category category, const ph_benchmark *benchmark)
{
    const ph_workload *workload = benchmark->workload; /* NULL: records of the user's. */
    const gboolean is_encoding = workload && workload->is_encoding;
    const gboolean has_records = ph_benchmark_has_records(benchmark);

    if (benchmark->stored)
        return category == PH_CATEGORY_FILE;
    if (benchmark->threads)
        return category == PH_CATEGORY_THREADS;
    switch (category) {
    case PH_CATEGORY_ENCODE: return is_encoding;
    case PH_CATEGORY_RECORD: return has_records && !is_encoding;
    case PH_CATEGORY_DECODE: return !has_records && !is_encoding;
    case PH_CATEGORY_MEMORY: return TRUE;
    case PH_CATEGORY_PARSE: return has_records; /* Columns have no copybook that is read. */
    case PH_CATEGORY_FILE:
    case PH_CATEGORY_THREADS:
    case PH_CATEGORY_COUNT: break;
    }
    return FALSE;
}

ph_category ph_category_of(const ph_benchmark *benchmark)
{
    guint category = 0;

    while (!ph_category_has((ph_category)category, benchmark)) /* The last has all others. */
        category++;
    return (ph_category)category;
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
