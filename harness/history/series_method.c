/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/series_method.h"

#include "series/canonical_text.h"

/* Raised where the harness comes to count otherwise, so that figures move by that; of times it is
 * the derivation. */
enum { COUNTING_VERSION = 1 };

static void add_anchor(GString *object, const ph_anchor *anchor)
{
    ph_canonical_text(object, "anchor", anchor->identity->library_sha256);
    ph_canonical_text(object, "anchor_options", anchor->options);
}

/* The compiler is no part of a time's method: what it makes of the code is what is looked for. */
static void add_build(GString *object, const ph_subject_info *info)
{
    const ph_build_identity *identity = info ? info->built_from : NULL;

    ph_canonical_text(object, "toolchain", identity ? identity->toolchain : NULL);
    ph_canonical_text(object, "flags", identity ? identity->flags : NULL);
}

static char *digest_of(GString *object)
{
    g_autofree char *text = ph_canonical_end(object);

    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

static void add_library(GString *object, const ph_subject_info *info)
{
    g_autofree char *release = info ? ph_subject_release(info) : NULL;

    ph_canonical_text(object, "release", release);
    ph_canonical_text(object, "chosen", info ? info->chosen : NULL);
}

char *ph_series_method(const ph_measurement *measurement, const ph_result *result, ph_metric metric,
                       ph_derivation derivation)
{
    const ph_subject_info *info = ph_measurement_subject(measurement, result->subject);
    GString *object = ph_canonical_new();

    ph_canonical_integer(object, "measuring",
                         ph_metric_is_exact(metric) ? COUNTING_VERSION : (gint64)derivation);
    ph_canonical_text(object, "quick", measurement->is_quick ? "true" : "false");
    ph_canonical_integer(object, "input_bytes", (gint64)result->input_bytes);
    ph_canonical_integer(object, "records", (gint64)result->records);
    ph_canonical_integer(object, "items", (gint64)result->items);
    ph_canonical_text(object, "record_format", result->record_format);
    ph_canonical_text(object, "float_format", result->float_format);
    ph_canonical_text(object, "controls", result->controls);
    ph_canonical_text(object, "redefines", result->redefines);
    add_library(object, info);
    if (metric == PH_METRIC_ANCHOR)
        add_anchor(object, measurement->anchor);
    if (ph_metric_is_exact(metric))
        add_build(object, info);
    return digest_of(object);
}

char *ph_series_method_of_work(const ph_subject_info *info)
{
    GString *object = ph_canonical_new();

    ph_canonical_integer(object, "measuring", COUNTING_VERSION);
    ph_canonical_text(object, "counted_by", "comparison");
    add_library(object, info);
    add_build(object, info);
    return digest_of(object);
}

char *ph_series_method_of_import(const char *source)
{
    GString *object = ph_canonical_new();

    ph_canonical_text(object, "import", source);
    return digest_of(object);
}
