/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/case_life.h"

#include <string.h>

#include "error/error.h"

static const char *const WORDS[] = {
#define X(identifier, word, meaning) word,
    PH_CASE_STATE_LIST(X)
#undef X
};

const char *ph_case_state_word(ph_case_state state)
{
    return WORDS[state];
}

const char *ph_case_state_meaning(ph_case_state state)
{
    static const char *const meanings[] = {
#define X(identifier, word, meaning) meaning,
        PH_CASE_STATE_LIST(X)
#undef X
    };

    return meanings[state];
}

ph_case_state ph_case_state_of(const char *word)
{
    for (guint state = 0; state < PH_CASE_STATE_COUNT; state++) {
        if (strcmp(word, WORDS[state]) == 0)
            return state;
    }
    return PH_CASE_STATE_COUNT;
}

static const char *event_word(ph_history_event_kind kind)
{
    static const char *const words[] = {
#define X(identifier, word, meaning) word,
        PH_HISTORY_EVENT_LIST(X)
#undef X
    };

    return words[kind];
}

/* Sets of states, as bits. */
#define IN(state)  (1u << PH_CASE_##state)
#define LIVING     (IN(OPEN) | IN(ACKNOWLEDGED) | IN(SILENCED))
#define UNDECIDED  (IN(CANDIDATE) | IN(REFUTED))
#define ALL_STATES ((1u << PH_CASE_STATE_COUNT) - 1u)
/* For an event that leaves a state as it is. */
#define STAYS PH_CASE_STATE_COUNT

/*
 * What an event needs and does: states it may come in, those of them that it changes, and to which;
 * whether a person sets it, and so says why.
 */
static const struct rule {
    guint allowed;
    guint changed;
    ph_case_state to;
    gboolean is_of_person;
} RULES[] = {
    [PH_HISTORY_EVENT_SEEN] = { ALL_STATES, IN(REFUTED), PH_CASE_CANDIDATE, FALSE },
    [PH_HISTORY_EVENT_CONFIRM] = { UNDECIDED | LIVING | IN(ACCEPTED), UNDECIDED, PH_CASE_OPEN,
                                   FALSE },
    [PH_HISTORY_EVENT_REFUTE] = { UNDECIDED | LIVING, IN(CANDIDATE) | LIVING, PH_CASE_REFUTED,
                                  FALSE },
    [PH_HISTORY_EVENT_UNCONFIRMED] = { UNDECIDED | LIVING, UNDECIDED, PH_CASE_OPEN, FALSE },
    [PH_HISTORY_EVENT_ALERT] = { LIVING, 0, STAYS, FALSE },
    [PH_HISTORY_EVENT_ACKNOWLEDGE] = { LIVING, LIVING, PH_CASE_ACKNOWLEDGED, TRUE },
    [PH_HISTORY_EVENT_SILENCE] = { LIVING, LIVING, PH_CASE_SILENCED, TRUE },
    [PH_HISTORY_EVENT_ASSIGN] = { ALL_STATES, 0, STAYS, FALSE },
    [PH_HISTORY_EVENT_ACCEPT] = { LIVING, LIVING, PH_CASE_ACCEPTED, TRUE },
    [PH_HISTORY_EVENT_RESOLVE] = { LIVING | IN(ACCEPTED), LIVING | IN(ACCEPTED), PH_CASE_RESOLVED,
                                   FALSE },
    [PH_HISTORY_EVENT_REOPEN] = { IN(ACKNOWLEDGED) | IN(SILENCED) | IN(ACCEPTED) | IN(RESOLVED),
                                  ALL_STATES, PH_CASE_OPEN, FALSE },
    [PH_HISTORY_EVENT_NOTE] = { ALL_STATES, 0, STAYS, TRUE },
    [PH_HISTORY_EVENT_BISECT] = { ALL_STATES, 0, STAYS, FALSE },
    [PH_HISTORY_EVENT_UNDELIVERED] = { ALL_STATES, 0, STAYS, FALSE },
};
G_STATIC_ASSERT(G_N_ELEMENTS(RULES) == PH_HISTORY_EVENT_COUNT);

/* What comparisons have shown, none takes back. */
static gboolean may_come(const ph_case_life *life, ph_history_event_kind kind)
{
    if (kind == PH_HISTORY_EVENT_REFUTE && life->is_confirmed)
        return FALSE;
    return (RULES[kind].allowed & (1u << life->state)) != 0;
}

static void take(ph_case_life *life, ph_case_state *before_silence, const ph_history_event *event)
{
    const struct rule *rule = &RULES[event->kind];

    if (rule->changed & (1u << life->state)) {
        if (rule->to == PH_CASE_SILENCED && life->state != PH_CASE_SILENCED)
            *before_silence = life->state;
        life->state = rule->to;
        life->since_us = event->at_us;
    }
    life->silenced_until_us = life->state != PH_CASE_SILENCED           ? PH_NO_TIME
                              : event->kind == PH_HISTORY_EVENT_SILENCE ? event->until_us
                                                                        : life->silenced_until_us;
    if (event->kind == PH_HISTORY_EVENT_CONFIRM)
        life->is_confirmed = TRUE;
    if (event->kind == PH_HISTORY_EVENT_ALERT)
        life->is_alerted = TRUE;
    if (event->kind == PH_HISTORY_EVENT_REOPEN)
        life->is_alerted = FALSE;
}

static void end_silence(ph_case_life *life, ph_case_state before_silence, gint64 now_us)
{
    if (life->state != PH_CASE_SILENCED || life->silenced_until_us > now_us)
        return;
    life->state = before_silence;
    life->since_us = life->silenced_until_us;
    life->silenced_until_us = PH_NO_TIME;
}

ph_case_life ph_case_life_at(const GPtrArray *events, gint64 now_us)
{
    ph_case_life life = { .state = PH_CASE_CANDIDATE,
                          .silenced_until_us = PH_NO_TIME,
                          .since_us = PH_NO_TIME };
    ph_case_state before_silence = PH_CASE_OPEN;

    for (guint i = 0; i < events->len; i++) {
        const ph_history_event *event = events->pdata[i];

        end_silence(&life, before_silence, event->at_us);
        if (life.since_us == PH_NO_TIME)
            life.since_us = event->at_us;
        if (may_come(&life, event->kind))
            take(&life, &before_silence, event);
    }
    end_silence(&life, before_silence, now_us);
    return life;
}

static gboolean has_end(const ph_history_event *event, gint64 now_us, GError **error)
{
    const gint64 most_us = PH_CASE_SILENCE_DAYS_MOST * G_TIME_SPAN_DAY;

    if (event->until_us == PH_NO_TIME)
        return ph_refuse(error, PH_ERROR_USAGE, "a silence needs an end, at most %d days from now",
                         PH_CASE_SILENCE_DAYS_MOST);
    if (event->until_us <= now_us)
        return ph_refuse(error, PH_ERROR_USAGE, "the end of the silence is over already");
    if (event->until_us > now_us + most_us)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "the end of the silence is more than %d days away; acknowledge the case, "
                         "or accept its level",
                         PH_CASE_SILENCE_DAYS_MOST);
    return TRUE;
}

gboolean ph_case_life_allows(const ph_case_life *life, const ph_history_event *event, gint64 now_us,
                             GError **error)
{
    const char *word = event_word(event->kind);

    if (!may_come(life, event->kind))
        return ph_refuse(error, PH_ERROR_USAGE, "%s: the case is %s%s: %s", word,
                         life->is_confirmed ? "confirmed, and " : "",
                         ph_case_state_word(life->state), ph_case_state_meaning(life->state));
    if (RULES[event->kind].is_of_person && (!event->text || event->text[0] == '\0'))
        return ph_refuse(error, PH_ERROR_USAGE, "%s: a reason is needed: --reason TEXT", word);
    return event->kind != PH_HISTORY_EVENT_SILENCE || has_end(event, now_us, error);
}

gboolean ph_case_life_wants_alert(const ph_case_life *life)
{
    return life->state == PH_CASE_OPEN && !life->is_alerted;
}

gboolean ph_case_life_is_over(const ph_case_life *life)
{
    return life->state == PH_CASE_RESOLVED || life->state == PH_CASE_ACCEPTED;
}
