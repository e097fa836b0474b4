/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/contrast.h"

#include <math.h>
#include <string.h>

#include "perfharness/require.h"

/* Two rounds, the second in the mirror image of the first one's order. */
enum { ROUNDS_A_QUADRUPLE = 2, QUADRUPLES_MIN = 5 };

const char *ph_fault_word(ph_fault_kind kind)
{
    PH_REQUIRE(kind < PH_FAULT_COUNT);

    static const char *const words[] = {
#define X(name, word, does) [PH_FAULT_##name] = (word),
        PH_FAULT_LIST(X)
#undef X
    };

    return words[kind];
}

const char *ph_stop_word(ph_stop stop)
{
    PH_REQUIRE(stop < PH_STOP_COUNT);

    static const char *const words[] = {
#define X(name, word) [PH_STOP_##name] = (word),
        PH_STOP_LIST(X)
#undef X
    };

    return words[stop];
}

const char *ph_contrast_mode_word(ph_contrast_mode mode)
{
    PH_REQUIRE(mode < PH_CONTRAST_MODE_COUNT);

    static const char *const words[] = {
#define X(name, word) [PH_CONTRAST_MODE_##name] = (word),
        PH_CONTRAST_MODE_LIST(X)
#undef X
    };

    return words[mode];
}

static const struct {
    const char *word;
    const char *what;
} failures[] = {
#define X(name, word, what) [PH_FAILURE_##name] = { word, what },
    PH_FAILURE_LIST(X)
#undef X
};

const char *ph_failure_word(ph_failure_kind kind)
{
    PH_REQUIRE(kind < PH_FAILURE_COUNT);

    return failures[kind].word;
}

const char *ph_failure_what(ph_failure_kind kind)
{
    PH_REQUIRE(kind < PH_FAILURE_COUNT);

    return failures[kind].what;
}

static ph_contrast_set set_new(void)
{
    return (ph_contrast_set){
        .logs = g_array_new(FALSE, FALSE, sizeof(double)),
        .spreads = g_array_new(FALSE, FALSE, sizeof(double)),
        .base_ns = g_array_new(FALSE, FALSE, sizeof(double)),
        .head_ns = g_array_new(FALSE, FALSE, sizeof(double)),
    };
}

static void set_clear(ph_contrast_set *set)
{
    g_array_unref(set->logs);
    g_array_unref(set->spreads);
    g_array_unref(set->base_ns);
    g_array_unref(set->head_ns);
}

static void contrast_free(gpointer data)
{
    ph_contrast *contrast = data;

    g_free(contrast->benchmark);
    g_free(contrast->level);
    g_free(contrast->variant);
    g_free(contrast->base_fault.reason);
    g_free(contrast->head_fault.reason);
    g_free(contrast->why);
    g_free(contrast->referee.base);
    g_free(contrast->referee.head);
    g_free(contrast->uncounted);
    ph_allocation_change_clear(&contrast->allocations);
    g_free(contrast->moved);
    g_clear_pointer(&contrast->explanation, ph_explanation_free);
    g_array_unref(contrast->work_logs);
    g_ptr_array_unref(contrast->hot);
    g_array_unref(contrast->relaid);
    set_clear(&contrast->first);
    set_clear(&contrast->second);
    g_free(contrast);
}

ph_contrast_report *ph_contrast_report_new(const ph_slowdown_rule *rule)
{
    PH_REQUIRE(rule->warn <= rule->fail);

    ph_contrast_report *report = g_new0(ph_contrast_report, 1);

    report->contrasts = g_ptr_array_new_with_free_func(contrast_free);
    report->subjects = g_ptr_array_new_with_free_func(ph_subject_info_free);
    report->notes = g_ptr_array_new_with_free_func(g_free);
    report->errors = g_ptr_array_new_with_free_func(g_free);
    report->rule = *rule;
    ph_noise_init(&report->noise);
    return report;
}

void ph_contrast_report_free(ph_contrast_report *report)
{
    g_ptr_array_unref(report->contrasts);
    g_ptr_array_unref(report->subjects);
    g_ptr_array_unref(report->notes);
    g_ptr_array_unref(report->errors);
    g_free(report->command);
    g_free(report->failure.reason);
    g_free(report->failure.first_error);
    g_free(report);
}

const char *ph_contrast_variant(const char *subject)
{
    PH_REQUIRE(g_str_has_prefix(subject, PH_CONTRAST_BASE) ||
               g_str_has_prefix(subject, PH_CONTRAST_HEAD));

    const char *dash = strchr(subject, '-');

    return dash ? dash + 1 : "";
}

const ph_subject_info *ph_contrast_subject(const ph_contrast_report *report, const char *name)
{
    return ph_subject_info_find(report->subjects, name);
}

static gboolean is_of(const ph_contrast *contrast, const char *benchmark, const char *level,
                      const char *variant)
{
    return strcmp(contrast->benchmark, benchmark) == 0 && strcmp(contrast->level, level) == 0 &&
           strcmp(contrast->variant, variant) == 0;
}

ph_contrast *ph_contrast_find(const ph_contrast_report *report, const char *benchmark,
                              const char *level, const char *variant)
{
    for (guint i = 0; i < report->contrasts->len; i++)
        if (is_of(report->contrasts->pdata[i], benchmark, level, variant))
            return report->contrasts->pdata[i];
    return NULL;
}

ph_contrast *ph_contrast_of(ph_contrast_report *report, const char *benchmark, const char *level,
                            const char *variant)
{
    ph_contrast *contrast = ph_contrast_find(report, benchmark, level, variant);

    if (contrast)
        return contrast;
    contrast = g_new0(ph_contrast, 1);
    contrast->benchmark = g_strdup(benchmark);
    contrast->level = g_strdup(level);
    contrast->variant = g_strdup(variant);
    contrast->first = set_new();
    contrast->second = set_new();
    contrast->work_logs = g_array_new(FALSE, FALSE, sizeof(double));
    contrast->hot = g_ptr_array_new_with_free_func(g_free);
    contrast->referee = (ph_contrast_referee){ .ratio = NAN, .ci95 = { NAN, NAN } };
    contrast->relaid = g_array_new(FALSE, FALSE, sizeof(ph_contrast_relaid));
    contrast->ratio = contrast->p_value = NAN;
    contrast->ci95 = contrast->deciding = (ph_interval){ NAN, NAN };
    contrast->confidence = NAN;
    contrast->launches_needed = contrast->base_work = contrast->head_work = NAN;
    contrast->call.difference = PH_DIFFERENCE_UNDETERMINED;
    contrast->call.verdict = PH_VERDICT_INCONCLUSIVE;
    contrast->by_time = contrast->call;
    g_ptr_array_add(report->contrasts, contrast);
    return contrast;
}

void ph_contrast_explain(ph_contrast *contrast, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_free(contrast->why);
    contrast->why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

/* Takes the text over. */
static void add_once(GPtrArray *texts, char *text)
{
    if (g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL))
        g_free(text);
    else
        g_ptr_array_add(texts, text);
}

void ph_contrast_note(ph_contrast_report *report, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_once(report->notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void ph_contrast_error(ph_contrast_report *report, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    add_once(report->errors, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void ph_contrast_judge_all(ph_contrast_report *report)
{
    const gboolean is_heads_fault = g_strcmp0(report->failure.of, PH_CONTRAST_HEAD) == 0;

    report->verdict = report->errors->len || is_heads_fault ? PH_VERDICT_FAIL : PH_VERDICT_NEUTRAL;
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        report->verdict = MAX(report->verdict, contrast->call.verdict);
    }
}

void ph_contrast_take_messages(ph_contrast_report *report, ph_measurement *measurement)
{
    if (report->subjects->len == 0) {
        g_ptr_array_unref(report->subjects);
        report->subjects = g_ptr_array_ref(measurement->subjects);
    }
    for (guint i = 0; i < measurement->errors->len; i++) {
        const char *text = measurement->errors->pdata[i];

        if (ph_is_too_busy_error(text))
            ph_contrast_note(report, "%s", text);
        else
            ph_contrast_error(report, "%s", text);
    }
}

GArray *ph_contrast_quadruples(const GArray *base_block_ns, const GArray *head_block_ns)
{
    GArray *quadruples = g_array_new(FALSE, FALSE, sizeof(double));
    const guint rounds = MIN(base_block_ns->len, head_block_ns->len);

    for (guint i = 0; i + ROUNDS_A_QUADRUPLE <= rounds; i += ROUNDS_A_QUADRUPLE) {
        double sum = 0.0;

        for (guint k = i; k < i + ROUNDS_A_QUADRUPLE; k++)
            sum += log(g_array_index(head_block_ns, double, k) /
                       g_array_index(base_block_ns, double, k));
        sum /= ROUNDS_A_QUADRUPLE;
        if (isfinite(sum))
            g_array_append_val(quadruples, sum);
    }
    return quadruples;
}

double ph_contrast_log_ratio(const GArray *base_block_ns, const GArray *head_block_ns)
{
    g_autoptr(GArray) quadruples = ph_contrast_quadruples(base_block_ns, head_block_ns);

    return quadruples->len >= QUADRUPLES_MIN ? ph_quantile(quadruples, 0.5) : NAN;
}

GArray *ph_contrast_joined(const GArray *first, const GArray *second)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(double));

    g_array_append_vals(all, first->data, first->len);
    g_array_append_vals(all, second->data, second->len);
    return all;
}

gboolean ph_contrast_is_broken(const ph_contrast *contrast)
{
    return contrast->head_fault.kind != PH_FAULT_NONE &&
           contrast->head_fault.kind != PH_FAULT_NOT_MEASURED &&
           contrast->base_fault.kind == PH_FAULT_NONE;
}

gboolean ph_contrast_is_open(const ph_contrast *contrast)
{
    return contrast->state == PH_STATE_MEASURED && contrast->launches > 0 &&
           !ph_slowdown_is_settled(contrast->call);
}

void ph_contrast_weigh_allocations(ph_contrast *contrast, const ph_contrast_report *report)
{
    if (contrast->state == PH_STATE_MEASURED)
        ph_allocation_change_weigh(&contrast->allocations, &report->allocation_rule,
                                   &contrast->call.verdict, &contrast->why);
}

/* What of its time or work is certain is beyond the limit of its verdict by itself. */
static gboolean is_as_bad_without(const ph_contrast *contrast, const ph_contrast_report *report)
{
    const ph_slowdown_rule *rule = &report->rule;
    const double limit = contrast->call.verdict == PH_VERDICT_FAIL ? rule->fail : rule->warn;
    const double least = report->mode == PH_CONTRAST_MODE_WORK ? contrast->deciding.low - 1.0
                                                               : 1.0 - 1.0 / contrast->deciding.low;

    return ph_contrast_is_broken(contrast) || least > limit;
}

gboolean ph_contrast_stands_on_allocations(const ph_contrast *contrast,
                                           const ph_contrast_report *report)
{
    const ph_allocation_change *change = &contrast->allocations;

    return ph_allocation_change_is_counted(change) && change->verdict > PH_VERDICT_PASS &&
           change->verdict == contrast->call.verdict && !is_as_bad_without(contrast, report);
}

void ph_contrast_estimate(ph_contrast *contrast)
{
    g_autoptr(GArray) logs = ph_contrast_joined(contrast->first.logs, contrast->second.logs);
    g_autoptr(GArray) base_ns =
        ph_contrast_joined(contrast->first.base_ns, contrast->second.base_ns);
    g_autoptr(GArray) head_ns =
        ph_contrast_joined(contrast->first.head_ns, contrast->second.head_ns);
    ph_interval interval;

    if (logs->len == 0)
        return;
    interval = ph_mean_interval(logs);
    contrast->ratio = exp(ph_mean(logs));
    contrast->ci95 = (ph_interval){ exp(interval.low), exp(interval.high) };
    if (base_ns->len > 1)
        contrast->p_value = ph_mean_difference(base_ns, head_ns).p_value;
}
