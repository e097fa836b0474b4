/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* github-action-benchmark's array of figures with name, unit and value. */
#include <math.h>
#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "import/formats.h"
#include "model/measurement.h"

/* MiB/s in one of the unit; NAN where it is no rate of bytes. */
static double mib_s_in(const char *unit)
{
    static const struct {
        const char *unit;
        double bytes;
    } units[] = {
        { "B/s", 1.0 },
        { "KB/s", 1e3 },
        { "MB/s", 1e6 },
        { "GB/s", 1e9 },
        { "KiB/s", 1024.0 },
        { "MiB/s", PH_BYTES_PER_MIB },
        { "GiB/s", 1073741824.0 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(unit, units[i].unit) == 0)
            return units[i].bytes / PH_BYTES_PER_MIB;
    return NAN;
}

/* Its range is a text for people, without a rule to read it by. */
gboolean ph_import_github_action_benchmark(const char *path, const char *schemas, ph_imported *to,
                                           GError **error)
{
    cJSON *document = ph_document_read_array(path, error);
    const cJSON *entry;
    const gboolean is_valid =
        document && ph_import_is_valid(document, path, schemas, "github-action-benchmark", error);

    if (is_valid)
        cJSON_ArrayForEach(entry, document)
            ph_imported_add(to, ph_json_text(entry, "name"),
                            ph_json_number(entry, "value") * mib_s_in(ph_json_text(entry, "unit")));
    cJSON_Delete(document);
    return is_valid;
}
