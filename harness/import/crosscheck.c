/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "import/crosscheck.h"

#include <math.h>
#include <string.h>

#include "document/json_member.h"
#include "perfharness/require.h"

enum { COMMIT_DIGITS_MIN = 7 };

/* Two decoders of whole records on one host do not lie as far apart. */
#define FAR_ABOVE 2.0
/* A figure that differs from the kernel's by less may well be of columns. */
#define LIKE_KERNEL 0.25
/* copybook-rs' comp3.rs: bytes of JSON that it counts for a record of so many bytes. */
#define COMP3_COUNTED_BYTES 43.0
#define COMP3_RECORD_BYTES  15.0
/* The input that its DISPLAY benchmark is of, as a workload of ours. */
#define AS_PUBLISHED "display-as-published"

static const struct {
    const char *name;
    const char *const *words; /* In the name of a figure, in small letters. */
    const char *kernel, *record;
} counterparts[PH_COUNTERPART_COUNT] = {
    [PH_COUNTERPART_DISPLAY] = { "DISPLAY", (const char *const[]){ "display", NULL },
                                 PH_HEADLINE_DISPLAY, PH_HEADLINE_RECORD_DISPLAY },
    [PH_COUNTERPART_COMP3] = { "COMP-3",
                               (const char *const[]){ "comp3", "comp-3", "comp_3", "packed", NULL },
                               PH_HEADLINE_COMP3, PH_HEADLINE_RECORD_COMP3 },
};

const char *ph_counterpart_name(ph_counterpart counterpart)
{
    PH_REQUIRE(counterpart < PH_COUNTERPART_COUNT);

    return counterparts[counterpart].name;
}

static ph_counterpart counterpart_of(const char *name)
{
    g_autofree char *small = g_ascii_strdown(name, -1);

    for (guint i = PH_COUNTERPART_NONE + 1; i < PH_COUNTERPART_COUNT; i++)
        for (const char *const *word = counterparts[i].words; *word; word++)
            if (strstr(small, *word))
                return (ph_counterpart)i;
    return PH_COUNTERPART_NONE;
}

static double ours(const ph_measurement *measurement, const char *benchmark, const char *level)
{
    const ph_result *result = measurement ? ph_result_measured(measurement->results, benchmark,
                                                               level, PH_HEADLINE_SUBJECT)
                                          : NULL;

    return result ? result->throughput_mib_s : NAN;
}

static void remark(GPtrArray *to, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void remark(GPtrArray *to, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(to, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static gboolean is_seen_failing(const ph_measurement *measurement)
{
    const ph_result *result =
        ph_result_find(measurement->results, AS_PUBLISHED, "record", PH_HEADLINE_SUBJECT);

    return result && result->state == PH_STATE_VOID;
}

/* A figure that was exported here says itself which of ours it is; NULL: another. */
static const ph_result *find_same(const ph_measurement *measurement, const char *name)
{
    for (guint i = 0; measurement && i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        g_autofree char *own =
            g_strdup_printf("%s/%s/%s", result->benchmark, result->level, result->subject);

        if (strcmp(own, name) == 0)
            return result;
    }
    return NULL;
}

/* What is far above whole records, and not what the name says by itself, is other work. */
static void remark_on_rate(const ph_crosscheck *crosscheck, ph_crosscheck_row *row)
{
    const double theirs = row->theirs->mib_s;

    if (isnan(row->ratio))
        remark(row->remarks, "whole records of it were not measured here");
    else if (!(row->ratio > FAR_ABOVE))
        return;
    else if (fabs(theirs / row->kernel_mib_s - 1.0) < LIKE_KERNEL)
        remark(row->remarks,
               "%.1f × what whole records take here, and about what columns take: "
               "it is not the speed of whole records",
               row->ratio);
    else if (row->counterpart == PH_COUNTERPART_DISPLAY)
        remark(row->remarks,
               "%.1f × what whole records take here; the published DISPLAY "
               "benchmark feeds ASCII to an EBCDIC decoder and times records that fail%s",
               row->ratio,
               is_seen_failing(crosscheck->measurement) ? ", as " AS_PUBLISHED " does in this run"
                                                        : "");
    else
        remark(row->remarks,
               "%.1f × what whole records take here; the published COMP-3 benchmark counts %g "
               "bytes of JSON for a record of %g bytes: as input it would be %.1f MiB/s",
               row->ratio, COMP3_COUNTED_BYTES, COMP3_RECORD_BYTES,
               theirs * COMP3_RECORD_BYTES / COMP3_COUNTED_BYTES);
}

/* Exactly what the name says: that benchmark, at that level, of that subject. */
static void take_same(ph_crosscheck_row *row)
{
    const ph_result *same = row->same;
    const double mib_s = same->state == PH_STATE_MEASURED ? same->throughput_mib_s : NAN;
    double *const at = strcmp(same->level, "kernel") == 0   ? &row->kernel_mib_s
                       : strcmp(same->level, "record") == 0 ? &row->record_mib_s
                                                            : &row->file_mib_s;

    *at = mib_s;
    row->ratio = row->theirs->mib_s / mib_s;
    if (isnan(mib_s))
        remark(row->remarks, "it is %s in our run: %s", ph_state_name(same->state), same->reason);
}

static void take_counterpart(const ph_crosscheck *crosscheck, ph_crosscheck_row *row)
{
    const ph_measurement *measurement = crosscheck->measurement;

    row->kernel_mib_s = ours(measurement, counterparts[row->counterpart].kernel, "kernel");
    row->record_mib_s = ours(measurement, counterparts[row->counterpart].record, "record");
    row->file_mib_s = ours(measurement, counterparts[row->counterpart].record, "file");
    row->ratio = row->theirs->mib_s / fmax(row->record_mib_s, row->file_mib_s);
    if (measurement && !isnan(row->theirs->mib_s))
        remark_on_rate(crosscheck, row);
}

static void remark_on_interval(ph_crosscheck_row *row)
{
    const ph_interval range = row->theirs->range_mib_s;

    if (!isnan(row->theirs->ci95_mib_s.low))
        return;
    if (isnan(range.low))
        remark(row->remarks, "it has no interval: how far off it may be is not known");
    else
        remark(row->remarks, "its range is %.4g … %.4g MiB/s: of what, the file does not say",
               range.low, range.high);
}

static void add_row(ph_crosscheck *to, const ph_imported_figure *theirs)
{
    ph_crosscheck_row *row = g_new0(ph_crosscheck_row, 1);

    row->theirs = theirs;
    row->counterpart = counterpart_of(theirs->own_name);
    row->same = find_same(to->measurement, theirs->own_name);
    row->remarks = g_ptr_array_new_with_free_func(g_free);
    row->kernel_mib_s = row->record_mib_s = row->file_mib_s = row->ratio = NAN;
    g_ptr_array_add(to->rows, row);
    if (!row->same && row->counterpart == PH_COUNTERPART_NONE) {
        remark(row->remarks,
               "its name says neither DISPLAY nor COMP-3: there is nothing beside it");
        return;
    }
    if (isnan(theirs->mib_s))
        remark(row->remarks, "it is no rate of bytes");
    if (row->same)
        take_same(row);
    else
        take_counterpart(to, row);
    remark_on_interval(row);
}

/* The first digits of a commit are a name for it. */
static gboolean is_same_commit(const char *theirs, const char *ours_is)
{
    const gsize digits = MIN(strlen(theirs), strlen(ours_is));

    return digits >= COMMIT_DIGITS_MIN && g_ascii_strncasecmp(theirs, ours_is, digits) == 0;
}

/* Theirs may be of copybook-rs, or of the place where it was measured. */
static void remark_on_commit(ph_crosscheck *to)
{
    const char *theirs = to->imported->commit, *place = to->measurement->commit;
    const char *commit = ph_measurement_headline_commit(to->measurement);

    if (!theirs || !commit)
        remark(to->remarks, "the commit is not recorded in %s: they need not be of one",
               theirs   ? "our run"
               : commit ? "their file"
                        : "either");
    else if (!is_same_commit(theirs, commit) && !(place && is_same_commit(theirs, place)))
        remark(to->remarks, "their commit is %s, ours %s", theirs, commit);
}

/* Others know a host by its processor at most. */
static void remark_on_host(ph_crosscheck *to)
{
    const char *theirs = to->imported->fingerprint, *model = to->imported->cpu_model;
    const char *host = ph_measurement_fingerprint(to->measurement);
    const char *brand =
        ph_json_text(cJSON_GetObjectItemCaseSensitive(to->measurement->system, "cpu"), "brand");

    if (theirs && host && strcmp(theirs, host) != 0)
        remark(to->remarks, "their host is %s, ours %s", theirs, host);
    else if (model && brand && strcmp(model, brand) != 0)
        remark(to->remarks, "their processor is \"%s\", ours \"%s\"", model, brand);
    else if (model && brand)
        remark(to->remarks, "the processors are of one model: the hosts need not be one");
    else if (!theirs || !host)
        remark(to->remarks, "the host is not recorded in %s: they need not be of one",
               host ? "their file" : "our run");
}

ph_crosscheck *ph_crosscheck_new(const ph_imported *imported, const ph_measurement *measurement)
{
    ph_crosscheck *crosscheck = g_new0(ph_crosscheck, 1);

    crosscheck->imported = imported;
    crosscheck->measurement = measurement;
    crosscheck->rows = g_ptr_array_new();
    crosscheck->remarks = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < imported->figures->len; i++)
        add_row(crosscheck, imported->figures->pdata[i]);
    for (guint i = 0; i < imported->remarks->len; i++)
        remark(crosscheck->remarks, "%s", (char *)imported->remarks->pdata[i]);
    if (!measurement) {
        remark(crosscheck->remarks, "there is nothing beside them: --perf names a run of ours");
        return crosscheck;
    }
    remark_on_commit(crosscheck);
    remark_on_host(crosscheck);
    return crosscheck;
}

static void free_row(ph_crosscheck_row *row)
{
    g_ptr_array_unref(row->remarks);
    g_free(row);
}

void ph_crosscheck_free(ph_crosscheck *crosscheck)
{
    for (guint i = 0; i < crosscheck->rows->len; i++)
        free_row(crosscheck->rows->pdata[i]);
    g_ptr_array_unref(crosscheck->rows);
    g_ptr_array_unref(crosscheck->remarks);
    g_free(crosscheck);
}
