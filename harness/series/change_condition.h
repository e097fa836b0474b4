/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A condition on a change that comparisons have shown, as rules have it:
 *
 *     change_percent > 10 and p_value < 0.05
 *
 * Terms with "and" between them, each a field, one of < <= > >=, and a number. Exactly as much is
 * neither more nor less, rounding left aside. A figure that is not known fulfils no term.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_CHANGE_CONDITION_H
#define PH_HARNESS_SERIES_CHANGE_CONDITION_H

#include <glib.h>

/* Identifier, its word, rounding of such a figure, and what it is. */
#define PH_CHANGE_FIELD_LIST(X)                                                                    \
    X(CHANGE_PERCENT, "change_percent", 1e-7,                                                      \
      "how much longer it takes, in percent of the time before, or how much more a count is; "     \
      "below "                                                                                     \
      "0: shorter, or less")                                                                       \
    X(LOW_PERCENT, "low_percent", 1e-7, "the lower end of its 95 % interval")                      \
    X(HIGH_PERCENT, "high_percent", 1e-7, "the upper end of its 95 % interval")                    \
    X(P_VALUE, "p_value", 1e-9,                                                                    \
      "how often comparisons of one build with itself would show as much, from 0 to 1")            \
    X(CONFIDENCE_LEVEL, "confidence_level", 1e-7, "the rest of them, in percent: 100 (1 - p_value)")

typedef enum ph_change_field {
#define X(identifier, word, rounding, meaning) PH_CHANGE_##identifier,
    PH_CHANGE_FIELD_LIST(X)
#undef X
        PH_CHANGE_FIELD_COUNT,
} ph_change_field;

/* What a condition is held against; NAN: not known. */
typedef struct ph_change_figures {
    double value[PH_CHANGE_FIELD_COUNT];
} ph_change_figures;

/* From shares of the time before: 0.05 is 5 %. */
ph_change_figures ph_change_figures_of(double change, double low, double high, double p_value);

const char *ph_change_field_word(ph_change_field field);
const char *ph_change_field_meaning(ph_change_field field);

typedef struct ph_change_condition ph_change_condition;

/*
 * Read one.
 *
 * @param ret_at  Where it is wrong, as a number of characters before that.
 * @return NULL and error (PH_ERROR_SETTINGS), in words that follow on where it stands.
 */
ph_change_condition *ph_change_condition_read(const char *text, gsize *ret_at, GError **error);
void ph_change_condition_free(ph_change_condition *condition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_change_condition, ph_change_condition_free)

gboolean ph_change_condition_holds(const ph_change_condition *condition,
                                   const ph_change_figures *figures);

/* Whether no figures at all fulfil it: "change_percent > 10 and change_percent < 5", "p_value > 1",
 * "p_value < 0.05 and confidence_level < 90", "low_percent > 5 and change_percent < 5". */
gboolean ph_change_condition_is_never(const ph_change_condition *condition);

/* Whether all figures that fulfil the one fulfil the other, too. */
gboolean ph_change_condition_is_within(const ph_change_condition *condition,
                                       const ph_change_condition *other);

#endif /* PH_HARNESS_SERIES_CHANGE_CONDITION_H */
