/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The texts of rules: {metric_name} and its like stand for what is known of a case; {{ is a brace.
 * What is put in is not looked at again. It is plain text, which each channel escapes.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_ALERT_TEMPLATE_H
#define PH_HARNESS_ALERT_TEMPLATE_H

#include <glib.h>

/* Identifier, its word, and what stands in its place. */
#define PH_ALERT_PLACEHOLDER_LIST(X)                                                               \
    X(METRIC_NAME, "metric_name", "the series that changed most: \"comp3/L2\"")                    \
    X(CHANGE_PERCENT, "change_percent", "how much, with its sign: \"+5.2\"")                       \
    X(CONFIDENCE_LEVEL, "confidence_level",                                                        \
      "of that, in percent: \"99.99\"; ? where not compared")                                      \
    X(BASELINE_VALUE, "baseline_value", "what it was: \"4.21 ms\"")                                \
    X(CURRENT_VALUE, "current_value", "what it is")                                                \
    X(COMMIT_HASH, "commit_hash", "the commit that brought it, else the first that had it")        \
    X(BRANCH_NAME, "branch_name", "the branch that it is on")                                      \
    X(HOST, "host", "where it was measured")                                                       \
    X(SERIES_COUNT, "series_count", "how many series changed with it")                             \
    X(FIRST_SEEN, "first_seen", "the day that it was first seen")                                  \
    X(ISSUE_URL, "issue_url", "its issue; nothing where none is known")                            \
    X(CASE, "case", "its number in the history")

typedef enum ph_alert_placeholder {
#define X(identifier, word, meaning) PH_ALERT_PLACEHOLDER_##identifier,
    PH_ALERT_PLACEHOLDER_LIST(X)
#undef X
        PH_ALERT_PLACEHOLDER_COUNT,
} ph_alert_placeholder;

const char *ph_alert_placeholder_word(ph_alert_placeholder placeholder);
const char *ph_alert_placeholder_meaning(ph_alert_placeholder placeholder);

/*
 * Whether it can be filled in.
 *
 * @param ret_at  Where it is wrong, as a number of characters before that.
 * @return FALSE and error (PH_ERROR_SETTINGS), in words that follow on where it stands.
 */
gboolean ph_alert_template_check(const char *text, gsize *ret_at, GError **error);

/* One that was checked, filled in. No value is NULL. The caller frees it. */
char *ph_alert_template_fill(const char *text,
                             const char *const values[PH_ALERT_PLACEHOLDER_COUNT]);

#endif /* PH_HARNESS_ALERT_TEMPLATE_H */
