/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/reproduction.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "verdict/change_text.h"
#include "verdict/work_conclusion.h"

enum { SHOWN_DIGEST = 12, DECIMALS = 1 };
#define OTHER_HOST    "of another host"
#define OTHER_LIBRARY "of another library"
#define OTHER_HARNESS "of another perfharness"
#define OTHER_SEED    "of other data, by another seed"
#define OUTSIDE       "outside of the interval"
#define NS_A_SECOND   1e9

#define WORD(name, word, shown)  [PH_REPRODUCED_##name] = (word),
#define SHOWN(name, word, shown) [PH_REPRODUCED_##name] = (shown),
static const char *const words[] = { PH_REPRODUCED_LIST(WORD) };
static const char *const shown_words[] = { PH_REPRODUCED_LIST(SHOWN) };
#undef WORD
#undef SHOWN

const char *ph_reproduced_word(ph_reproduced reproduced)
{
    PH_REQUIRE(reproduced < PH_REPRODUCED_COUNT);

    return words[reproduced];
}

const char *ph_reproduced_shown(ph_reproduced reproduced)
{
    PH_REQUIRE(reproduced < PH_REPRODUCED_COUNT);

    return shown_words[reproduced];
}

static void fact_free(gpointer data)
{
    ph_reproduction_fact *fact = data;

    g_free(fact->what);
    g_free(fact->recorded);
    g_free(fact->found);
    g_free(fact->why);
    g_free(fact);
}

ph_reproduction *ph_reproduction_new(void)
{
    ph_reproduction *reproduction = g_new0(ph_reproduction, 1);

    reproduction->facts = g_ptr_array_new_with_free_func(fact_free);
    reproduction->other_builds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return reproduction;
}

void ph_reproduction_free(ph_reproduction *reproduction)
{
    g_ptr_array_unref(reproduction->facts);
    g_hash_table_unref(reproduction->other_builds);
    g_free(reproduction);
}

static char *printable(const char *text)
{
    return text ? ph_error_printable(text) : NULL;
}

void ph_reproduction_add(ph_reproduction *reproduction, const char *what, const char *recorded,
                         const char *found, ph_reproduced reproduced, const char *why)
{
    ph_reproduction_fact *fact = g_new0(ph_reproduction_fact, 1);

    fact->what = printable(what);
    fact->recorded = printable(recorded);
    fact->found = printable(found);
    fact->reproduced = reproduced;
    fact->why = printable(why);
    g_ptr_array_add(reproduction->facts, fact);
}

/* What is not the same follows from this, or is a difference of its own: why is NULL. */
static ph_reproduced judge(gboolean is_same, const char *why)
{
    if (is_same)
        return PH_REPRODUCED_SAME;
    return why ? PH_REPRODUCED_EXPECTED : PH_REPRODUCED_DIFFERS;
}

gboolean ph_reproduction_add_text(ph_reproduction *reproduction, const char *what,
                                  const char *recorded, const char *found)
{
    const gboolean is_same = recorded && found && strcmp(recorded, found) == 0;

    ph_reproduction_add(reproduction, what, recorded, found,
                        recorded && found ? judge(is_same, NULL) : PH_REPRODUCED_UNKNOWN, NULL);
    return is_same;
}

/* They are longer than a line has room for; their beginning tells them apart. */
static char *short_digest(const char *digest)
{
    return digest ? g_strndup(digest, SHOWN_DIGEST) : NULL;
}

/* Nothing where neither has it, as of libraries of which no more is known than their bytes. */
static gboolean add_part(ph_reproduction *reproduction, const char *role, const char *part,
                         const char *recorded, const char *found)
{
    g_autofree char *what = g_strdup_printf("%s: %s", role, part);

    return (!recorded && !found) || ph_reproduction_add_text(reproduction, what, recorded, found);
}

static gboolean add_digest(ph_reproduction *reproduction, const char *role, const char *part,
                           const char *recorded, const char *found)
{
    g_autofree char *before = short_digest(recorded), *now = short_digest(found);

    return add_part(reproduction, role, part, before, now);
}

/* What another library follows from, the gravest first; NULL: from nothing that is known. */
static const char *add_origin(ph_reproduction *reproduction, const char *role,
                              const ph_build_identity *then, const ph_build_identity *now)
{
    const gboolean has_sources =
        add_digest(reproduction, role, "sources", then->sources_sha256, now->sources_sha256);
    const gboolean has_lock =
        add_digest(reproduction, role, "Cargo.lock", then->lock_sha256, now->lock_sha256);
    const gboolean has_toolchain =
        add_part(reproduction, role, "toolchain", then->toolchain, now->toolchain);
    const gboolean has_flags = add_part(reproduction, role, "flags", then->flags, now->flags);

    /* The reference comes with the harness. */
    if (!then->sources_sha256 && reproduction->is_harness_other)
        return OTHER_HARNESS;
    return !has_sources     ? "of other sources"
           : !has_lock      ? "of other dependencies"
           : !has_toolchain ? "of another toolchain"
           : !has_flags     ? "of other flags"
                            : NULL;
}

void ph_reproduction_add_build(ph_reproduction *reproduction, const char *role,
                               const ph_build_identity *recorded, const ph_build_identity *found)
{
    static const ph_build_identity nothing = { 0 };
    const ph_build_identity *then = recorded ? recorded : &nothing, *now = found ? found : &nothing;
    const gboolean is_known = then->library_sha256 && now->library_sha256;
    const gboolean is_same = g_strcmp0(then->library_sha256, now->library_sha256) == 0;
    const char *why = add_origin(reproduction, role, then, now);
    g_autofree char *what = g_strdup_printf("%s: library", role);
    g_autofree char *before = short_digest(then->library_sha256);
    g_autofree char *here = short_digest(now->library_sha256);

    if (!is_same)
        g_hash_table_add(reproduction->other_builds, g_strdup(role));
    ph_reproduction_add(reproduction, what, before, here,
                        is_known ? judge(is_same, why) : PH_REPRODUCED_UNKNOWN,
                        is_same ? NULL : why);
}

/* Whether the library that did it is another one; a variant's name begins with its subject's. */
static gboolean is_of_other_build(const ph_reproduction *reproduction, const char *subject)
{
    GHashTableIter each;
    gpointer role;

    g_hash_table_iter_init(&each, reproduction->other_builds);
    while (g_hash_table_iter_next(&each, &role, NULL))
        if (g_str_has_prefix(subject, role))
            return TRUE;
    return FALSE;
}

/* What a difference in a figure follows from; NULL: it is one of its own. */
static const char *why_figure(const ph_reproduction *reproduction, gboolean is_other_build)
{
    if (is_other_build)
        return OTHER_LIBRARY;
    return reproduction->is_host_other ? OTHER_HOST : NULL;
}

/* Takes the texts over. */
static void add_exact(ph_reproduction *reproduction, const char *what, char *recorded, char *found,
                      const char *why)
{
    const gboolean is_same = strcmp(recorded, found) == 0;

    ph_reproduction_add(reproduction, what, recorded, found, judge(is_same, why),
                        is_same ? NULL : why);
    g_free(recorded);
    g_free(found);
}

static gboolean overlap(ph_interval a, ph_interval b)
{
    return a.low <= b.high && b.low <= a.high;
}

/* To three digits, or whole. */
static char *rate_text(double mib_s)
{
    return g_strdup_printf(mib_s >= 100.0 ? "%.0f" : "%.3g", mib_s);
}

static char *speed_text(const ph_result *result)
{
    const double bytes = (double)result->input_bytes * NS_A_SECOND / PH_BYTES_PER_MIB;

    g_autofree char *rate = rate_text(result->throughput_mib_s);
    g_autofree char *low = rate_text(bytes / result->ci95_ns.high);
    g_autofree char *high = rate_text(bytes / result->ci95_ns.low);

    if (isnan(result->ci95_ns.low))
        return g_steal_pointer(&rate);
    return g_strdup_printf("%s (%s … %s)", rate, low, high);
}

static void add_figure(ph_reproduction *reproduction, const char *what, const ph_result *recorded,
                       const ph_result *found)
{
    const char *why = why_figure(reproduction, is_of_other_build(reproduction, recorded->subject));
    const gboolean is_known = !isnan(recorded->ci95_ns.low) && !isnan(found->ci95_ns.low);
    const gboolean is_same = is_known && overlap(recorded->ci95_ns, found->ci95_ns);
    g_autofree char *before = speed_text(recorded), *now = speed_text(found);
    g_autofree char *named = g_strdup_printf("%s, MiB/s", what);

    if (!is_known)
        ph_reproduction_add(reproduction, named, before, now, PH_REPRODUCED_UNKNOWN,
                            "there is no interval of both");
    else
        ph_reproduction_add(reproduction, named, before, now, judge(is_same, why),
                            is_same ? NULL
                            : why   ? why
                                    : OUTSIDE);
}

static void add_allocations(ph_reproduction *reproduction, const char *what,
                            const ph_result *recorded, const ph_result *found)
{
    const ph_allocations *then = recorded->allocations, *now = found->allocations;
    g_autofree char *named = g_strdup_printf("%s, allocations", what);

    if (!then || !now || then->records != now->records)
        return; /* Of other numbers of records they are other ones. */
    add_exact(reproduction, named,
              g_strdup_printf("%.0f, %.0f bytes", (double)then->calls, (double)then->bytes),
              g_strdup_printf("%.0f, %.0f bytes", (double)now->calls, (double)now->bytes),
              is_of_other_build(reproduction, recorded->subject) ? OTHER_LIBRARY : NULL);
}

static void add_state(ph_reproduction *reproduction, const char *what, const ph_result *recorded,
                      const ph_result *found)
{
    const gboolean is_same = found && found->state == recorded->state;
    const gboolean is_busy = found && ph_result_is_too_busy(found);

    ph_reproduction_add(reproduction, what, ph_state_name(recorded->state),
                        found ? ph_state_name(found->state) : NULL,
                        is_busy && !is_same ? PH_REPRODUCED_UNKNOWN : judge(is_same, NULL),
                        is_same                  ? NULL
                        : found && found->reason ? found->reason
                                                 : "it was not measured");
}

static void add_result(ph_reproduction *reproduction, const ph_result *recorded,
                       const ph_measurement *run)
{
    const ph_result *found =
        ph_result_find(run->results, recorded->benchmark, recorded->level, recorded->subject);
    const gboolean is_file = strcmp(recorded->level, "file") == 0;
    g_autofree char *what = g_strdup_printf("%s%s, %s", recorded->benchmark,
                                            is_file ? " as one file" : "", recorded->subject);

    if (!found || found->state != PH_STATE_MEASURED || recorded->state != PH_STATE_MEASURED) {
        add_state(reproduction, what, recorded, found);
        return;
    }
    if (recorded->checksum && found->checksum && recorded->input_bytes == found->input_bytes) {
        g_autofree char *answers = g_strdup_printf("%s, answers", what);

        add_exact(reproduction, answers, g_strdup(recorded->checksum), g_strdup(found->checksum),
                  reproduction->is_seed_other ? OTHER_SEED : NULL);
    }
    add_allocations(reproduction, what, recorded, found);
    add_figure(reproduction, what, recorded, found);
}

static void add_verdict(ph_reproduction *reproduction, const char *what, ph_verdict recorded,
                        ph_verdict found)
{
    const char *why = why_figure(reproduction, g_hash_table_size(reproduction->other_builds) > 0);
    const gboolean is_same = recorded == found;
    const gboolean is_open = !is_same && found == PH_VERDICT_INCONCLUSIVE;

    ph_reproduction_add(reproduction, what, ph_verdict_word(recorded), ph_verdict_word(found),
                        is_open ? PH_REPRODUCED_UNKNOWN : judge(is_same, why),
                        is_same ? NULL : why);
}

static void add_seed(ph_reproduction *reproduction, guint64 recorded, guint64 found)
{
    g_autofree char *then = g_strdup_printf("%" G_GUINT64_FORMAT, recorded);
    g_autofree char *now = g_strdup_printf("%" G_GUINT64_FORMAT, found);

    reproduction->is_seed_other = !ph_reproduction_add_text(reproduction, "seed", then, now);
}

void ph_reproduction_add_run(ph_reproduction *reproduction, const ph_measurement *recorded,
                             const ph_measurement *found, ph_verdict recorded_verdict,
                             ph_verdict found_verdict)
{
    add_seed(reproduction, recorded->facts.seed, found->facts.seed);
    for (guint i = 0; i < recorded->results->len; i++)
        add_result(reproduction, recorded->results->pdata[i], found);
    add_verdict(reproduction, "verdict", recorded_verdict, found_verdict);
}

/* Chance has a part in the work of some. */
static void add_work(ph_reproduction *reproduction, const char *what, const ph_contrast *recorded,
                     const ph_contrast *found, const char *why)
{
    const double then = recorded->head_work / recorded->base_work;
    const double now = found->head_work / found->base_work;
    const double same = MAX(PH_WORK_SAME, MAX(recorded->work_range, found->work_range));
    const gboolean is_same = fabs(log(now / then)) <= same;
    g_autofree char *named = g_strdup_printf("%s, work", what);
    g_autofree char *before = g_strdup_printf("%.4f ×", then);
    g_autofree char *here = g_strdup_printf("%.4f ×", now);

    if (!isnan(then) && !isnan(now))
        ph_reproduction_add(reproduction, named, before, here, judge(is_same, why),
                            is_same ? NULL : why);
}

static void add_slowdown(ph_reproduction *reproduction, const char *what,
                         const ph_contrast *recorded, const ph_contrast *found, const char *why)
{
    const gboolean is_same = overlap(recorded->ci95, found->ci95);
    g_autofree char *before = ph_change_interval_text_of_ratio(recorded->ci95, DECIMALS);
    g_autofree char *here = ph_change_interval_text_of_ratio(found->ci95, DECIMALS);
    g_autofree char *named = g_strdup_printf("%s, slowdown", what);

    if (!isnan(recorded->ci95.low) && !isnan(found->ci95.low))
        ph_reproduction_add(reproduction, named, before, here, judge(is_same, why),
                            is_same ? NULL
                            : why   ? why
                                    : OUTSIDE);
}

static void add_contrast(ph_reproduction *reproduction, const ph_contrast *recorded,
                         const ph_contrast_report *report)
{
    const gboolean is_other = g_hash_table_size(reproduction->other_builds) > 0;
    const gboolean is_file = strcmp(recorded->level, "file") == 0;
    const ph_contrast *found =
        ph_contrast_find(report, recorded->benchmark, recorded->level, recorded->variant);
    g_autofree char *what =
        g_strdup_printf("%s%s%s%s", recorded->benchmark, is_file ? " as one file" : "",
                        *recorded->variant ? ", " : "", recorded->variant);

    if (!found) {
        ph_reproduction_add(reproduction, what, ph_verdict_word(recorded->call.verdict), NULL,
                            PH_REPRODUCED_DIFFERS, "it was not measured");
        return;
    }
    add_work(reproduction, what, recorded, found, is_other ? OTHER_LIBRARY : NULL);
    add_slowdown(reproduction, what, recorded, found, why_figure(reproduction, is_other));
    add_verdict(reproduction, what, recorded->call.verdict, found->call.verdict);
}

void ph_reproduction_add_comparison(ph_reproduction *reproduction,
                                    const ph_contrast_report *recorded,
                                    const ph_contrast_report *found)
{
    for (guint i = 0; i < recorded->contrasts->len; i++)
        add_contrast(reproduction, recorded->contrasts->pdata[i], found);
    add_verdict(reproduction, "verdict", recorded->verdict, found->verdict);
}

guint ph_reproduction_count(const ph_reproduction *reproduction, ph_reproduced reproduced)
{
    guint count = 0;

    for (guint i = 0; i < reproduction->facts->len; i++) {
        const ph_reproduction_fact *fact = reproduction->facts->pdata[i];

        count += fact->reproduced == reproduced;
    }
    return count;
}

ph_reproduced ph_reproduction_outcome(const ph_reproduction *reproduction)
{
    if (ph_reproduction_count(reproduction, PH_REPRODUCED_DIFFERS) ||
        ph_reproduction_count(reproduction, PH_REPRODUCED_EXPECTED))
        return PH_REPRODUCED_DIFFERS;
    return ph_reproduction_count(reproduction, PH_REPRODUCED_UNKNOWN) ? PH_REPRODUCED_UNKNOWN
                                                                      : PH_REPRODUCED_SAME;
}

ph_exit ph_reproduction_exit(const ph_reproduction *reproduction)
{
    switch (ph_reproduction_outcome(reproduction)) {
    case PH_REPRODUCED_SAME: return PH_EXIT_PASS;
    case PH_REPRODUCED_UNKNOWN: return PH_EXIT_INCONCLUSIVE;
    default: return PH_EXIT_REGRESSION;
    }
}
