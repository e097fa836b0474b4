/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/retention.h"

#include <string.h>

#include "perfharness/require.h"

static const struct {
    const char *name;
    ph_run_keep keep;
    ph_retention_scope scope;
    gint64 days;
    const char *meaning;
} rules[] = {
#define X(identifier, name, keep, scope, days, meaning)                                            \
    { name, PH_RUN_KEEP_##keep, PH_RETENTION_##scope, days, meaning },
    PH_RETENTION_LIST(X)
#undef X
};

const char *ph_retention_name(ph_retention_rule rule)
{
    PH_REQUIRE(rule < PH_RETENTION_RULE_COUNT);
    return rules[rule].name;
}

const char *ph_retention_meaning(ph_retention_rule rule)
{
    PH_REQUIRE(rule < PH_RETENTION_RULE_COUNT);
    return rules[rule].meaning;
}

ph_run_keep ph_retention_keep(ph_retention_rule rule)
{
    PH_REQUIRE(rule < PH_RETENTION_RULE_COUNT);
    return rules[rule].keep;
}

ph_retention_scope ph_retention_rule_scope(ph_retention_rule rule)
{
    PH_REQUIRE(rule < PH_RETENTION_RULE_COUNT);
    return rules[rule].scope;
}

gint64 ph_retention_before(ph_retention_rule rule, gint64 now_us)
{
    PH_REQUIRE(rule < PH_RETENTION_RULE_COUNT);
    return now_us - rules[rule].days * G_TIME_SPAN_DAY;
}

gint64 ph_retention_after(ph_retention_rule rule, gint64 since_us)
{
    PH_REQUIRE(rule < PH_RETENTION_RULE_COUNT);
    return since_us + rules[rule].days * G_TIME_SPAN_DAY;
}

#define RESULTS ", results "

char *ph_retention_note(ph_retention_rule rule, const char *results_digest)
{
    const gboolean is_run = ph_retention_rule_scope(rule) == PH_RETENTION_RUN;

    return g_strdup_printf("%s by rule %s%s%s", is_run ? "run" : "document",
                           ph_retention_name(rule), results_digest ? RESULTS : "",
                           results_digest ? results_digest : "");
}

const char *ph_retention_note_results(const char *note)
{
    const char *at = strstr(note, RESULTS);

    return at ? at + strlen(RESULTS) : NULL;
}
