/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bisect/build_pair.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "session/sides.h"

/* Work that is more by this part of what time lost explains it. */
#define EXPLAINS 0.5
/* A noise floor that is a share of throughput won has no bound; that of a rule has. */
#define FLOOR_MAX 0.95

double ph_build_pair_floor(const ph_bisect_means *means, ph_bisection_sensor sensor)
{
    return sensor == PH_BISECTION_SENSOR_WORK ? log1p(means->work_rule.floor)
                                              : ph_slowdown_log(means->time_rule.floor);
}

static ph_sides *find(const ph_bisect_means *means, ph_commit_pair pair, GError **error)
{
    g_autofree char *base = g_strconcat(means->checkout, "@", pair.base, NULL);
    g_autofree char *head = g_strconcat(means->checkout, "@", pair.head, NULL);

    if (means->interruption->is_interrupted) {
        (void)ph_refuse(error, PH_ERROR_INTERRUPTED, "interrupted");
        return NULL;
    }
    return ph_sides_find(means->builds, base, head, error);
}

/* Figures of a comparison whose time was over are not told from those of one that was not. */
static gboolean check_time(const ph_contrast_report *report, GError **error)
{
    for (guint i = 0; i < report->errors->len; i++)
        if (ph_error_code_of(report->errors->pdata[i]) == PH_ERROR_TIMEOUT)
            return ph_refuse(error, PH_ERROR_TIMEOUT, "the time for a comparison was over");
    return TRUE;
}

static ph_contrast_report *measure(const ph_bisect_means *means, const ph_sides *sides,
                                   ph_contrast_mode mode, const GPtrArray *benchmarks,
                                   const ph_slowdown_rule *rule, GError **error)
{
    const ph_measuring_place *place = mode == PH_CONTRAST_MODE_TIME ? means->place : NULL;
    g_autoptr(ph_measuring_session) session =
        ph_sides_session_new(means->measuring, place, means->interruption, error);
    const ph_side_by_side_plan plan = {
        .mode = mode,
        .request = { .plan = benchmarks, .observer = means->observer },
        .rule = *rule,
        .budget_s = means->budget_s,
        .launches = means->launches,
    };
    g_autoptr(ph_contrast_report) report =
        session ? ph_sides_measure(sides, session, plan, error) : NULL;

    return report && check_time(report, error) ? g_steal_pointer(&report) : NULL;
}

/* Without an interval there is none: of too few launches it is infinite. */
static ph_interval log_of(ph_interval ratio)
{
    const ph_interval logs = { log(ratio.low), log(ratio.high) };

    return isfinite(logs.low) && isfinite(logs.high) ? logs : (ph_interval){ NAN, NAN };
}

static void set_reason(ph_bisection_answer *answer, const char *does, const char *reason)
{
    g_autofree char *text =
        reason && *does ? g_strconcat(does, ": ", reason, NULL) : g_strdup(reason ? reason : does);

    g_free(answer->reason);
    answer->reason = ph_error_printable(text);
}

static const char *fault_does(ph_fault_kind kind)
{
    static const char *const does[] = {
#define X(name, word, does) does,
        PH_FAULT_LIST(X)
#undef X
    };

    return does[kind];
}

/* TRUE: there is no figure, and the answer says why. */
static gboolean is_without_figure(const ph_contrast *contrast, ph_bisection_answer *answer)
{
    const ph_contrast_fault *fault = &contrast->head_fault;

    if (ph_contrast_is_broken(contrast)) {
        answer->kind = PH_BISECTION_FAILED;
        set_reason(answer, fault_does(fault->kind), fault->reason);
        return TRUE;
    }
    if (contrast->state == PH_STATE_MEASURED)
        return FALSE;
    set_reason(answer, "", contrast->why ? contrast->why : "it was not measured");
    return TRUE;
}

/* Identical machine code. */
static gboolean is_unchanged(const ph_contrast *contrast)
{
    return contrast->call.verdict == PH_VERDICT_UNCHANGED;
}

static double time_log_of(const ph_contrast *contrast)
{
    return is_unchanged(contrast) ? 0.0 : log(contrast->ratio);
}

static double work_log_of(const ph_contrast *contrast)
{
    if (is_unchanged(contrast))
        return 0.0;
    return contrast->work_logs->len > 0 ? ph_mean(contrast->work_logs) : NAN;
}

static void take_same(ph_bisection_answer *answer)
{
    answer->kind = PH_BISECTION_SAME;
    answer->log = 0.0;
    answer->interval = (ph_interval){ 0.0, 0.0 };
}

static void answer_by_time(const ph_contrast *contrast, ph_bisection_answer *answer)
{
    if (is_unchanged(contrast)) {
        take_same(answer);
        return;
    }
    if (is_without_figure(contrast, answer))
        return;
    answer->log = time_log_of(contrast);
    answer->interval = log_of(isnan(contrast->deciding.low) ? contrast->ci95 : contrast->deciding);
    switch (contrast->by_time.difference) {
    case PH_DIFFERENCE_SLOWER: answer->kind = PH_BISECTION_SLOWER; break;
    case PH_DIFFERENCE_FASTER: answer->kind = PH_BISECTION_FASTER; break;
    case PH_DIFFERENCE_NONE: answer->kind = PH_BISECTION_SAME; break;
    default: set_reason(answer, "", contrast->why ? contrast->why : "the noise is too large");
    }
}

static void answer_by_work(const ph_contrast *contrast, double floor, ph_bisection_answer *answer)
{
    if (is_unchanged(contrast)) {
        take_same(answer);
        return;
    }
    if (is_without_figure(contrast, answer))
        return;
    answer->log = work_log_of(contrast);
    answer->interval = log_of(contrast->deciding);
    if (contrast->uncounted)
        set_reason(answer, "its work is not counted", contrast->uncounted);
    else if (answer->interval.low > floor)
        answer->kind = PH_BISECTION_SLOWER;
    else if (answer->interval.high < -floor)
        answer->kind = PH_BISECTION_FASTER;
    else if (answer->interval.low >= -floor && answer->interval.high <= floor)
        answer->kind = PH_BISECTION_SAME;
    else
        set_reason(answer, "", "chance has too large a part in its work");
}

static void take_time(ph_bisection_comparison *comparison, const ph_contrast *contrast)
{
    if (!contrast)
        return;
    comparison->time_log = time_log_of(contrast);
    comparison->time_ci95 =
        is_unchanged(contrast) ? (ph_interval){ 0.0, 0.0 } : log_of(contrast->ci95);
}

static const ph_contrast *find_sought(const ph_contrast_report *report,
                                      const ph_bisection_sought *sought)
{
    return report ? ph_contrast_find(report, sought->benchmark, sought->level, sought->variant)
                  : NULL;
}

/* What both sensors say of a pair. */
typedef struct pair_reports {
    ph_contrast_report *work, *time; /* NULL: not counted, or not timed. */
} pair_reports;

static void pair_reports_clear(pair_reports *reports)
{
    g_clear_pointer(&reports->work, ph_contrast_report_free);
    g_clear_pointer(&reports->time, ph_contrast_report_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(pair_reports, pair_reports_clear)

/* Where nobody can count, time has to do. */
static gboolean count(const ph_bisect_means *means, const ph_sides *sides,
                      const GPtrArray *benchmarks, pair_reports *ret, GError **error)
{
    g_autoptr(GError) cause = NULL;

    if (!means->is_work_counted)
        return TRUE;
    ret->work = measure(means, sides, PH_CONTRAST_MODE_WORK, benchmarks, &means->work_rule, &cause);
    if (ret->work)
        return TRUE;
    if (!means->place || !g_error_matches(cause, PH_ERROR, PH_ERROR_ENVIRONMENT)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    (void)fprintf(stderr, "Note: work is not counted: %s\n", cause->message);
    return TRUE;
}

static gboolean count_and_time(const ph_bisect_means *means, const ph_sides *sides,
                               const GPtrArray *benchmarks, pair_reports *ret, GError **error)
{
    if (!count(means, sides, benchmarks, ret, error))
        return FALSE;
    if (!means->place)
        return TRUE;
    ret->time = measure(means, sides, PH_CONTRAST_MODE_TIME, benchmarks, &means->time_rule, error);
    return ret->time != NULL;
}

/* What might be looked for: in order, so that the last is wanted most. */
typedef enum rank { RANK_NONE, RANK_LESS_WORK, RANK_FASTER, RANK_MORE_WORK, RANK_SLOWER } rank;

/* A benchmark at a level as both sensors see it, and what is looked for in it. */
typedef struct candidate {
    const ph_contrast *contrast;
    ph_bisection_sensor sensor;
    rank rank;
    ph_bisection_answer by_time, by_work;
} candidate;

static void candidate_clear(candidate *c)
{
    ph_bisection_answer_clear(&c->by_time);
    ph_bisection_answer_clear(&c->by_work);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(candidate, candidate_clear)

static const ph_bisection_answer unasked = { PH_BISECTION_UNTOLD, NAN, { NAN, NAN }, NULL };

static gboolean differs(ph_bisection_answer_kind kind)
{
    return kind == PH_BISECTION_SLOWER || kind == PH_BISECTION_FASTER;
}

static void choose_sensor(candidate *c)
{
    const ph_bisection_answer *time = &c->by_time, *work = &c->by_work;

    if (differs(time->kind)) {
        c->rank = time->kind == PH_BISECTION_SLOWER ? RANK_SLOWER : RANK_FASTER;
        c->sensor = work->kind == time->kind && fabs(work->log) >= EXPLAINS * fabs(time->log)
                        ? PH_BISECTION_SENSOR_WORK
                        : PH_BISECTION_SENSOR_TIME;
    } else if (differs(work->kind)) {
        c->rank = work->kind == PH_BISECTION_SLOWER ? RANK_MORE_WORK : RANK_LESS_WORK;
        c->sensor = PH_BISECTION_SENSOR_WORK;
    }
}

static candidate candidate_of(const ph_bisect_means *means, const pair_reports *reports,
                              const ph_contrast *contrast)
{
    const ph_contrast_report *other = reports->time && reports->work ? reports->work : NULL;
    candidate c = { .contrast = contrast, .by_time = unasked, .by_work = unasked };
    const ph_contrast *counted = reports->time
                                     ? (other ? ph_contrast_find(other, contrast->benchmark,
                                                                 contrast->level, contrast->variant)
                                              : NULL)
                                     : contrast;

    if (reports->time)
        answer_by_time(contrast, &c.by_time);
    if (counted)
        answer_by_work(counted, ph_build_pair_floor(means, PH_BISECTION_SENSOR_WORK), &c.by_work);
    choose_sensor(&c);
    return c;
}

static const ph_bisection_answer *deciding(const candidate *c)
{
    return c->sensor == PH_BISECTION_SENSOR_WORK ? &c->by_work : &c->by_time;
}

static gboolean is_wanted_more(const candidate *c, const candidate *than)
{
    if (!than->contrast || c->rank != than->rank)
        return !than->contrast || c->rank > than->rank;
    return fabs(deciding(c)->log) > fabs(deciding(than)->log);
}

/* What is said where no benchmark differs: that they are the same only of all. */
typedef struct sameness {
    guint measured;
    char *untold; /* Why the first one cannot be told. */
    char *failed; /* Why the first one has no figure. */
} sameness;

static void sameness_clear(sameness *s)
{
    g_free(s->untold);
    g_free(s->failed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sameness, sameness_clear)

static void note_sameness(sameness *s, const candidate *c, gboolean is_timed)
{
    const ph_bisection_answer *answer = is_timed ? &c->by_time : &c->by_work;
    char **to = answer->kind == PH_BISECTION_FAILED ? &s->failed : &s->untold;

    if (answer->kind != PH_BISECTION_FAILED)
        s->measured++;
    if (!*to && answer->reason)
        *to = g_strdup_printf("%s: %s", c->contrast->benchmark, answer->reason);
}

static void take_candidate(const candidate *c, ph_bisection_sought *ret_sought,
                           ph_bisection_comparison *ret)
{
    const ph_bisection_answer *answer = deciding(c);

    *ret_sought =
        (ph_bisection_sought){ g_strdup(c->contrast->benchmark), g_strdup(c->contrast->level),
                               g_strdup(c->contrast->variant), c->sensor };
    ret->answer = *answer;
    ret->answer.reason = NULL;
    ret->work_log = c->by_work.log;
}

static gboolean take_sameness(const sameness *seen, ph_bisection_comparison *ret, GError **error)
{
    if (seen->measured == 0)
        return ph_refuse(error, PH_ERROR_MISMATCH,
                         "head cannot be compared with base (%s): bisect looks for what changed "
                         "the speed of code that works",
                         seen->failed ? seen->failed : "nothing was measured");
    if (seen->untold)
        ret->answer.reason = g_strdup(seen->untold);
    else
        take_same(&ret->answer);
    return TRUE;
}

static gboolean choose(const ph_bisect_means *means, const pair_reports *reports,
                       ph_bisection_sought *ret_sought, ph_bisection_comparison *ret,
                       GError **error)
{
    const ph_contrast_report *report = reports->time ? reports->time : reports->work;

    PH_REQUIRE(report); /* One of the two is always asked. */

    g_auto(candidate) best = { .by_time = unasked, .by_work = unasked };
    g_auto(sameness) seen = { 0 };

    for (guint i = 0; i < report->contrasts->len; i++) {
        g_auto(candidate) c = candidate_of(means, reports, report->contrasts->pdata[i]);

        note_sameness(&seen, &c, reports->time != NULL);
        if (c.rank != RANK_NONE && is_wanted_more(&c, &best)) {
            const candidate last = best;

            best = c;
            c = last; /* It is cleared. */
        }
    }
    if (best.rank == RANK_NONE)
        return take_sameness(&seen, ret, error);
    take_candidate(&best, ret_sought, ret);
    if (reports->time)
        take_time(ret, best.contrast);
    return TRUE;
}

gboolean ph_build_pair_ends(const ph_bisect_means *means, ph_commit_pair pair,
                            ph_bisection_sought *ret_sought, ph_bisection_comparison *ret,
                            GError **error)
{
    g_autoptr(ph_sides) sides = find(means, pair, error);
    g_auto(pair_reports) reports = { 0 };

    return sides && count_and_time(means, sides, means->plan, &reports, error) &&
           choose(means, &reports, ret_sought, ret, error);
}

/* The plan's benchmark alone. */
static GPtrArray *plan_of(const ph_bisect_means *means, const ph_bisection_sought *sought)
{
    GPtrArray *alone = g_ptr_array_new();

    for (guint i = 0; i < means->plan->len; i++) {
        ph_benchmark *benchmark = means->plan->pdata[i];

        if (strcmp(benchmark->name, sought->benchmark) == 0)
            g_ptr_array_add(alone, benchmark);
    }
    PH_REQUIRE(alone->len == 1);
    return alone;
}

/* One that is settled once it is known on which side of the floor it is. */
static ph_slowdown_rule rule_of(const ph_bisect_means *means, ph_bisection_sensor sensor,
                                double floor)
{
    ph_slowdown_rule rule = means->time_rule;
    const double share =
        sensor == PH_BISECTION_SENSOR_WORK ? expm1(floor) : MIN(-expm1(-floor), FLOOR_MAX);

    rule.floor = rule.warn = rule.fail = share;
    return rule;
}

/* Where something is on this machine is nobody else's business. */
static char *without_home(const char *text)
{
    const char *home = g_get_home_dir();
    GString *shown = g_string_new(text);

    if (home && strlen(home) > 1)
        g_string_replace(shown, home, "~", 0);
    return g_string_free(shown, FALSE);
}

/* What is wrong with head's commit is an answer. */
static gboolean take_failure(const char *checkout, const char *hash, const GError *cause,
                             ph_bisection_answer *answer)
{
    g_autofree char *begin = g_strdup_printf(PH_CONTRAST_HEAD ": building %s@%s: ", checkout, hash);
    const char *reason = cause->message;
    g_autofree char *shown = NULL;

    if (g_strcmp0(ph_sides_blamed(cause), PH_CONTRAST_HEAD) != 0)
        return FALSE;
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH))
        answer->kind = PH_BISECTION_FAILED;
    else if (g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_LOAD) ||
             g_error_matches(cause, PH_ERROR, PH_ERROR_USAGE))
        answer->kind = PH_BISECTION_UNBUILT;
    else
        return FALSE;
    reason += g_str_has_prefix(reason, begin) ? strlen(begin) : strlen(PH_CONTRAST_HEAD ": ");
    shown = without_home(reason);
    set_reason(answer, "", shown);
    return TRUE;
}

static gboolean measure_middle(const ph_bisect_means *means, const ph_sides *sides,
                               const ph_bisection_sought *sought, double floor,
                               ph_bisection_comparison *ret, GError **error)
{
    const gboolean is_by_work = sought->sensor == PH_BISECTION_SENSOR_WORK;
    const ph_slowdown_rule rule = rule_of(means, sought->sensor, floor);
    g_autoptr(GPtrArray) alone = plan_of(means, sought);
    g_autoptr(ph_contrast_report) report =
        measure(means, sides, is_by_work ? PH_CONTRAST_MODE_WORK : PH_CONTRAST_MODE_TIME, alone,
                &rule, error);
    const ph_contrast *contrast = find_sought(report, sought);

    if (!report)
        return FALSE;
    if (!contrast) {
        set_reason(&ret->answer, "", "it was not measured");
        return TRUE;
    }
    if (is_by_work) {
        answer_by_work(contrast, floor, &ret->answer);
        ret->work_log = work_log_of(contrast);
    } else {
        answer_by_time(contrast, &ret->answer);
        take_time(ret, contrast);
    }
    /* In its own words: the floor is this search's, and nobody's who reads it. */
    if (ret->answer.kind == PH_BISECTION_UNTOLD && !isnan(ret->answer.interval.low))
        set_reason(&ret->answer, "", "the interval is too wide to tell on which side it lies");
    return TRUE;
}

gboolean ph_build_pair_middle(const ph_bisect_means *means, ph_commit_pair pair,
                              const ph_bisection_sought *sought, double floor,
                              ph_bisection_comparison *ret, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_sides) sides = find(means, pair, &cause);

    if ((sides && measure_middle(means, sides, sought, floor, ret, &cause)) ||
        take_failure(means->checkout, pair.head, cause, &ret->answer))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

gboolean ph_build_pair_again(const ph_bisect_means *means, ph_commit_pair pair,
                             const ph_bisection_sought *sought, ph_bisection_comparison *ret,
                             GError **error)
{
    g_autoptr(ph_sides) sides = find(means, pair, error);
    g_autoptr(GPtrArray) alone = plan_of(means, sought);
    g_auto(pair_reports) reports = { 0 };
    const ph_contrast *counted, *timed;

    if (!sides || !count_and_time(means, sides, alone, &reports, error))
        return FALSE;
    counted = find_sought(reports.work, sought);
    timed = find_sought(reports.time, sought);
    if (counted)
        ret->work_log = work_log_of(counted);
    take_time(ret, timed);
    if (sought->sensor == PH_BISECTION_SENSOR_WORK && counted)
        answer_by_work(counted, ph_build_pair_floor(means, sought->sensor), &ret->answer);
    else if (sought->sensor == PH_BISECTION_SENSOR_TIME && timed)
        answer_by_time(timed, &ret->answer);
    return TRUE;
}
