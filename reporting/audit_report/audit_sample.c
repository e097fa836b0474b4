/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/audit_sample.h"

#include <glib.h>
#include <string.h>

#include "columns.h"
#include "document/json_member.h"
#include "error/error.h"

enum { LABEL_COLUMN = 4, VALUE_COLUMN = 14 };

/* The value of a column, as one text; "": there is none. The caller frees it. */
typedef char *(*value_function)(const cJSON *change);

static char *member_text(const cJSON *object, const char *name)
{
    char *text = ph_json_printable(object, name);

    return text ? text : g_strdup("");
}

static char *list_text(const cJSON *list, const char *between)
{
    GString *text = g_string_new(NULL);
    const cJSON *entry;

    cJSON_ArrayForEach(entry, list)
    {
        g_autofree char *printable = cJSON_IsNumber(entry)
                                         ? g_strdup_printf("%g", entry->valuedouble)
                                         : ph_error_printable(cJSON_GetStringValue(entry));

        g_string_append_printf(text, "%s%s", text->len > 0 ? between : "", printable);
    }
    return g_string_free(text, FALSE);
}

#define MEMBER(function, holder, name)                                                             \
    static char *function(const cJSON *change)                                                     \
    {                                                                                              \
        return member_text(holder, name);                                                          \
    }

MEMBER(id, change, "id")
MEMBER(order, change, "order")
MEMBER(kind, change, "kind")
MEMBER(at, change, "at")
MEMBER(what, change, "what")
MEMBER(commit, change, "commit")
MEMBER(build, change, "build_sha256")
MEMBER(run, ph_json_member(change, "run"), "sha256")
MEMBER(measured, ph_json_member(change, "run"), "measured_at")
MEMBER(status, ph_json_member(change, "run"), "status")
MEMBER(verdict, ph_json_member(change, "run"), "verdict")
MEMBER(checks, change, "checks")
MEMBER(baseline, change, "baseline")
MEMBER(reason, change, "reason")
MEMBER(restores, change, "restores")
MEMBER(not_here, change, "not_here")

static char *forced(const cJSON *change)
{
    g_autofree char *rules = list_text(ph_json_member(change, "overridden"), "; ");

    return cJSON_IsTrue(ph_json_member(change, "forced")) ? g_strdup_printf("yes: %s", rules)
                                                          : g_strdup("");
}

static char *incidents(const cJSON *change)
{
    return list_text(ph_json_member(change, "incidents"), ", ");
}

/* The columns of CSV, and the lines for people below a change's heading. */
static const struct {
    const char *name;  /* Of the column. */
    const char *label; /* NULL: it stands in the heading. */
    value_function value;
} columns[] = {
    { "kind", NULL, kind },
    { "at", NULL, at },
    { "what", NULL, what },
    { "id", "id", id },
    { "order", "order", order },
    { "commit", "commit", commit },
    { "build_sha256", "build", build },
    { "run_sha256", "run", run },
    { "run_measured_at", "measured", measured },
    { "run_status", "status", status },
    { "run_verdict", "floors", verdict },
    { "checks", "checks", checks },
    { "baseline_sha256", "baseline", baseline },
    { "forced", "forced", forced },
    { "reason", "reason", reason },
    { "restores", "restores", restores },
    { "incidents", "incidents", incidents },
    { "not_here", "not here", not_here },
};

/* For people */

static void print_population(FILE *to, const cJSON *sample)
{
    const cJSON *population = ph_json_member(sample, "population");
    const cJSON *period = ph_json_member(sample, "period");
    const cJSON *doubts = ph_json_member(population, "doubts");
    const cJSON *entry;

    ph_columns_print(to, 0, 2, "%d of %g changes of %s to %s, drawn with the seed %s",
                     cJSON_GetArraySize(ph_json_member(sample, "changes")),
                     ph_json_number(population, "count"), ph_json_text(period, "first"),
                     ph_json_text(period, "last"), ph_json_text(sample, "seed"));
    cJSON_ArrayForEach(entry, ph_json_member(population, "kinds"))
    {
        g_autofree char *word = member_text(entry, "kind");

        ph_columns_print(to, 2, 4, "%s: %g", word, ph_json_number(entry, "count"));
    }
    ph_columns_print(to, 2, 4, "all ids, sorted, SHA-256:");
    ph_columns_print(to, 2, 4, "%s", ph_json_text(population, "ids_sha256"));
    if (cJSON_GetArraySize(doubts) > 0)
        ph_columns_print(to, 0, 2, "Why these may not be all changes there were:");
    cJSON_ArrayForEach(entry, doubts)
    {
        g_autofree char *printable = ph_error_printable(cJSON_GetStringValue(entry));

        ph_columns_print(to, 2, 4, "%s", printable);
    }
}

static void print_change(FILE *to, const cJSON *change)
{
    g_autofree char *word = kind(change), *time = at(change), *words = what(change);

    (void)fputc('\n', to);
    ph_columns_print(to, 0, LABEL_COLUMN, "%g. %s, %s: %s", ph_json_number(change, "number"), word,
                     *time ? time : "at no known time", words);
    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
        g_autofree char *value = columns[i].label ? columns[i].value(change) : g_strdup("");

        if (*value)
            ph_columns_print(to, LABEL_COLUMN, VALUE_COLUMN, "%-*s%s", VALUE_COLUMN - LABEL_COLUMN,
                             columns[i].label, value);
    }
}

void ph_audit_sample_print(FILE *to, const cJSON *sample)
{
    const cJSON *change;

    print_population(to, sample);
    cJSON_ArrayForEach(change, ph_json_member(sample, "changes")) print_change(to, change);
}

/* CSV */

/* In quotes; what a spreadsheet would take for a formula has an apostrophe before it. */
static void print_field(FILE *to, const char *text)
{
    const gboolean is_formula = *text && strchr("=+-@", *text) != NULL;

    (void)fputs(is_formula ? "\"'" : "\"", to);
    for (; *text; text++) {
        if (*text == '"')
            (void)fputc('"', to);
        (void)fputc(*text, to);
    }
    (void)fputc('"', to);
}

void ph_audit_sample_print_csv(FILE *to, const cJSON *sample)
{
    const cJSON *change;

    for (gsize i = 0; i < G_N_ELEMENTS(columns); i++)
        (void)fprintf(to, "%s%s", i > 0 ? "," : "", columns[i].name);
    (void)fputc('\n', to);
    cJSON_ArrayForEach(change, ph_json_member(sample, "changes"))
    {
        for (gsize i = 0; i < G_N_ELEMENTS(columns); i++) {
            g_autofree char *value = columns[i].value(change);

            if (i > 0)
                (void)fputc(',', to);
            print_field(to, value);
        }
        (void)fputc('\n', to);
    }
}
