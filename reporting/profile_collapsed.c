/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness profile` for flamegraph.pl and its kin: a stack a line. */
#include "profile_report.h"

/* What separates functions stands in names of Rust's, too: [u8; 4]. */
static void put_name(GString *to, const char *name)
{
    const gsize begin = to->len;

    g_string_append(to, name);
    for (gsize i = begin; i < to->len; i++)
        if (to->str[i] == ';')
            to->str[i] = ':';
}

static void put_stack(const ph_work_frame *const *frames, guint depth, guint64 instructions,
                      gpointer data)
{
    GString *to = data;

    for (guint i = 0; i < depth; i++) {
        if (i > 0)
            g_string_append_c(to, ';');
        put_name(to, frames[i]->function->name);
    }
    g_string_append_printf(to, "%s %" G_GUINT64_FORMAT "\n", depth ? "" : "perfharness-worker",
                           instructions);
}

char *ph_profile_collapsed(const ph_work_profile *profile)
{
    GString *text = g_string_new(NULL);

    ph_work_profile_each_stack(profile, put_stack, text);
    return g_string_free(text, FALSE);
}
