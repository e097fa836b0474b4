/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/explanation.h"

const char *ph_function_origin_word(ph_function_origin origin)
{
    static const char *const words[] = {
#define X(name, word) [PH_FUNCTION_##name] = (word),
        PH_FUNCTION_ORIGIN_LIST(X)
#undef X
    };

    return words[origin];
}

const char *ph_function_fate_word(ph_function_fate fate)
{
    static const char *const words[] = {
#define X(name, word) [PH_FUNCTION_##name] = (word),
        PH_FUNCTION_FATE_LIST(X)
#undef X
    };

    return words[fate];
}

static void change_free(gpointer data)
{
    ph_function_change *change = data;

    g_free(change->name);
    g_free(change->place);
    g_free(change);
}

ph_explanation *ph_explanation_new(void)
{
    ph_explanation *explanation = g_new0(ph_explanation, 1);

    explanation->functions = g_ptr_array_new_with_free_func(change_free);
    return explanation;
}

void ph_explanation_free(ph_explanation *explanation)
{
    g_ptr_array_unref(explanation->functions);
    g_free(explanation);
}

ph_function_change *ph_explanation_add(ph_explanation *explanation, const char *name,
                                       ph_function_origin origin)
{
    ph_function_change *change = g_new0(ph_function_change, 1);

    change->name = g_strdup(name);
    change->origin = origin;
    g_ptr_array_add(explanation->functions, change);
    return change;
}

double ph_function_growth(const ph_function_change *change)
{
    return change->origin == PH_FUNCTION_MEASURED ? change->head.own - change->base.own
                                                  : change->head.self - change->base.self;
}

ph_function_fate ph_function_fate_of(const ph_function_change *change)
{
    const double growth = ph_function_growth(change);

    if (!(change->base.inclusive > 0.0))
        return change->head.inclusive > 0.0 ? PH_FUNCTION_CAME : PH_FUNCTION_SAME;
    if (!(change->head.inclusive > 0.0))
        return PH_FUNCTION_WENT;
    return growth > 0.0 ? PH_FUNCTION_GREW : growth < 0.0 ? PH_FUNCTION_SHRANK : PH_FUNCTION_SAME;
}
