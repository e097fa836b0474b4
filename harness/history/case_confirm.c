/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/case_confirm.h"

#include <math.h>
#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "history/case_book.h"
#include "history/history_clock.h"
#include "series/detection_rules.h"

void ph_case_confirmed_clear(ph_case_confirmed *confirmed)
{
    g_clear_pointer(&confirmed->reason, g_free);
}

/* One candidate while it is confirmed. */
typedef struct suspect {
    const ph_case_member *member;
    ph_confirmation confirmation;
    ph_level_decision decision;
    gboolean is_decided;
} suspect;

/* A case while it is confirmed. */
typedef struct confirming {
    ph_run_store *store;
    const ph_case_search *search;
    gint64 case_id;
    GArray *suspects;     /* suspect. */
    ph_series_place base; /* The oldest of all: shifts of one case have one base. */
    ph_case_compare compare;
    gpointer data;
    ph_case_confirmed *outcome;
} confirming;

static suspect *suspect_at(const confirming *in, guint i)
{
    return &g_array_index(in->suspects, suspect, i);
}

static void confirming_clear(confirming *in)
{
    g_clear_pointer(&in->suspects, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(confirming, confirming_clear)

/* What a series of counts says is what a comparison would. */
static void convict_count(ph_confirmation *confirmation)
{
    const double change = log1p(confirmation->candidate.size);
    const ph_compared_change compared = { change, { change, change }, 0.0 };

    if (isfinite(change))
        ph_confirmation_add(confirmation, &compared);
    else
        ph_confirmation_give_up(confirmation); /* From none to some, or from some to none. */
}

static void collect_suspects(confirming *in)
{
    const GArray *members = in->search->members;

    in->suspects = g_array_new(FALSE, TRUE, sizeof(suspect));
    for (guint i = 0; i < members->len; i++) {
        const ph_case_member *member = &g_array_index(members, ph_case_member, i);
        const ph_candidate *candidate = &member->nomination.candidate;
        suspect one = { .member = member, .confirmation = ph_confirmation_begin(candidate) };

        if (member->case_id != in->case_id)
            continue;
        if (in->suspects->len == 0 || candidate->base.position < in->base.position)
            in->base = candidate->base;
        if (candidate->rule == PH_CANDIDATE_EXACT)
            convict_count(&one.confirmation);
        g_array_append_val(in->suspects, one);
    }
}

/* Never before what was known of the code of that series. */
static ph_series_place base_of(const confirming *in, const suspect *one)
{
    const ph_candidate *candidate = &one->confirmation.candidate;

    if (one->confirmation.is_of_creep)
        return ph_confirmation_base(&one->confirmation);
    return candidate->level_start.position > in->base.position ? candidate->level_start : in->base;
}

static gboolean is_open(const suspect *one)
{
    return one->confirmation.state == PH_CONFIRMATION_OPEN;
}

/* Of all that are open, those for which the same is to be compared. NULL: none is open. */
static GPtrArray *next_together(const confirming *in)
{
    g_autoptr(GPtrArray) together = g_ptr_array_new();

    for (guint i = 0; i < in->suspects->len; i++) {
        suspect *one = suspect_at(in, i);
        const suspect *first = together->len > 0 ? together->pdata[0] : one;

        if (is_open(one) && base_of(in, one).position == base_of(in, first).position &&
            one->confirmation.candidate.head.position ==
                first->confirmation.candidate.head.position &&
            ph_confirmation_layouts(&one->confirmation) ==
                ph_confirmation_layouts(&first->confirmation))
            g_ptr_array_add(together, one);
    }
    return together->len > 0 ? g_steal_pointer(&together) : NULL;
}

static void note_reason(confirming *in, const char *reason)
{
    if (!in->outcome->reason && reason)
        in->outcome->reason = ph_error_printable(reason);
}

static void give_up(confirming *in, const GPtrArray *together, const char *reason)
{
    note_reason(in, reason);
    for (guint i = 0; i < together->len; i++)
        ph_confirmation_give_up(&((suspect *)together->pdata[i])->confirmation);
}

static void take_answers(confirming *in, const GPtrArray *together, ph_case_answer *answers)
{
    for (guint i = 0; i < together->len; i++) {
        suspect *one = together->pdata[i];

        if (isnan(answers[i].change.change)) {
            note_reason(in, answers[i].reason);
            ph_confirmation_give_up(&one->confirmation);
        } else {
            ph_confirmation_add(&one->confirmation, &answers[i].change);
        }
        g_free(answers[i].reason);
    }
}

/* FALSE and error: the user gave up. */
static gboolean compare_together(confirming *in, const GPtrArray *together, GError **error)
{
    const suspect *first = together->pdata[0];
    const ph_series_survey *survey = in->search->survey;
    const ph_candidate *candidate = &first->confirmation.candidate;
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    g_autofree ph_case_answer *answers = g_new0(ph_case_answer, together->len);
    const ph_case_question question = {
        .base_sha = ph_series_survey_sha(survey, base_of(in, first).run_id),
        .head_sha = ph_series_survey_sha(survey, candidate->head.run_id),
        .layouts = ph_confirmation_layouts(&first->confirmation),
        .series = keys,
    };
    g_autoptr(GError) cause = NULL;

    for (guint i = 0; i < together->len; i++)
        g_ptr_array_add(keys, &((suspect *)together->pdata[i])->member->series->key);
    if (!question.base_sha || !question.head_sha ||
        strcmp(question.base_sha, question.head_sha) == 0) {
        give_up(in, together, "there is no earlier commit to compare with");
        return TRUE;
    }
    in->outcome->comparisons++;
    if (in->compare(&question, answers, in->data, &cause)) {
        take_answers(in, together, answers);
        return TRUE;
    }
    for (guint i = 0; i < together->len; i++)
        g_free(answers[i].reason);
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    give_up(in, together, cause->message);
    return TRUE;
}

static gboolean compare_all(confirming *in, GError **error)
{
    for (;;) {
        g_autoptr(GPtrArray) together = next_together(in);

        if (!together)
            return TRUE;
        if (!compare_together(in, together, error))
            return FALSE;
    }
}

/* Counted by what they came to. */
typedef struct decided {
    guint confirmed, refuted, unconfirmed, waiting;
} decided;

static decided decide_all(confirming *in)
{
    decided counts = { 0 };

    for (guint i = 0; i < in->suspects->len; i++) {
        suspect *one = suspect_at(in, i);

        one->is_decided = ph_confirmation_decide(&one->confirmation, one->member->series->points,
                                                 one->member->series->decisions, &one->decision);
        if (!one->is_decided)
            counts.waiting++;
        else if (one->decision.cause == PH_LEVEL_CODE)
            counts.confirmed++;
        else if (one->decision.cause == PH_LEVEL_UNCONFIRMED)
            counts.unconfirmed++;
        else
            counts.refuted++;
    }
    return counts;
}

static ph_case_outcome outcome_of(const decided *counts)
{
    return counts->confirmed > 0     ? PH_CASE_OUTCOME_CONFIRMED
           : counts->unconfirmed > 0 ? PH_CASE_OUTCOME_UNCONFIRMED
           : counts->waiting > 0     ? PH_CASE_OUTCOME_WAITING
                                     : PH_CASE_OUTCOME_REFUTED;
}

/* The figures of a comparison in place of those of the series, where there is one. */
static ph_history_level *level_of(const suspect *one)
{
    const ph_compared_change *found = &one->confirmation.found;
    ph_history_level *level = ph_case_member_level(one->member, one->decision.cause);

    if (one->decision.cause == PH_LEVEL_UNCONFIRMED)
        return level;
    level->change = expm1(found->change);
    level->low = expm1(found->ci95.low);
    level->high = expm1(found->ci95.high);
    level->p_value = found->p_value;
    return level;
}

static cJSON *series_json(const suspect *one)
{
    const ph_series_key *key = &one->member->series->key;
    g_autoptr(ph_history_level) level = level_of(one);
    cJSON *object = cJSON_CreateObject();

    ph_json_add_text(object, "benchmark", key->benchmark);
    ph_json_add_text(object, "level", key->level);
    ph_json_add_text(object, "subject", key->subject);
    ph_json_add_text(object, "metric", ph_metric_word(key->metric));
    ph_json_add_text(object, "found_by", ph_candidate_rule_word(one->confirmation.candidate.rule));
    ph_json_add_text(object, "cause", ph_level_cause_word(level->cause));
    ph_json_add_number(object, "change", level->change);
    ph_json_add_interval(object, "ci95", (ph_interval){ level->low, level->high });
    ph_json_add_number(object, "p_value", level->p_value);
    cJSON_AddBoolToObject(object, "beside_level_start", one->confirmation.is_of_creep);
    return object;
}

static char *detail_of(const confirming *in)
{
    const ph_series_survey *survey = in->search->survey;
    const suspect *first = suspect_at(in, 0);
    cJSON *object = cJSON_CreateObject();
    g_autofree char *text = NULL;
    char *copy;
    cJSON *list;

    ph_json_add_text(object, "base", ph_series_survey_sha(survey, in->base.run_id));
    ph_json_add_text(object, "head",
                     ph_series_survey_sha(survey, first->confirmation.candidate.head.run_id));
    cJSON_AddNumberToObject(object, "comparisons", in->outcome->comparisons);
    list = cJSON_AddArrayToObject(object, "series");
    for (guint i = 0; i < in->suspects->len; i++)
        if (suspect_at(in, i)->is_decided)
            cJSON_AddItemToArray(list, series_json(suspect_at(in, i)));
    text = cJSON_PrintUnformatted(object);
    copy = g_strdup(text);
    cJSON_Delete(object);
    return copy;
}

static guint count_confirmed(const confirming *in)
{
    guint count = 0;

    for (guint i = 0; i < in->suspects->len; i++)
        count +=
            suspect_at(in, i)->is_decided && suspect_at(in, i)->decision.cause == PH_LEVEL_CODE;
    return count;
}

static gboolean add_event(const confirming *in, ph_history_event_kind kind, GError **error)
{
    g_autoptr(ph_history_event) event = ph_history_event_new(kind, in->case_id);

    event->detail = detail_of(in);
    if (kind == PH_HISTORY_EVENT_CONFIRM)
        event->text = g_strdup_printf("%u of %u series, by %u comparison%s", count_confirmed(in),
                                      in->suspects->len, in->outcome->comparisons,
                                      in->outcome->comparisons == 1 ? "" : "s");
    if (kind == PH_HISTORY_EVENT_UNCONFIRMED)
        event->text = g_strdup(in->outcome->reason);
    return ph_run_store_add_event(in->store, event, NULL, error);
}

/* A case that is alive is so, whatever becomes of a series that was nominated later. */
static gboolean add_events(const confirming *in, const ph_case_entry *entry, GError **error)
{
    const gboolean is_undecided =
        entry->life.state == PH_CASE_CANDIDATE || entry->life.state == PH_CASE_REFUTED;

    switch (in->outcome->outcome) {
    case PH_CASE_OUTCOME_CONFIRMED: return add_event(in, PH_HISTORY_EVENT_CONFIRM, error);
    case PH_CASE_OUTCOME_REFUTED:
        return !is_undecided || add_event(in, PH_HISTORY_EVENT_REFUTE, error);
    case PH_CASE_OUTCOME_UNCONFIRMED:
        return !is_undecided || add_event(in, PH_HISTORY_EVENT_UNCONFIRMED, error);
    case PH_CASE_OUTCOME_WAITING: break;
    }
    return TRUE;
}

/* One of a series, a first run and a cause is there once. What is refuted again is so at head. */
static gboolean is_there(const suspect *one, const ph_history_level *level)
{
    const GPtrArray *levels = one->member->series->levels;

    for (guint i = 0; i < levels->len; i++) {
        const ph_history_level *other = levels->pdata[i];

        if (other->first_run_id == level->first_run_id && other->cause == level->cause)
            return TRUE;
    }
    return FALSE;
}

static gboolean add_levels(const confirming *in, GError **error)
{
    for (guint i = 0; i < in->suspects->len; i++) {
        const suspect *one = suspect_at(in, i);
        g_autoptr(ph_history_level) level = NULL;

        if (!one->is_decided)
            continue;
        level = level_of(one);
        if (is_there(one, level))
            level->first_run_id = one->confirmation.candidate.head.run_id;
        if (!ph_run_store_add_level(in->store, level, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static ph_compared_change change_of(const ph_history_level *level)
{
    return (ph_compared_change){ log1p(level->change),
                                 { log1p(level->low), log1p(level->high) },
                                 level->p_value };
}

/* All that it moved is back, as far as it is to be spoken of. */
static gboolean is_ended_by(const ph_case_entry *old, const ph_case_entry *later)
{
    guint ended = 0;

    for (guint i = 0; i < old->levels->len; i++) {
        const ph_history_level *level = old->levels->pdata[i];
        const ph_history_level *back = ph_case_entry_level(later, level->series_id);
        const ph_compared_change shift = change_of(level);

        if (level->cause != PH_LEVEL_CODE)
            continue;
        if (back && back->cause == PH_LEVEL_CODE) {
            const ph_compared_change other = change_of(back);

            if (ph_case_is_resolved_by(&shift, &other)) {
                ended++;
                continue;
            }
        }
        if (fabs(shift.change) >= PH_CONFIRM_SURE)
            return FALSE;
    }
    return ended > 0;
}

static gboolean resolve(ph_run_store *store, gint64 case_id, char *text, GError **error)
{
    g_autoptr(ph_history_event) event = ph_history_event_new(PH_HISTORY_EVENT_RESOLVE, case_id);

    event->text = text;
    return ph_run_store_add_event(store, event, NULL, error);
}

/* A confirmed shift that takes back another one ends it, and is no case of its own any more. */
static gboolean end_mended(confirming *in, GError **error)
{
    g_autoptr(ph_case_book) book = ph_case_book_read(in->store, ph_history_now_us(), error);
    const ph_case_entry *later = book ? ph_case_book_find(book, in->case_id, error) : NULL;

    if (!later)
        return FALSE;
    for (guint i = book->entries->len; i > 0; i--) {
        const ph_case_entry *old = book->entries->pdata[i - 1];

        if (old->about->id >= in->case_id || !old->life.is_confirmed ||
            old->life.state == PH_CASE_RESOLVED ||
            old->about->direction == later->about->direction ||
            strcmp(old->about->host, later->about->host) != 0 ||
            strcmp(old->about->suite, later->about->suite) != 0 || !is_ended_by(old, later))
            continue;
        in->outcome->resolved = old->about->id;
        return resolve(in->store, old->about->id,
                       g_strdup_printf("case %" G_GINT64_FORMAT " takes it back", in->case_id),
                       error) &&
               resolve(in->store, in->case_id,
                       g_strdup_printf("it takes case %" G_GINT64_FORMAT " back", old->about->id),
                       error);
    }
    return TRUE;
}

gboolean ph_case_confirm(ph_run_store *store, const ph_case_search *search, gint64 case_id,
                         ph_case_compare compare, gpointer data, ph_case_confirmed *ret,
                         GError **error)
{
    g_autoptr(ph_case_book) book = ph_case_book_read(store, ph_history_now_us(), error);
    const ph_case_entry *entry = book ? ph_case_book_find(book, case_id, error) : NULL;
    g_auto(confirming) in = { store, search, case_id, NULL, { 0 }, compare, data, ret };
    decided counts;

    *ret = (ph_case_confirmed){ 0 };
    if (!entry)
        return FALSE;
    collect_suspects(&in);
    if (!compare_all(&in, error))
        return FALSE;
    counts = decide_all(&in);
    ret->outcome = outcome_of(&counts);
    return add_events(&in, entry, error) && add_levels(&in, error) &&
           (counts.confirmed == 0 || end_mended(&in, error));
}
