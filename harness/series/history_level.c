/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/history_level.h"

#include <math.h>

#include "perfharness/require.h"
#include "series/canonical_text.h"
#include "series/history_run.h"

static const char *const causes[] = {
#define X(identifier, word, meaning) word,
    PH_LEVEL_CAUSE_LIST(X)
#undef X
};

const char *ph_level_cause_word(ph_level_cause cause)
{
    PH_REQUIRE(cause < PH_LEVEL_CAUSE_COUNT);
    return causes[cause];
}

ph_level_cause ph_level_cause_of(const char *word)
{
    guint cause = 0;

    while (cause < PH_LEVEL_CAUSE_COUNT && g_strcmp0(word, causes[cause]) != 0)
        cause++;
    return (ph_level_cause)cause;
}

char *ph_history_level_text(const ph_history_level *level)
{
    GString *object = ph_canonical_new();

    ph_canonical_integer(object, "series_id", level->series_id);
    ph_canonical_integer_but(object, "case_id", level->case_id, 0);
    ph_canonical_integer(object, "first_run_id", level->first_run_id);
    ph_canonical_integer_but(object, "last_good_run_id", level->last_good_run_id, 0);
    ph_canonical_integer_but(object, "first_position", level->first_position, PH_NO_POSITION);
    ph_canonical_integer_but(object, "last_good_position", level->last_good_position,
                             PH_NO_POSITION);
    ph_canonical_text(object, "first_sha", level->first_sha);
    ph_canonical_text(object, "last_good_sha", level->last_good_sha);
    ph_canonical_text(object, "cause", ph_level_cause_word(level->cause));
    ph_canonical_real(object, "change", level->change);
    ph_canonical_real(object, "low", level->low);
    ph_canonical_real(object, "high", level->high);
    ph_canonical_real(object, "p_value", level->p_value);
    ph_canonical_integer(object, "at_us", level->at_us);
    return ph_canonical_end(object);
}

ph_history_level *ph_history_level_new(void)
{
    ph_history_level *level = g_new0(ph_history_level, 1);

    level->first_position = PH_NO_POSITION;
    level->last_good_position = PH_NO_POSITION;
    level->change = NAN;
    level->low = NAN;
    level->high = NAN;
    level->p_value = NAN;
    return level;
}

void ph_history_level_free(ph_history_level *level)
{
    if (!level)
        return;
    g_free(level->first_sha);
    g_free(level->last_good_sha);
    g_free(level);
}
