/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/remarks.h"

#include <math.h>
#include <string.h>

#include "document/timestamp.h"
#include "protocol/float_format.h"
#include "protocol/line_options.h"
#include "verdict/change_text.h"
#include "verdict/floors.h"

enum { DECIMALS = 1 }; /* Of a change in per cent. */

static void add(GPtrArray *texts, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add(GPtrArray *texts, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(texts, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static void warn_of_margin(GPtrArray *warnings, const ph_floor_check *check, double multiplier)
{
    const double margin = check->value_mb_s / check->floor_mb_s;

    if (margin < multiplier)
        add(warnings,
            "%s: %.4g MB/s is %.3g × its floor of %g MB/s, under the safety margin of %g ×",
            check->benchmark, check->value_mb_s, margin, check->floor_mb_s, multiplier);
}

static void warn_of_target(GPtrArray *warnings, const ph_floor_check *check,
                           const ph_thresholds *thresholds)
{
    const double mib_s = check->value_mb_s / ph_mb_s(1.0);

    if (strcmp(check->benchmark, PH_HEADLINE_DISPLAY) == 0 &&
        mib_s / PH_MIB_PER_GIB < thresholds->display_target_gib_s)
        add(warnings, "%s: %.4g GiB/s is under the enterprise target of %g GiB/s", check->benchmark,
            mib_s / PH_MIB_PER_GIB, thresholds->display_target_gib_s);
    if (strcmp(check->benchmark, PH_HEADLINE_COMP3) == 0 && mib_s < thresholds->comp3_target_mib_s)
        add(warnings, "%s: %.4g MiB/s is under the enterprise target of %g MiB/s", check->benchmark,
            mib_s, thresholds->comp3_target_mib_s);
}

GPtrArray *ph_remarks_warnings(const ph_measurement *run, const GArray *floors,
                               const ph_thresholds *thresholds)
{
    GPtrArray *warnings = g_ptr_array_new_with_free_func(g_free);
    const char *referee = ph_referee_mode_remark(run->referee.mode);

    if (referee)
        add(warnings, "%s", referee);
    for (guint i = 0; i < floors->len; i++) {
        const ph_floor_check *check = &g_array_index(floors, ph_floor_check, i);

        if (!check->is_judged || isnan(check->value_mb_s))
            continue;
        warn_of_margin(warnings, check, thresholds->safety_margin_multiplier);
        warn_of_target(warnings, check, thresholds);
    }
    return warnings;
}

void ph_remarks_sandbox(GPtrArray *notes, const ph_measurement *run)
{
    const ph_referee_facts *facts = &run->referee;

    if (facts->mode != PH_REFEREE_UNKNOWN && !facts->is_sandboxed)
        add(notes, "subjects are not confined%s%s", facts->unsandboxed ? ": " : "",
            facts->unsandboxed ? facts->unsandboxed : "");
}

/* Is a result before this one of the same benchmark, with the same to be said of it? */
static gboolean is_said(const ph_measurement *run, guint index,
                        gboolean (*is_alike)(const ph_result *a, const ph_result *b))
{
    const ph_result *result = run->results->pdata[index];

    for (guint i = 0; i < index; i++) {
        const ph_result *other = run->results->pdata[i];

        if (strcmp(other->benchmark, result->benchmark) == 0 && is_alike(other, result))
            return TRUE;
    }
    return FALSE;
}

static gboolean is_as_proven(const ph_result *a, const ph_result *b)
{
    return a->state == PH_STATE_MEASURED && a->proof == b->proof;
}

/* What the reference decodes, too. */
static void note_proof(GPtrArray *notes, const ph_result *result, uint64_t seed)
{
    if (result->state != PH_STATE_MEASURED || result->proof != PH_PROOF_REFERENCE)
        return;
    if (result->stored)
        add(notes,
            "%s: proven against the reference: every field of all %" G_GUINT64_FORMAT " records",
            result->benchmark, result->records_proven);
    else
        add(notes,
            "%s: proven against the reference: every field of %" G_GUINT64_FORMAT
            " %s, drawn by seed %" G_GUINT64_FORMAT,
            result->benchmark, result->records_proven,
            result->records_proven == 1 ? "record" : "records", seed);
}

static gboolean is_read_alike(const ph_result *a, const ph_result *b)
{
    return g_strcmp0(a->float_format, b->float_format) == 0;
}

static gboolean is_written_alike(const ph_result *a, const ph_result *b)
{
    return g_strcmp0(a->controls, b->controls) == 0 && g_strcmp0(a->redefines, b->redefines) == 0;
}

/* Of own data, which alone have a format, the referee, or what is timed as that is, has no others.
 */
static gboolean has_stale_data(const ph_result *result)
{
    return (result->referee || result->stored) && result->record_format;
}

static gboolean is_as_stale(const ph_result *a, const ph_result *b)
{
    return has_stale_data(a) && has_stale_data(b);
}

/* Stored documents may name others than are known here. */
static const char *floats_of(const char *format)
{
#define X(id, name, separator, floats)                                                             \
    if (strcmp(format, (name)) == 0)                                                               \
        return (floats);
    PH_FLOAT_FORMAT_LIST(X)
#undef X
    return format;
}

#define NAME(id, name, separator, means)  name,
#define MEANS(id, name, separator, means) means,
static const char *const controls[] = { PH_CONTROLS_LIST(NAME) };
static const char *const controls_means[] = { PH_CONTROLS_LIST(MEANS) };
static const char *const redefines[] = { PH_REDEFINES_LIST(NAME) };
static const char *const redefines_means[] = { PH_REDEFINES_LIST(MEANS) };
#undef MEANS
#undef NAME

/* What is as usual, the first, is not worth a word. */
static void note_choice(GPtrArray *notes, const ph_result *result, const char *option,
                        const char *choice, const char *const *names, const char *const *means,
                        gsize count)
{
    for (gsize i = 1; i < count; i++)
        if (g_strcmp0(names[i], choice) == 0)
            add(notes, "%s: %s (%s %s)", result->benchmark, means[i], option, choice);
}

static void note_lines(GPtrArray *notes, const ph_result *result)
{
    note_choice(notes, result, "--controls", result->controls, controls, controls_means,
                G_N_ELEMENTS(controls));
    note_choice(notes, result, "--redefines", result->redefines, redefines, redefines_means,
                G_N_ELEMENTS(redefines));
}

static gboolean is_laid_out_alike(const ph_result *a, const ph_result *b)
{
    return a->layout && strcmp(a->subject, b->subject) == 0 &&
           a->layout->compared == b->layout->compared &&
           g_strcmp0(a->layout->difference, b->layout->difference) == 0;
}

static char *length_of(const ph_record_layout *layout)
{
    return layout->length_min == layout->length_max
               ? g_strdup_printf("%" G_GUINT64_FORMAT " bytes", layout->length_max)
               : g_strdup_printf("%" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT " bytes",
                                 layout->length_min, layout->length_max);
}

/* What differs, or is not known, is the reason of a void, or warned of. */
static void note_layout(GPtrArray *notes, const ph_result *result)
{
    const ph_record_layout *layout = result->layout;
    g_autofree char *length = length_of(layout);

    if (layout->difference || layout->unknown)
        return;
    if (layout->compared == PH_LAYOUT_COMPARED_ITEMS)
        add(notes, "%s: the layout of %s, %s, is proven: %s has every item as the copybook has it",
            result->benchmark, layout->record, length, result->subject);
    else
        add(notes, "%s: %s does not say how it lays out records: %s was compared",
            result->benchmark, result->subject,
            layout->compared == PH_LAYOUT_COMPARED_LENGTH ? "only its record length" : "nothing");
}

void ph_remarks_own_data(GPtrArray *notes, const ph_measurement *run)
{
    for (guint i = 0; i < run->results->len; i++) {
        const ph_result *result = run->results->pdata[i];
        const char *lacks =
            result->state == PH_STATE_MEASURED ? ph_proof_lacks(result->proof) : NULL;

        if (result->layout && result->state != PH_STATE_FAILED &&
            !is_said(run, i, is_laid_out_alike))
            note_layout(notes, result);
        if (lacks && !is_said(run, i, is_as_proven))
            add(notes, "%s: %s", result->benchmark, lacks);
        if (!is_said(run, i, is_as_proven))
            note_proof(notes, result, run->facts.seed);
        if (has_stale_data(result) && !is_said(run, i, is_as_stale))
            add(notes,
                "%s: %s has the file's own data, as they cannot be made afresh: answers that were "
                "built in for them would not show",
                result->benchmark, result->stored ? "what is timed" : "the referee");
        if (result->float_format && !is_said(run, i, is_read_alike))
            add(notes, "%s: COMP-1 and COMP-2 are read as %s (--float %s)", result->benchmark,
                floats_of(result->float_format), result->float_format);
        if (!is_said(run, i, is_written_alike))
            note_lines(notes, result);
    }
}

static void note_plain(GPtrArray *notes, ph_named_run run)
{
    if (run.measurement->is_plain)
        add(notes, "there is no interval: %s holds no launches, only its figures", run.name);
}

void ph_remarks_unrecorded(GPtrArray *notes, ph_named_run run, ph_named_run baseline)
{
    const gboolean has_host = ph_measurement_fingerprint(run.measurement) != NULL;
    const gboolean has_base_host = ph_measurement_fingerprint(baseline.measurement) != NULL;

    note_plain(notes, run);
    note_plain(notes, baseline);
    if (!has_host || !has_base_host)
        add(notes, "host not recorded in %s: taken for the same",
            has_host        ? baseline.name
            : has_base_host ? run.name
                            : "either document");
    if (!run.measurement->suite != !baseline.measurement->suite)
        add(notes, "suite not recorded in %s: taken for the same",
            run.measurement->suite ? baseline.name : run.name);
}

static void note_difference(GPtrArray *notes, const char *what, const char *run_has,
                            const char *run_name, const char *baseline_has,
                            const char *baseline_name)
{
    if (run_has && baseline_has && strcmp(run_has, baseline_has) != 0)
        add(notes, "%s: %s in %s, %s in %s", what, run_has, run_name, baseline_has, baseline_name);
}

/* Where the build's record does not say, the library does, of compiler and flags together. */
void ph_remarks_builds(GPtrArray *notes, ph_named_build build, ph_named_build baseline)
{
    const ph_build_identity *from = build.info->built_from;
    const ph_build_identity *base_from = baseline.info->built_from;

    if (from && base_from && from->toolchain && base_from->toolchain) {
        note_difference(notes, "the compiler differs", from->toolchain, build.name,
                        base_from->toolchain, baseline.name);
        note_difference(notes, "the compiler's flags differ", from->flags, build.name,
                        base_from->flags, baseline.name);
    } else {
        note_difference(notes, "the compiler or its flags differ", build.info->build, build.name,
                        baseline.info->build, baseline.name);
    }
}

void ph_remarks_differences(GPtrArray *notes, ph_named_run run, ph_named_run baseline)
{
    const ph_subject_info *info = ph_measurement_subject(run.measurement, PH_HEADLINE_SUBJECT);
    const ph_subject_info *base_info =
        ph_measurement_subject(baseline.measurement, PH_HEADLINE_SUBJECT);

    note_difference(notes, "the kernel differs", ph_measurement_kernel(run.measurement), run.name,
                    ph_measurement_kernel(baseline.measurement), baseline.name);
    note_difference(notes, "the microcode differs", ph_measurement_microcode(run.measurement),
                    run.name, ph_measurement_microcode(baseline.measurement), baseline.name);
    if (info && base_info)
        ph_remarks_builds(notes, (ph_named_build){ info, run.name },
                          (ph_named_build){ base_info, baseline.name });
}

/* A run that does not say when it was made has no age, and what is said of it is the same any day.
 */
static void note_age(GPtrArray *notes, const ph_measurement *run, const ph_measurement *baseline)
{
    g_autoptr(GDateTime) then = baseline->timestamp ? ph_timestamp_read(baseline->timestamp) : NULL;
    g_autoptr(GDateTime) now = run->timestamp ? ph_timestamp_read(run->timestamp) : NULL;

    if (!then || !now)
        return;

    const GTimeSpan age = g_date_time_difference(now, then);
    if (age > PH_BASELINE_STALE_DAYS * G_TIME_SPAN_DAY)
        add(notes, "the baseline is stale: it is %" G_GINT64_FORMAT " days older than the run",
            age / G_TIME_SPAN_DAY);
}

/* So much faster that all of what fails could be lost again before anybody is warned. */
static void note_slack(GPtrArray *notes, const ph_change *change, ph_change_limits limits)
{
    const double least = isnan(change->ci95.high) ? change->change : change->ci95.high;
    g_autofree char *text = ph_change_text(change->change, DECIMALS);

    if (change->is_judged && (1.0 - least) * (1.0 - limits.fail) > 1.0 - limits.warn)
        add(notes,
            "the baseline is slack: %s, %s, %s level is %s, and could lose more than "
            "%g %% unseen",
            change->result->benchmark, change->result->subject, change->result->level, text,
            limits.fail * 100.0);
}

/* The reference and the anchor are the same code on both sides: if they moved, the machine did. */
static void note_same_code(GPtrArray *notes, const ph_change *change, ph_change_limits limits)
{
    const gboolean is_anchor = strcmp(change->result->subject, PH_ANCHOR_SUBJECT) == 0;
    const ph_interval ci95 = change->ci95;
    g_autofree char *text = ph_change_text(change->change, DECIMALS);

    if (!is_anchor && strcmp(change->result->subject, PH_REFERENCE_SUBJECT) != 0)
        return;
    if (ci95.low > limits.warn || ci95.high < -limits.warn)
        add(notes, "the %s changed, too: %s is %s, so the machine may be what differs",
            is_anchor ? "anchor" : "reference", change->result->benchmark, text);
}

static void note_change(GPtrArray *notes, const ph_change *change, ph_change_limits limits)
{
    const ph_result *result = change->result;

    if (!change->base) {
        if (change->is_judged && result->state == PH_STATE_MEASURED)
            add(notes, "%s, %s, %s level: %s", result->benchmark, result->subject, result->level,
                change->why);
        return;
    }
    if (change->is_judged && isnan(change->ci95.low) && result->launch_ns->len > 0 &&
        change->base->launch_ns->len > 0)
        add(notes, "%s, %s, %s level: there is no interval, one side has fewer than two launches",
            result->benchmark, result->subject, result->level);
    note_slack(notes, change, limits);
    note_same_code(notes, change, limits);
}

/* A gate that was given the run itself as its baseline is open for ever. */
static void note_identity(GPtrArray *notes, const GPtrArray *changes)
{
    guint compared = 0;

    for (guint i = 0; i < changes->len; i++) {
        const ph_change *change = changes->pdata[i];

        if (!isnan(change->change) && change->change != 0.0)
            return;
        compared += isnan(change->change) ? 0 : 1;
    }
    if (compared)
        add(notes, "every figure is exactly the baseline's: it may be the same run");
}

/* Without an anchor on one side, nobody would think of comparing ratios. */
static void note_anchor(GPtrArray *notes, const ph_measurement *run, const ph_measurement *baseline)
{
    g_autofree char *here = run->anchor ? ph_anchor_text(run->anchor) : NULL;
    g_autofree char *there = baseline->anchor ? ph_anchor_text(baseline->anchor) : NULL;

    if (here && there && !ph_anchor_equals(run->anchor, baseline->anchor))
        add(notes, "another anchor: %s here, %s in the baseline, so ratios to it are not compared",
            here, there);
}

/* Each reason once. */
static void note_uncounted(GPtrArray *notes, const GPtrArray *changes)
{
    g_autoptr(GHashTable) said = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < changes->len; i++) {
        const ph_change *change = changes->pdata[i];
        char *why = change->allocations.uncounted;

        if (change->is_judged && why && g_hash_table_add(said, why))
            add(notes, PH_ALLOCATIONS_NOT_COMPARED ": %s", why);
    }
}

void ph_remarks_notes(GPtrArray *notes, const ph_measurement *run, const ph_measurement *baseline,
                      const GPtrArray *changes, ph_change_limits limits)
{
    const ph_named_run named = { run, "the run" };
    const ph_named_run named_baseline = { baseline, "the baseline" };

    if (!baseline) {
        note_plain(notes, named);
        add(notes, "there is no baseline: only the floors are judged");
        return;
    }
    ph_remarks_unrecorded(notes, named, named_baseline);
    ph_remarks_differences(notes, named, named_baseline);
    note_age(notes, run, baseline);
    note_anchor(notes, run, baseline);
    note_identity(notes, changes);
    note_uncounted(notes, changes);
    for (guint i = 0; i < changes->len; i++)
        note_change(notes, changes->pdata[i], limits);
}
