/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an item's VALUE says, for a terminal and for JSON. */
#include <glib.h>

#include "error/error.h"
#include "layout_table.h"

char *ph_layout_value(const ph_layout *layout, uint32_t item)
{
    const gsize length = ph_record_item_value(layout->copybook, layout->source, item, NULL, 0);
    g_autofree char *words = length ? g_malloc(length + 1) : NULL;

    if (!words)
        return NULL;
    (void)ph_record_item_value(layout->copybook, layout->source, item, words, length + 1);
    return ph_error_printable(words);
}
