/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page on what a build makes of COBOL's data descriptions, in GitHub's Markdown. */
#include "conformance_report.h"
#include "conformance_words.h"
#include "markdown_escape.h"

static void append_escaped(GString *page, const char *text)
{
    g_autofree char *escaped = ph_markdown_escape(text);

    g_string_append(page, escaped);
}

static void append_counts(GString *page, const ph_conformance *conformance, ph_construct_part part)
{
    const gboolean is_all = part == PH_CONSTRUCT_PART_COUNT;

    g_string_append_printf(page, "| %s |", is_all ? "**all**" : ph_construct_part_heading(part));
    for (ph_conformity conformity = 0; conformity < PH_CONFORMITY_COUNT; conformity++)
        g_string_append_printf(page, " %u |",
                               is_all ? ph_conformance_count(conformance, conformity)
                                      : ph_conformance_count_in(conformance, part, conformity));
    g_string_append_c(page, '\n');
}

static void append_summary(GString *page, const ph_conformance *conformance)
{
    g_autofree char *summary = ph_conformance_summary(conformance);
    g_autofree char *method = ph_conformance_method(conformance);

    append_escaped(page, summary);
    g_string_append(page, "\n\n");
    append_escaped(page, method);
    g_string_append(page, "\n\n| constructs |");
    for (ph_conformity conformity = 0; conformity < PH_CONFORMITY_COUNT; conformity++)
        g_string_append_printf(page, " %s |", ph_conformity_name(conformity));
    g_string_append(page, "\n|---|");
    for (ph_conformity conformity = 0; conformity < PH_CONFORMITY_COUNT; conformity++)
        g_string_append(page, "--:|");
    g_string_append_c(page, '\n');
    for (ph_construct_part part = 0; part <= PH_CONSTRUCT_PART_COUNT; part++)
        append_counts(page, conformance, part);
}

static void append_row(GString *page, const ph_construct_result *result)
{
    const gboolean is_right = result->conformity == PH_CONFORMITY_RIGHT;
    g_autofree char *words = ph_construct_result_words(result);

    g_string_append(page, "| ");
    append_escaped(page, result->construct->title);
    g_string_append_printf(page, is_right ? " | %s | " : " | **%s** | ",
                           ph_conformity_name(result->conformity));
    append_escaped(page, words);
    g_string_append(page, " | ");
    append_escaped(page, result->construct->rule);
    g_string_append(page, " |\n");
}

/* Neither the bytes nor the right line of a record of ours has a grave accent. */
static void append_record(GString *page, const ph_construct *construct)
{
    g_auto(GStrv) lines = ph_construct_record_lines(construct);

    g_string_append_printf(page, "\nA record (%s): `%s`. Right: `%s`\n", lines[0], lines[1],
                           lines[2]);
}

/* The fence is longer than any in a copybook of ours; carriage returns would end lines twice. */
static void append_copybook(GString *page, const ph_construct *construct)
{
    g_string_append(page, "\n");
    append_escaped(page, construct->title);
    g_string_append_printf(page, ": `%s.cpy`\n\n```cobol\n", construct->name);
    for (const char *at = construct->copybook; *at; at++)
        if (*at != '\r')
            g_string_append_c(page, *at);
    g_string_append(page, "```\n");
    if (construct->record)
        append_record(page, construct);
}

static void append_part(GString *page, const ph_conformance *conformance, ph_construct_part part)
{
    g_autofree char *build = ph_conformance_build_words(conformance);

    g_string_append_printf(page, "\n## %s\n\n| construct | outcome | ",
                           ph_construct_part_heading(part));
    append_escaped(page, build);
    g_string_append(page, " | rule |\n|---|---|---|---|\n");
    for (guint i = 0; i < conformance->results->len; i++) {
        const ph_construct_result *result = conformance->results->pdata[i];

        if (result->construct->part == part)
            append_row(page, result);
    }
    g_string_append(page, "\n<details><summary>Their copybooks</summary>\n");
    for (guint i = 0; i < conformance->results->len; i++) {
        const ph_construct_result *result = conformance->results->pdata[i];

        if (result->construct->part == part)
            append_copybook(page, result->construct);
    }
    g_string_append(page, "\n</details>\n");
}

char *ph_conformance_markdown(const ph_conformance *conformance)
{
    GString *page = g_string_new("# What ");
    g_autofree char *build = ph_conformance_build_words(conformance);

    append_escaped(page, build);
    g_string_append(page, " makes of COBOL's data descriptions\n\n");
    append_summary(page, conformance);
    for (ph_construct_part part = 0; part < PH_CONSTRUCT_PART_COUNT; part++)
        append_part(page, conformance, part);
    return g_string_free(page, FALSE);
}
