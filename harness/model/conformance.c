/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/conformance.h"

const char *ph_conformity_name(ph_conformity conformity)
{
    static const char *const names[] = {
#define X(id, name) name,
        PH_CONFORMITY_LIST(X)
#undef X
    };

    return names[conformity];
}

static void result_free(gpointer data)
{
    ph_construct_result *result = data;

    g_free(result->found);
    g_free(result->field);
    g_free(result);
}

ph_conformance *ph_conformance_new(void)
{
    ph_conformance *conformance = g_new0(ph_conformance, 1);

    conformance->results = g_ptr_array_new_with_free_func(result_free);
    return conformance;
}

void ph_conformance_free(ph_conformance *conformance)
{
    g_free(conformance->build);
    g_free(conformance->version);
    g_free(conformance->compiled);
    g_free(conformance->reader);
    g_ptr_array_unref(conformance->results);
    g_free(conformance);
}

ph_construct_result *ph_conformance_add(ph_conformance *conformance, const ph_construct *construct)
{
    ph_construct_result *result = g_new0(ph_construct_result, 1);

    result->construct = construct;
    g_ptr_array_add(conformance->results, result);
    return result;
}

guint ph_conformance_count_in(const ph_conformance *conformance, ph_construct_part part,
                              ph_conformity conformity)
{
    guint count = 0;

    for (guint i = 0; i < conformance->results->len; i++) {
        const ph_construct_result *result = conformance->results->pdata[i];

        count += result->construct->part == part && result->conformity == conformity;
    }
    return count;
}

guint ph_conformance_count(const ph_conformance *conformance, ph_conformity conformity)
{
    guint count = 0;

    for (ph_construct_part part = 0; part < PH_CONSTRUCT_PART_COUNT; part++)
        count += ph_conformance_count_in(conformance, part, conformity);
    return count;
}

guint ph_conformance_count_of(const ph_conformance *conformance, ph_construct_part part)
{
    guint count = 0;

    for (ph_conformity conformity = 0; conformity < PH_CONFORMITY_COUNT; conformity++)
        count += ph_conformance_count_in(conformance, part, conformity);
    return count;
}
