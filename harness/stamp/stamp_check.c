/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stamp/stamp_check.h"

#include <stdarg.h>
#include <string.h>

#include "history/store_value.h"
#include "perfharness/require.h"
#include "stamp/manifest.h"

typedef struct element {
    gint64 number, at_us;
    guint8 sha256[PH_STORE_DIGEST_BYTES];
} element;

typedef struct chain {
    char *name, *series;
    char *store;      /* NULL: a baseline's. */
    GArray *elements; /* element. */
    gint64 stamped;
} chain;

struct ph_stamp_check {
    GPtrArray *stamps; /* ph_stamp. */
    GPtrArray *chains; /* chain. */
    gboolean has_all_baselines, lacks_baselines;
    const ph_stamp_rhythm *rhythm; /* While it ends. */
    ph_fault_function found;
    gpointer data;
};

static void free_chain(gpointer data)
{
    chain *of = (chain *)data;

    g_free(of->name);
    g_free(of->series);
    g_free(of->store);
    g_array_unref(of->elements);
    g_free(of);
}

static void free_stamp(gpointer stamp)
{
    ph_stamp_free((ph_stamp *)stamp);
}

ph_stamp_check *ph_stamp_check_new(void)
{
    ph_stamp_check *check = g_new0(ph_stamp_check, 1);

    check->stamps = g_ptr_array_new_with_free_func(free_stamp);
    check->chains = g_ptr_array_new_with_free_func(free_chain);
    return check;
}

void ph_stamp_check_free(ph_stamp_check *check)
{
    g_ptr_array_unref(check->stamps);
    g_ptr_array_unref(check->chains);
    g_free(check);
}

gboolean ph_stamps_take(ph_run_store *store, const char *name, ph_stamp_check *check,
                        GError **error)
{
    GPtrArray *stamps = ph_stamps_read(store, name, error);

    if (!stamps)
        return FALSE;
    g_ptr_array_extend_and_steal(check->stamps, stamps);
    return TRUE;
}

void ph_stamp_check_begin(ph_stamp_check *check, const char *name, const char *series,
                          const char *store)
{
    chain *of = g_new0(chain, 1);

    of->name = g_strdup(name);
    of->series = g_strdup(series);
    of->store = g_strdup(store);
    of->elements = g_array_new(FALSE, FALSE, sizeof(element));
    g_ptr_array_add(check->chains, of);
}

void ph_stamp_check_element(ph_stamp_check *check, gint64 number, const char *sha256, gint64 at_us)
{
    element one = { .number = number, .at_us = at_us };

    PH_REQUIRE(check->chains->len > 0);
    /* What is no digest is no element's, and fits no manifest. */
    if (!ph_store_hex_to_bytes(sha256, one.sha256, sizeof one.sha256))
        memset(one.sha256, 0, sizeof one.sha256);
    g_array_append_val(((chain *)check->chains->pdata[check->chains->len - 1])->elements, one);
}

void ph_stamp_check_all_baselines(ph_stamp_check *check, gboolean are_all)
{
    check->has_all_baselines |= are_all;
    check->lacks_baselines |= !are_all;
}

static void tell(const ph_stamp_check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void tell(const ph_stamp_check *check, const char *format, ...)
{
    g_autofree char *fault = NULL;
    va_list arguments;

    va_start(arguments, format);
    fault = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    check->found(fault, check->data);
}

/* By the authority's time; of a counter-signature, by the history's. */
static gint64 time_of(const ph_stamp *stamp)
{
    return stamp->answer && !stamp->fault ? stamp->said.at_us : stamp->added_us;
}

static gint compare_stamps(gconstpointer a, gconstpointer b)
{
    const gint64 first = time_of(*(const ph_stamp *const *)a);
    const gint64 second = time_of(*(const ph_stamp *const *)b);

    return first < second ? -1 : first > second;
}

static gboolean is_good(const ph_stamp *stamp)
{
    return !stamp->fault && stamp->manifest;
}

/* "time stamp of 2026-12-01", "counter-signature of 2026-12-01" (by the history's clock). */
static char *name_of(const ph_stamp *stamp)
{
    g_autofree char *day = ph_stamp_day(time_of(stamp));

    return g_strdup_printf("%s of %s", stamp->answer ? "time stamp" : "counter-signature", day);
}

/* What a stamp has of a chain; NULL: nothing. */
static const ph_manifest_head *head_of(const ph_stamp *stamp, const chain *of)
{
    if (!is_good(stamp) || (of->store && strcmp(of->store, stamp->store) != 0))
        return NULL;
    return ph_manifest_find(stamp->manifest, of->series);
}

static gint compare_numbers(gconstpointer a, gconstpointer b)
{
    const gint64 first = ((const element *)a)->number, second = ((const element *)b)->number;

    return first < second ? -1 : first > second;
}

static const element *element_at(const chain *of, gint64 number)
{
    const element wanted = { .number = number };
    guint at;

    return g_array_binary_search(of->elements, &wanted, compare_numbers, &at)
               ? &g_array_index(of->elements, element, at)
               : NULL;
}

static gint64 last_number(const chain *of)
{
    return of->elements->len > 0
               ? g_array_index(of->elements, element, of->elements->len - 1).number
               : 0;
}

static gboolean is_as_stamped(const chain *of, const ph_manifest_head *head)
{
    const element *one = element_at(of, head->count);
    guint8 sha256[PH_STORE_DIGEST_BYTES];

    return one && ph_store_hex_to_bytes(head->sha256, sha256, sizeof sha256) &&
           memcmp(one->sha256, sha256, sizeof sha256) == 0;
}

/* Is what a stamp has of a chain still there? */
static void hold(const ph_stamp_check *check, chain *of, const ph_stamp *stamp)
{
    const ph_manifest_head *head = head_of(stamp, of);
    g_autofree char *name = head ? name_of(stamp) : NULL;

    if (!head)
        return;
    if (head->count > last_number(of))
        tell(check,
             "%s ends at %" G_GINT64_FORMAT ", and the %s has it up to %" G_GINT64_FORMAT
             ": its end was cut",
             of->name, last_number(of), name, head->count);
    else if (!is_as_stamped(of, head))
        tell(check,
             "%s: number %" G_GINT64_FORMAT " is another one than the %s has: it was written anew",
             of->name, head->count, name);
    else if (stamp->answer)
        of->stamped = MAX(of->stamped, head->count);
}

/* Elements in a row of which the same is to be said. */
typedef struct span {
    gint64 first, last;       /* Their numbers; 0: none. */
    gint64 first_us, last_us; /* What they say of their time. */
} span;

static void widen(span *late, const element *one)
{
    if (late->first == 0)
        *late = (span){ one->number, one->number, one->at_us, one->at_us };
    late->last = one->number;
    late->last_us = one->at_us;
}

/* @param what  Of one, and of several. */
static void tell_span(const ph_stamp_check *check, const chain *of, const span *late,
                      const char *const *what, gint64 at_us)
{
    const gboolean is_one = late->first == late->last;
    g_autofree char *first = ph_stamp_day(late->first_us);
    g_autofree char *last = ph_stamp_day(late->last_us);
    g_autofree char *stamped = ph_stamp_day(at_us);
    g_autofree char *numbers =
        is_one
            ? g_strdup_printf("number %" G_GINT64_FORMAT " says %s", late->first, first)
            : g_strdup_printf("numbers %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " say %s to %s",
                              late->first, late->last, first, last);

    tell(check, "%s: %s, and %s %s", of->name, numbers, what[is_one ? 0 : 1], stamped);
}

/* A run of late elements under one stamp. */
static void judge_under(const ph_stamp_check *check, const chain *of, gint64 from, gint64 until,
                        gint64 at_us)
{
    const ph_stamp_rhythm *rhythm = check->rhythm;
    const gint64 patience_us =
        (gint64)rhythm->every_days * (gint64)G_TIME_SPAN_DAY + PH_STAMP_SLACK_US;
    static const char *const late_words[] = { "was stamped only", "were stamped only" };
    static const char *const early_words[] = { "stood under a stamp already on",
                                               "stood under a stamp already on" };
    span late = { 0 }, early = { 0 };

    for (guint i = 0; i < of->elements->len; i++) {
        const element *one = &g_array_index(of->elements, element, i);

        if (one->number <= from || one->number > until)
            continue;
        if (rhythm->every_days > 0 && one->at_us >= rhythm->since_us &&
            at_us - one->at_us > patience_us)
            widen(&late, one);
        if (one->at_us - at_us > PH_STAMP_SLACK_US)
            widen(&early, one);
    }
    if (late.first > 0)
        tell_span(check, of, &late, late_words, at_us);
    if (early.first > 0)
        tell_span(check, of, &early, early_words, at_us);
}

/* Each element by the first stamp that has it, and what none has by now. */
static void judge_times(const ph_stamp_check *check, const chain *of)
{
    const ph_stamp_rhythm *rhythm = check->rhythm;
    const gint64 patience_us =
        (gint64)rhythm->every_days * (gint64)G_TIME_SPAN_DAY + PH_STAMP_SLACK_US;
    static const char *const words[] = { "had no time stamp by", "had no time stamp by" };
    gint64 covered = 0;
    span bare = { 0 };

    for (guint i = 0; i < check->stamps->len; i++) {
        const ph_stamp *stamp = (const ph_stamp *)check->stamps->pdata[i];
        const ph_manifest_head *head = stamp->answer ? head_of(stamp, of) : NULL;

        if (!head || head->count <= covered)
            continue;
        judge_under(check, of, covered, head->count, stamp->said.at_us);
        covered = head->count;
    }
    for (guint i = 0; rhythm->every_days > 0 && i < of->elements->len; i++) {
        const element *one = &g_array_index(of->elements, element, i);

        if (one->number > covered && one->at_us >= rhythm->since_us &&
            rhythm->now_us - one->at_us > patience_us)
            widen(&bare, one);
    }
    if (bare.first > 0)
        tell_span(check, of, &bare, words, rhythm->now_us);
}

/* The next good time stamp from an index on; G_MAXUINT: there is none. */
static guint next_stamp(const ph_stamp_check *check, guint from)
{
    for (; from < check->stamps->len; from++) {
        const ph_stamp *stamp = (const ph_stamp *)check->stamps->pdata[from];

        if (stamp->answer && is_good(stamp))
            return from;
    }
    return G_MAXUINT;
}

static void judge_gap(const ph_stamp_check *check, gint64 from_us, gint64 until_us)
{
    const ph_stamp_rhythm *rhythm = check->rhythm;
    g_autofree char *from = ph_stamp_day(MAX(from_us, 0));
    g_autofree char *until = ph_stamp_day(until_us);

    from_us = MAX(from_us, rhythm->since_us);
    if (until_us - from_us > rhythm->every_days * (gint64)G_TIME_SPAN_DAY + PH_STAMP_SLACK_US)
        tell(check, "no time stamp between %s and %s, where one every %u day%s was expected", from,
             until, rhythm->every_days, rhythm->every_days == 1 ? "" : "s");
}

static void judge_gaps(const ph_stamp_check *check)
{
    const ph_stamp_rhythm *rhythm = check->rhythm;
    guint at = next_stamp(check, 0);
    gint64 before_us = rhythm->since_us;

    if (rhythm->every_days == 0)
        return;
    for (; at != G_MAXUINT; at = next_stamp(check, at + 1)) {
        const gint64 at_us = ((const ph_stamp *)check->stamps->pdata[at])->said.at_us;

        if (before_us != G_MININT64)
            judge_gap(check, before_us, at_us);
        before_us = at_us;
    }
    if (before_us != G_MININT64)
        judge_gap(check, before_us, rhythm->now_us);
}

static void tell_faults(const ph_stamp_check *check)
{
    for (guint i = 0; i < check->stamps->len; i++) {
        const ph_stamp *stamp = (const ph_stamp *)check->stamps->pdata[i];
        g_autofree char *name = stamp->fault ? name_of(stamp) : NULL;

        if (name)
            tell(check, "%s: the %s that it has is none: %s", stamp->store, name, stamp->fault);
    }
}

static gboolean is_shown(const ph_stamp_check *check, const char *series)
{
    for (guint i = 0; i < check->chains->len; i++)
        if (strcmp(((const chain *)check->chains->pdata[i])->series, series) == 0)
            return TRUE;
    return FALSE;
}

/* Each once, by the first stamp that has it. */
static void tell_missing(const ph_stamp_check *check)
{
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; check->has_all_baselines && !check->lacks_baselines && i < check->stamps->len;
         i++) {
        const ph_stamp *stamp = (const ph_stamp *)check->stamps->pdata[i];
        const guint count = is_good(stamp) ? stamp->manifest->len : 0;

        for (guint k = 0; k < count; k++) {
            const ph_manifest_head *head = (const ph_manifest_head *)stamp->manifest->pdata[k];
            g_autofree char *name = NULL;

            if (strcmp(head->series, PH_MANIFEST_HISTORY) == 0 || is_shown(check, head->series) ||
                !g_hash_table_add(told, head->series))
                continue;
            name = name_of(stamp);
            tell(check, "%s: it is not there, and the %s has it, with %" G_GINT64_FORMAT " entries",
                 head->series, name, head->count);
        }
    }
}

void ph_stamp_check_end(ph_stamp_check *check, const ph_stamp_rhythm *rhythm,
                        ph_fault_function found, gpointer data)
{
    check->rhythm = rhythm;
    check->found = found;
    check->data = data;
    g_ptr_array_sort(check->stamps, compare_stamps);
    tell_faults(check);
    for (guint i = 0; i < check->chains->len; i++) {
        chain *of = (chain *)check->chains->pdata[i];

        g_array_sort(of->elements, compare_numbers);
        of->stamped = 0;
        for (guint k = 0; k < check->stamps->len; k++)
            hold(check, of, (const ph_stamp *)check->stamps->pdata[k]);
    }
    tell_missing(check);
    judge_gaps(check);
    for (guint i = 0; i < check->chains->len; i++)
        judge_times(check, (const chain *)check->chains->pdata[i]);
    check->rhythm = NULL;
}

const GPtrArray *ph_stamp_check_stamps(const ph_stamp_check *check)
{
    return check->stamps;
}

guint ph_stamp_check_chains(const ph_stamp_check *check)
{
    return check->chains->len;
}

ph_stamped_chain ph_stamp_check_chain(const ph_stamp_check *check, guint at)
{
    const chain *of = (const chain *)check->chains->pdata[at];

    return (ph_stamped_chain){ of->name, last_number(of), of->stamped };
}

gint64 ph_stamp_check_longest_gap_us(const ph_stamp_check *check, gint64 now_us, gint64 *ret_from,
                                     gint64 *ret_until)
{
    gint64 longest_us = 0, before_us = 0;

    for (guint at = next_stamp(check, 0); at != G_MAXUINT; at = next_stamp(check, at + 1)) {
        const guint next = next_stamp(check, at + 1);
        const gint64 until_us =
            next == G_MAXUINT ? now_us : ((const ph_stamp *)check->stamps->pdata[next])->said.at_us;

        before_us = ((const ph_stamp *)check->stamps->pdata[at])->said.at_us;
        if (until_us - before_us > longest_us) {
            longest_us = until_us - before_us;
            *ret_from = before_us;
            *ret_until = until_us;
        }
    }
    return longest_us;
}
