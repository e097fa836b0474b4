/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * perf_json_cost perf.json: how long it takes to make this document's text from its measurement.
 * Prints the number of its results, the median of some makings and the slowest, in milliseconds.
 */
#include <stdio.h>

#include "document/perf_document.h"
#include "perf_json.h"

enum { MAKINGS = 21 };

static double make_ms(const ph_measurement *run)
{
    const gint64 start_us = g_get_monotonic_time();
    cJSON *document = ph_perf_json(run);
    char *text = cJSON_Print(document);
    const gint64 end_us = g_get_monotonic_time();

    cJSON_free(text);
    cJSON_Delete(document);
    return (double)(end_us - start_us) / 1e3;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_measurement) run =
        argc == 2 ? ph_perf_document_read(argv[1], PH_SCHEMA_FOLDER, &error) : NULL;
    g_autoptr(GArray) times_ms = g_array_new(FALSE, FALSE, sizeof(double));

    if (!run) {
        (void)fprintf(stderr, "%s: %s\n", argv[0], error ? error->message : "one file, please");
        return 1;
    }
    for (int i = 0; i < MAKINGS; i++) {
        const double ms = make_ms(run);

        g_array_append_val(times_ms, ms);
    }
    (void)printf("%u %.3f %.3f\n", run->results->len, ph_quantile(times_ms, 0.5),
                 ph_quantile(times_ms, 1.0));
    return 0;
}
