/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* perf_again perf.json: read it, and print it as a run that measured the same would write it. */
#include <stdio.h>

#include "document/perf_document.h"
#include "perf_json.h"

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_measurement) run =
        argc == 2 ? ph_perf_document_read(argv[1], PH_SCHEMA_FOLDER, &error) : NULL;
    cJSON *document;
    char *text;

    if (!run) {
        (void)fprintf(stderr, "%s: %s\n", argv[0], error ? error->message : "one file, please");
        return 1;
    }
    document = ph_perf_json(run);
    text = cJSON_Print(document);
    (void)printf("%s\n", text);
    cJSON_free(text);
    cJSON_Delete(document);
    return 0;
}
