/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/record_layout.h"

ph_record_layout *ph_record_layout_copy(const ph_record_layout *layout)
{
    ph_record_layout *copy = g_memdup2(layout, sizeof(*layout));

    copy->record = g_strdup(layout->record);
    copy->unknown = g_strdup(layout->unknown);
    copy->difference = g_strdup(layout->difference);
    return copy;
}

void ph_record_layout_free(ph_record_layout *layout)
{
    g_free(layout->record);
    g_free(layout->unknown);
    g_free(layout->difference);
    g_free(layout);
}

static const char *const names[] = {
#define X(id, name) [PH_LAYOUT_COMPARED_##id] = (name),
    PH_LAYOUT_COMPARED_LIST(X)
#undef X
};

const char *ph_layout_compared_name(ph_layout_compared compared)
{
    return names[compared];
}

ph_layout_compared ph_layout_compared_find(const char *name)
{
    for (guint i = 0; i < PH_LAYOUT_COMPARED_COUNT; i++)
        if (g_strcmp0(names[i], name) == 0)
            return (ph_layout_compared)i;
    return PH_LAYOUT_COMPARED_NOTHING;
}

char *ph_record_layout_doubt(const ph_record_layout *layout)
{
    if (layout && layout->unknown)
        return g_strdup_printf("the copybook's layout is not known: %s", layout->unknown);
    return layout ? g_strdup(layout->difference) : NULL;
}
