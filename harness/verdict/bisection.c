/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/bisection.h"

#include <math.h>

#include "perfharness/require.h"

const char *ph_bisection_answer_word(ph_bisection_answer_kind kind)
{
    PH_REQUIRE(kind < PH_BISECTION_ANSWER_COUNT);

    static const char *const words[] = {
#define X(name, word) [PH_BISECTION_##name] = (word),
        PH_BISECTION_ANSWER_LIST(X)
#undef X
    };

    return words[kind];
}

const char *ph_bisection_step_word(ph_bisection_step step)
{
    PH_REQUIRE(step < PH_BISECTION_STEP_COUNT);

    static const char *const words[] = {
#define X(name, word) [PH_BISECTION_STEP_##name] = (word),
        PH_BISECTION_STEP_LIST(X)
#undef X
    };

    return words[step];
}

const char *ph_bisection_sensor_word(ph_bisection_sensor sensor)
{
    PH_REQUIRE(sensor < PH_BISECTION_SENSOR_COUNT);

    static const char *const words[] = {
#define X(name, word) [PH_BISECTION_SENSOR_##name] = (word),
        PH_BISECTION_SENSOR_LIST(X)
#undef X
    };

    return words[sensor];
}

const char *ph_bisection_outcome_word(ph_bisection_outcome outcome)
{
    PH_REQUIRE(outcome < PH_BISECTION_OUTCOME_COUNT);

    static const char *const words[] = {
#define X(name, word) [PH_BISECTION_OUTCOME_##name] = (word),
        PH_BISECTION_OUTCOME_LIST(X)
#undef X
    };

    return words[outcome];
}

void ph_bisection_answer_clear(ph_bisection_answer *answer)
{
    g_clear_pointer(&answer->reason, g_free);
}

static void free_commit(gpointer data)
{
    ph_bisection_commit *commit = data;

    g_free(commit->hash);
    g_free(commit->subject);
    g_free(commit);
}

static void free_comparison(gpointer data)
{
    ph_bisection_comparison *comparison = data;

    ph_bisection_answer_clear(&comparison->answer);
    g_free(comparison);
}

ph_bisection *ph_bisection_new(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    ph_bisection *bisection = g_new0(ph_bisection, 1);

    bisection->timestamp = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    bisection->commits = g_ptr_array_new_with_free_func(free_commit);
    bisection->comparisons = g_ptr_array_new_with_free_func(free_comparison);
    bisection->finding.share = NAN;
    return bisection;
}

void ph_bisection_free(ph_bisection *bisection)
{
    g_free(bisection->timestamp);
    g_free(bisection->repository);
#define X(name, words) g_free(bisection->name);
    PH_BISECTION_QUESTION_LIST(X)
#undef X
    g_ptr_array_unref(bisection->commits);
    g_free(bisection->sought.benchmark);
    g_free(bisection->sought.level);
    g_free(bisection->sought.variant);
    g_ptr_array_unref(bisection->comparisons);
    g_free(bisection);
}

void ph_bisection_add_commit(ph_bisection *bisection, const char *hash, const char *subject)
{
    ph_bisection_commit *commit = g_new0(ph_bisection_commit, 1);

    commit->hash = g_strdup(hash);
    commit->subject = g_strdup(subject);
    g_ptr_array_add(bisection->commits, commit);
}

const ph_bisection_commit *ph_bisection_commit_at(const ph_bisection *bisection, guint position)
{
    PH_REQUIRE(position < bisection->commits->len);

    return bisection->commits->pdata[position];
}

ph_bisection_comparison *ph_bisection_add(ph_bisection *bisection, ph_bisection_step step,
                                          guint base, guint head)
{
    ph_bisection_comparison *comparison = g_new0(ph_bisection_comparison, 1);
    const ph_interval none = { NAN, NAN };

    comparison->step = step;
    comparison->base = base;
    comparison->head = head;
    comparison->answer =
        (ph_bisection_answer){ .kind = PH_BISECTION_UNTOLD, .log = NAN, .interval = none };
    comparison->time_log = NAN;
    comparison->time_ci95 = none;
    comparison->work_log = NAN;
    g_ptr_array_add(bisection->comparisons, comparison);
    return comparison;
}

const ph_bisection_comparison *ph_bisection_find(const ph_bisection *bisection,
                                                 ph_bisection_step step, guint base, guint head)
{
    for (guint i = 0; i < bisection->comparisons->len; i++) {
        const ph_bisection_comparison *comparison = bisection->comparisons->pdata[i];

        if (comparison->step == step && comparison->base == base && comparison->head == head)
            return comparison;
    }
    return NULL;
}

gboolean ph_bisection_is_skipped(const ph_bisection_comparison *comparison)
{
    const ph_bisection_answer_kind kind = comparison->answer.kind;

    return comparison->step == PH_BISECTION_STEP_MIDDLE &&
           (kind == PH_BISECTION_UNBUILT || kind == PH_BISECTION_FAILED ||
            kind == PH_BISECTION_UNTOLD);
}
