/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/series_key.h"

#include <string.h>

#include "model/measurement.h"

void ph_series_key_copy(ph_series_key *to, const ph_series_key *from)
{
    *to = (ph_series_key){
        .host = g_strdup(from->host),
        .suite = g_strdup(from->suite),
        .benchmark = g_strdup(from->benchmark),
        .level = g_strdup(from->level),
        .subject = g_strdup(from->subject),
        .metric = from->metric,
        .method = g_strdup(from->method),
    };
}

void ph_series_key_clear(ph_series_key *key)
{
    g_free(key->host);
    g_free(key->suite);
    g_free(key->benchmark);
    g_free(key->level);
    g_free(key->subject);
    g_free(key->method);
    *key = (ph_series_key){ 0 };
}

gint ph_series_key_compare(const ph_series_key *a, const ph_series_key *b)
{
    const char *const pairs[][2] = {
        { a->host, b->host },           { a->suite, b->suite },
        { a->benchmark, b->benchmark }, { a->level, b->level },
        { a->subject, b->subject },     { ph_metric_word(a->metric), ph_metric_word(b->metric) },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        const gint order = strcmp(pairs[i][0], pairs[i][1]);

        if (order != 0)
            return order;
    }
    return 0;
}

gboolean ph_series_key_equals(const ph_series_key *a, const ph_series_key *b)
{
    return ph_series_key_compare(a, b) == 0 && strcmp(a->method, b->method) == 0;
}

guint ph_series_key_hash(const ph_series_key *key)
{
    guint hash = (guint)key->metric;
    const char *const texts[] = { key->host,  key->suite,   key->benchmark,
                                  key->level, key->subject, key->method };

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        hash = hash * 33 + g_str_hash(texts[i]);
    return hash;
}

char *ph_series_key_name(const ph_series_key *key)
{
    GString *name = g_string_new(key->benchmark);

    if (strcmp(key->level, "kernel") != 0 && strcmp(key->level, "record") != 0)
        g_string_append_printf(name, " %s", key->level);
    if (strcmp(key->subject, PH_HEADLINE_SUBJECT) != 0)
        g_string_append_printf(name, " %s", key->subject);
    if (ph_metric_is_exact(key->metric))
        g_string_append_printf(name, " %s", ph_metric_word(key->metric));
    return g_string_free(name, FALSE);
}

void ph_history_series_free(ph_history_series *series)
{
    if (!series)
        return;
    ph_series_key_clear(&series->key);
    g_free(series);
}
