/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* copybook-rs' performance receipt, and whether its seal is whole. */
#include <math.h>

#include "document/document.h"
#include "document/json_member.h"
#include "document/receipt_seal.h"
#include "import/formats.h"

static void add(ph_imported *to, const cJSON *object, const char *member, const char *name)
{
    const double rate = ph_json_number(object, member);

    ph_imported_add(to, name, rate > 0.0 ? rate : NAN);
}

static void check_seal(ph_imported *to, const cJSON *receipt)
{
    g_autofree char *digest = ph_receipt_digest(receipt);
    const char *sealed = ph_receipt_sealed_digest(receipt);

    if (!sealed)
        ph_imported_remark(to, "the receipt has no integrity.sha256: an edit would not show");
    else if (g_strcmp0(sealed, digest) != 0)
        ph_imported_remark(to, "integrity.sha256 is not that of the receipt: it was edited");
}

static void take(ph_imported *to, const cJSON *receipt)
{
    const cJSON *summary = cJSON_GetObjectItemCaseSensitive(receipt, "summary");
    const cJSON *list = cJSON_GetObjectItemCaseSensitive(receipt, "benchmarks");
    const cJSON *entry;

    to->timestamp = g_strdup(ph_json_text(receipt, "timestamp"));
    to->commit = g_strdup(ph_json_text(receipt, "commit"));
    to->cpu_model = g_strdup(
        ph_json_text(cJSON_GetObjectItemCaseSensitive(receipt, "environment"), "cpu_model"));
    add(to, summary, "display_mibps", "summary.display_mibps");
    add(to, summary, "comp3_mibps", "summary.comp3_mibps");
    cJSON_ArrayForEach(entry, list) add(to, entry, "mean_mibps", ph_json_text(entry, "name"));
    if (g_strcmp0(ph_json_text(receipt, "build_profile"), "release") != 0)
        ph_imported_remark(to, "the receipt is of a debug build");
    check_seal(to, receipt);
}

gboolean ph_import_receipt(const char *path, const char *schemas, ph_imported *to, GError **error)
{
    cJSON *receipt = ph_document_read(path, error);
    const gboolean is_valid =
        receipt && ph_import_is_valid(receipt, path, schemas, "receipt", error);

    if (is_valid)
        take(to, receipt);
    cJSON_Delete(receipt);
    return is_valid;
}
