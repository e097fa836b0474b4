/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/results_digest.h"

#include <string.h>

#include "history/run_entry.h"
#include "series/canonical_text.h"

static char *line_of(const char *run_digest, const ph_run_result *result)
{
    GString *object = ph_canonical_new();

    ph_canonical_text(object, "run", run_digest);
    ph_canonical_text(object, "host", result->key.host);
    ph_canonical_text(object, "suite", result->key.suite);
    ph_canonical_text(object, "benchmark", result->key.benchmark);
    ph_canonical_text(object, "level", result->key.level);
    ph_canonical_text(object, "subject", result->key.subject);
    ph_canonical_text(object, "metric", ph_metric_word(result->key.metric));
    ph_canonical_text(object, "method", result->key.method);
    ph_canonical_real(object, "value", result->value);
    ph_canonical_real(object, "error", result->error);
    ph_canonical_integer(object, "launches", result->launches);
    return ph_canonical_end(object);
}

static gint compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_line(GChecksum *checksum, const char *line)
{
    g_checksum_update(checksum, (const guchar *)line, (gssize)strlen(line));
    g_checksum_update(checksum, (const guchar *)"\n", 1);
}

static char *end(GChecksum *checksum)
{
    char *digits = g_strdup(g_checksum_get_string(checksum));

    g_checksum_free(checksum);
    return digits;
}

char *ph_results_digest(const char *run_digest, const GPtrArray *results)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_full(results->len, g_free);
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);

    for (guint i = 0; i < results->len; i++)
        g_ptr_array_add(lines, line_of(run_digest, (const ph_run_result *)results->pdata[i]));
    g_ptr_array_sort(lines, compare_lines);
    for (guint i = 0; i < lines->len; i++)
        add_line(checksum, (const char *)lines->pdata[i]);
    return end(checksum);
}

void ph_results_total_begin(ph_results_total *total)
{
    *total = (ph_results_total){ .checksum = g_checksum_new(G_CHECKSUM_SHA256) };
}

void ph_results_total_add(ph_results_total *total, const char *run_digest,
                          const char *results_digest)
{
    g_autofree char *line = g_strconcat(run_digest, " ", results_digest, NULL);

    add_line(total->checksum, line);
    total->runs++;
}

char *ph_results_total_end(ph_results_total *total)
{
    return end(g_steal_pointer(&total->checksum));
}
