/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness layout --against` for people. */
#include <glib.h>
#include <string.h>

#include "columns.h"
#include "layout_against_table.h"
#include "text_table.h"

enum { INDENT = 2, NAME_COLUMNS_MAX = 40, RULE_BEGIN = 6 };

static const char *const titles[] = { "", "offset", "theirs", "size", "theirs", "line", NULL };

static char *bytes_text(gint64 bytes)
{
    return bytes == PH_LAYOUT_NOWHERE ? g_strdup("-") : g_strdup_printf("%" G_GINT64_FORMAT, bytes);
}

/* What stands around what was found, and what was expected. */
static const struct {
    const char *kind, *before, *between; /* NULL: they are not said. */
} forms[] = {
    { "missing", "the build has no such item", NULL },
    { "extra", "only the build has it", NULL },
    { "name", "called ", ", not " },
    { "kind", "", ", not " },
    { "digits", "digits: ", ", not " },
    { "scale", "scale ", ", not " },
    { "sign", "", ", not " },
    { "occurs", "occurrences: ", ", not " },
    { "varying", "its place is ", ", not " },
};

/* "zoned, not binary: RULE"; the rule alone where offset and size say it. */
static void add_what(GString *words, const ph_layout_finding *finding)
{
    for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
        if (strcmp(forms[i].kind, finding->kind) != 0)
            continue;
        g_string_append(words, forms[i].before);
        if (forms[i].between)
            g_string_append_printf(words, "%s%s%s", finding->found, forms[i].between,
                                   finding->expected);
        g_string_append(words, ": ");
    }
    g_string_append(words, finding->rule);
}

static char *words_of(const ph_layout_against *against, const ph_layout_finding *finding)
{
    GString *words = g_string_new(NULL);

    add_what(words, finding);
    if (finding->followers > 0)
        g_string_append_printf(words, "; it moves %u %s", finding->followers,
                               finding->followers == 1 ? "item more" : "items more");
    if (finding->processes < against->processes)
        g_string_append_printf(words, "; in %u of %u processes", finding->processes,
                               against->processes);
    return g_string_free(words, FALSE);
}

/* Without the record's name, which all begin with. */
static const char *name_of(const ph_layout_finding *finding)
{
    const char *period = strchr(finding->path, '.');

    return period ? period + 1 : finding->path;
}

/* A long name has a line to itself. */
static void add_finding(ph_text_table *table, const ph_layout_against *against,
                        const ph_layout_finding *finding)
{
    g_autofree char *words = words_of(against, finding);
    const char *name = name_of(finding);
    const gboolean has_room = ph_columns_of(name) <= NAME_COLUMNS_MAX;

    if (!has_room)
        ph_text_table_add_words(table, INDENT, name);
    ph_text_table_take_row(table, g_strdup(has_room ? name : ""),
                           bytes_text(finding->expected_offset), bytes_text(finding->found_offset),
                           bytes_text(finding->expected_size), bytes_text(finding->found_size),
                           finding->line ? g_strdup_printf("%u", finding->line) : g_strdup("-"),
                           NULL);
    ph_text_table_add_words(table, RULE_BEGIN, words);
}

static void print_findings(FILE *to, const ph_layout_against *against)
{
    g_autoptr(ph_text_table) table = ph_text_table_new(INDENT, titles);

    for (guint i = 0; i < against->findings->len; i++)
        add_finding(table, against, against->findings->pdata[i]);
    if (!ph_text_table_is_empty(table))
        ph_text_table_print(to, table);
    if (against->unlisted > 0)
        ph_columns_print(to, INDENT, INDENT, "and %" G_GUINT64_FORMAT " differences more",
                         against->unlisted);
}

/* "refuses the copybook", and what else processes did in place of laying it out. */
static const char *failure_text(const char *kind)
{
    static const struct {
        const char *kind, *text;
    } texts[] = {
        { "refused", "refuses the copybook" },
        { "broken", "does not say how it lays it out" },
        { "crashed", "died of it" },
        { "hung", "did not come back from it" },
    };
    gsize i = 0;

    while (strcmp(texts[i].kind, kind) != 0)
        i++;
    return texts[i].text;
}

static void print_failures(FILE *to, const ph_layout_against *against)
{
    for (guint i = 0; i < against->failures->len; i++) {
        const ph_layout_failure *failure = against->failures->pdata[i];

        ph_columns_print(to, 0, INDENT, "%s %s, in %u of %u processes: %s%s%s", against->build,
                         failure_text(failure->kind), failure->processes, against->processes,
                         failure->code, *failure->code && *failure->reason ? ": " : "",
                         failure->reason);
    }
}

/* Nothing is known of a length that no process told. */
static void print_lengths(FILE *to, const ph_layout_against *against)
{
    if (against->found_length == PH_LAYOUT_NOWHERE)
        return;
    if (!against->is_described)
        ph_columns_print(to, 0, 0,
                         "It does not say where its items lie: only the record's length was "
                         "compared.");
    (void)fprintf(to, "Record length: %" G_GUINT64_FORMAT " byte%s", against->expected_length,
                  against->expected_length == 1 ? "" : "s");
    if (against->found_length == 0)
        (void)fputs("; theirs varies\n", to);
    else
        (void)fprintf(to, ", theirs %" G_GINT64_FORMAT "\n", against->found_length);
}

/* The version of what is not called by it. */
static void print_verdict(FILE *to, const ph_layout_against *against)
{
    const gboolean is_same = ph_layout_against_is_same(against);
    const gboolean says_more = !strstr(against->build, against->version);

    if (is_same || against->findings->len > 0)
        ph_columns_print(to, 0, INDENT, "%s%s%s lays out %s %s, in %u processes", against->build,
                         says_more ? " " : "", says_more ? against->version : "", against->record,
                         is_same ? "as the copybook does" : "otherwise than the copybook",
                         against->processes);
}

void ph_layout_against_print(FILE *to, const ph_layout_against *against)
{
    print_verdict(to, against);
    print_findings(to, against);
    print_failures(to, against);
    print_lengths(to, against);
}
