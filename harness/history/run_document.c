/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/run_document.h"

#include <string.h>

#include "document/document.h"
#include "document/perf_document.h"
#include "history/compared_run.h"

/* It need not be a valid one. */
static gboolean is_comparison(const char *name, const char *text, gsize length)
{
    cJSON *json = ph_document_parse(name, text, length, NULL);
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(json, "schema_version");
    const gboolean is_one = g_strcmp0(cJSON_GetStringValue(version), PH_DOCUMENT_COMPARISON) == 0;

    cJSON_Delete(json);
    return is_one;
}

ph_run_document *ph_run_document_parse(const char *name, GBytes *bytes, const char *schemas,
                                       GError **error)
{
    g_autoptr(ph_run_document) document = g_new0(ph_run_document, 1);
    gsize length;
    const char *data = (const char *)g_bytes_get_data(bytes, &length);
    g_autofree char *text = g_strndup(data, length);

    document->bytes = g_bytes_ref(bytes);
    if (is_comparison(name, text, length))
        document->comparison = ph_comparison_document_parse(name, text, length, schemas, error);
    else
        document->measurement = ph_perf_document_parse(name, text, length, schemas, error);
    return document->comparison || document->measurement ? g_steal_pointer(&document) : NULL;
}

const char *ph_run_document_commit(const ph_run_document *document)
{
    return document->comparison ? ph_compared_run_commit(document->comparison)
                                : ph_measurement_headline_commit(document->measurement);
}

ph_run_entry *ph_run_document_entry(const ph_run_document *document,
                                    const ph_run_circumstances *circumstances, GError **error)
{
    return document->comparison
               ? ph_compared_run_entry(document->bytes, document->comparison, circumstances, error)
               : ph_run_entry_from(document->bytes, document->measurement, circumstances, error);
}

void ph_run_document_free(ph_run_document *document)
{
    if (!document)
        return;
    if (document->bytes)
        g_bytes_unref(document->bytes);
    if (document->comparison)
        ph_comparison_document_free(document->comparison);
    if (document->measurement)
        ph_measurement_free(document->measurement);
    g_free(document);
}
