/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/manual_list.h"

static void free_entry(gpointer data)
{
    ph_manual_entry *entry = data;

    g_free(entry->term);
    g_free(entry->meaning);
    g_free(entry);
}

ph_manual_list *ph_manual_list_new(void)
{
    ph_manual_list *list = g_new0(ph_manual_list, 1);

    list->entries = g_ptr_array_new_with_free_func(free_entry);
    return list;
}

void ph_manual_list_free(ph_manual_list *list)
{
    g_ptr_array_unref(list->entries);
    g_free(list);
}

void ph_manual_list_add(ph_manual_list *list, const char *term, const char *meaning)
{
    ph_manual_entry *entry = g_new0(ph_manual_entry, 1);

    entry->term = g_strdup(term);
    entry->meaning = g_strdup(meaning);
    g_ptr_array_add(list->entries, entry);
}
