/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/keeping_sections.h"

#include <math.h>
#include <string.h>

#include "audit_report/audit_blocks.h"
#include "audit_report/audit_words.h"
#include "document/json_member.h"

enum { MONTHS_NAMED = 6, KEY_DIGITS = 12 };

/* Operation */

static void add_suite(cJSON *blocks, const cJSON *suite)
{
    g_autofree char *name = ph_audit_words_suite(suite);
    g_autofree char *caption = g_strdup_printf("%s, %s", name, ph_json_text(suite, "rhythm"));
    cJSON *table = ph_audit_block_table(
        blocks, caption, "month|runs#|failed#|late#|nights measured#|nights expected#", TRUE);
    const cJSON *month;

    cJSON_ArrayForEach(month, ph_json_member(suite, "months"))
    {
        const gboolean is_missing = ph_json_number(month, "runs") == 0.0;

        ph_audit_table_take_row(
            table, ph_audit_words(month, "month"),
            is_missing ? g_strdup("no run") : ph_audit_words_count(month, "runs"),
            ph_audit_words_count(month, "failures"), ph_audit_words_count(month, "late"),
            ph_audit_words_count(month, "nights"), ph_audit_words_count(month, "nights_expected"),
            NULL);
    }
}

static void add_errors(cJSON *blocks, const cJSON *part)
{
    const cJSON *errors = ph_json_member(part, "errors");
    const cJSON *error;
    g_autofree char *text = g_strdup_printf(
        "%g runs of the period failed; the documents of %g of them were read for why.",
        ph_json_number(part, "failed_runs"), ph_json_number(part, "failed_runs_read"));
    cJSON *table;

    ph_audit_block_heading(blocks, "Failures");
    ph_audit_block_text(blocks, text);
    if (cJSON_GetArraySize(errors) == 0)
        return;
    table =
        ph_audit_block_table(blocks, "Failures by their code", "code|meaning|how often#", FALSE);
    cJSON_ArrayForEach(error, errors) ph_audit_table_take_row(
        table, ph_audit_words(error, "code"), ph_audit_words(error, "meaning"),
        ph_audit_words_count(error, "count"), NULL);
}

void ph_audit_section_operation(cJSON *blocks, const cJSON *document)
{
    const cJSON *part = ph_json_member(document, "operation");
    const cJSON *told = ph_json_member(part, "notifications");
    const cJSON *suites = ph_json_member(part, "suites");
    const cJSON *suite;
    g_autofree char *text = g_strdup_printf(
        "%g alerts; of what was sent, %g were delivered, %g wait, %g were given up.",
        ph_json_number(told, "alerts"), ph_json_number(told, "delivered"),
        ph_json_number(told, "waiting"), ph_json_number(told, "given_up"));

    ph_audit_block_quiet(blocks, ph_json_text(part, "rule"));
    if (cJSON_GetArraySize(suites) == 0)
        ph_audit_block_text(blocks, "There are no runs.");
    cJSON_ArrayForEach(suite, suites) add_suite(blocks, suite);
    add_errors(blocks, part);
    ph_audit_block_heading(blocks, "Notifications");
    ph_audit_block_text(blocks, text);
}

/* Records */

/* Many months are told in ranges among what needs attention. */
static char *months_missing_text(const cJSON *part)
{
    const cJSON *list = ph_json_member(part, "months_missing");
    const int count = cJSON_GetArraySize(list);
    GString *text = g_string_new(NULL);
    const cJSON *month;

    g_string_append_printf(text, "Months asked for: %g. Months there: %g. Months missing: ",
                           ph_json_number(part, "months_asked_for"),
                           ph_json_number(part, "months_there"));
    if (count > MONTHS_NAMED) {
        g_string_append_printf(text, "%d, which section 2 names.", count);
        return g_string_free(text, FALSE);
    }
    cJSON_ArrayForEach(month, list) g_string_append_printf(
        text, "%s%s", month == list->child ? "" : ", ", cJSON_GetStringValue(month));
    g_string_append(text, count == 0 ? "none." : ".");
    return g_string_free(text, FALSE);
}

static void add_kept(cJSON *blocks, const cJSON *part)
{
    const cJSON *entry;
    cJSON *table = ph_audit_block_table(blocks, "Rules of retention", "rule|what it ends", FALSE);

    cJSON_ArrayForEach(entry, ph_json_member(part, "rules")) ph_audit_table_take_row(
        table, ph_audit_words(entry, "name"), ph_audit_words(entry, "meaning"), NULL);
    table = ph_audit_block_table(blocks, "Runs that are kept, by what they are kept as",
                                 "kept as|runs#", FALSE);
    cJSON_ArrayForEach(entry, ph_json_member(part, "kept")) ph_audit_table_take_row(
        table, ph_audit_words(entry, "kept_as"), ph_audit_words_count(entry, "runs"), NULL);
}

static void add_deletions(cJSON *blocks, const cJSON *deletions)
{
    const cJSON *entry;
    cJSON *table;

    ph_audit_block_heading(blocks, "Deletions");
    if (cJSON_GetArraySize(deletions) == 0) {
        ph_audit_block_text(blocks, "None recorded.");
        return;
    }
    table = ph_audit_block_table(blocks, "What was deleted, by the rule that its receipt names",
                                 "month|what|how often#", FALSE);
    cJSON_ArrayForEach(entry, deletions) ph_audit_table_take_row(
        table, ph_audit_words(entry, "month"), ph_audit_words(entry, "what"),
        ph_audit_words_count(entry, "count"), NULL);
}

/* The day alone: by the second, it is in audit.json. */
static char *day_of(const cJSON *entry, const char *name)
{
    const char *time = ph_json_text(entry, name);

    return time ? g_strndup(time, strlen("2026-11-30")) : g_strdup("never");
}

static void add_archive(cJSON *table, const cJSON *entry)
{
    const char *key = ph_json_text(entry, "key");
    const char *until = ph_json_text(entry, "kept_until");

    ph_audit_table_take_row(table, ph_audit_words(entry, "archive"),
                            ph_audit_words(entry, "period"),
                            until ? day_of(entry, "kept_until") : g_strdup("for ever"),
                            key ? ph_audit_words(entry, "algorithm") : g_strdup("not encrypted"),
                            key ? g_strndup(key, KEY_DIGITS) : g_strdup("none"),
                            ph_audit_words_count(entry, "bytes"), day_of(entry, "verified_at"),
                            day_of(entry, "restored_at"), ph_audit_words(entry, "state"), NULL);
}

static void add_archives(cJSON *blocks, const cJSON *part)
{
    const cJSON *list = ph_json_member(part, "archive_list");
    const cJSON *gone = ph_json_member(part, "archive_deletions");
    const cJSON *entry;
    cJSON *table = NULL;

    ph_audit_block_heading(blocks, "Archives");
    ph_audit_block_text(blocks, ph_json_text(part, "archives"));
    if (cJSON_GetArraySize(list) > 0)
        table = ph_audit_block_table(
            blocks, "Archives that are kept",
            "archive|period|kept until|algorithm|key|bytes#|verified|restored or tried|file",
            FALSE);
    cJSON_ArrayForEach(entry, list) add_archive(table, entry);
    if (cJSON_GetArraySize(gone) > 0)
        table = ph_audit_block_table(blocks, "Archives that a rule deleted in the period",
                                     "archive|date|what was done", FALSE);
    cJSON_ArrayForEach(entry, gone)
        ph_audit_table_take_row(table, ph_audit_words(entry, "archive"), day_of(entry, "at"),
                                ph_audit_words(entry, "statement"), NULL);
}

void ph_audit_section_records(cJSON *blocks, const cJSON *document)
{
    const cJSON *part = ph_json_member(document, "records");
    const char *contradiction = ph_json_text(part, "contradiction");
    g_autofree char *months = months_missing_text(part);
    g_autofree char *said = g_strdup_printf("Retention: %s.", contradiction);

    ph_audit_block_text(blocks, months);
    if (contradiction)
        ph_audit_block_text(blocks, said);
    add_kept(blocks, part);
    add_deletions(blocks, ph_json_member(part, "deletions"));
    add_archives(blocks, part);
    ph_audit_block_heading(blocks, "Access");
    ph_audit_block_text(blocks, ph_json_text(part, "access"));
}

/* Integrity */

static void add_found(cJSON *blocks, const cJSON *chain)
{
    ph_audit_block_list(blocks, "items", ph_json_member(chain, "found"));
}

static void add_stamps(cJSON *blocks, const cJSON *part)
{
    const cJSON *stamps = ph_json_member(part, "time_stamps");
    const cJSON *stamp;
    cJSON *table;

    if (cJSON_GetArraySize(stamps) == 0) {
        ph_audit_block_text(blocks, "There is no time stamp of an authority, and no "
                                    "counter-signature.");
        return;
    }
    table = ph_audit_block_table(blocks, "Time stamps and counter-signatures",
                                 "day|what|by|chains#|manifest|state", FALSE);
    cJSON_ArrayForEach(stamp, stamps) ph_audit_table_take_row(
        table, ph_audit_words_day(stamp, "at"), ph_audit_words(stamp, "kind"),
        ph_audit_words(stamp, "by"), ph_audit_words_count(stamp, "chains"),
        ph_audit_words_hash(stamp, "manifest"), ph_audit_words(stamp, "state"), NULL);
}

/* The longest time without one, beside what there is to be. */
static void add_gap(cJSON *blocks, const cJSON *part)
{
    const cJSON *gap = ph_json_member(part, "longest_gap");
    const cJSON *every = ph_json_member(part, "every_days");
    g_autofree char *from = ph_audit_words_day(gap, "from");
    g_autofree char *until = ph_audit_words_day(gap, "until");
    g_autofree char *expected =
        cJSON_IsNumber(every)
            ? g_strdup_printf("one is to be there every %g day%s", every->valuedouble,
                              every->valuedouble == 1.0 ? "" : "s")
            : g_strdup("the settings do not say how often one is to be there");
    g_autofree char *said = NULL;

    if (!cJSON_IsObject(gap))
        return;
    said = g_strdup_printf("The longest time without a time stamp: %g days, from %s to %s; %s.",
                           ph_json_number(gap, "days"), from, until, expected);
    ph_audit_block_text(blocks, said);
}

static void add_reach(cJSON *blocks, const cJSON *part)
{
    const cJSON *chain;

    cJSON_ArrayForEach(chain, ph_json_member(part, "reach"))
    {
        const double count = ph_json_number(chain, "count");
        const double stamped = ph_json_number(chain, "stamped");
        g_autofree char *said =
            g_strdup_printf("%s: entries after %.0f, of %.0f, are protected by nothing but the "
                            "chain%s.",
                            ph_json_text(chain, "chain"), stamped, count,
                            stamped > 0.0 ? "" : ", as no time stamp has any");

        if (stamped < count)
            ph_audit_block_text(blocks, said);
    }
}

void ph_audit_section_integrity(cJSON *blocks, const cJSON *document)
{
    const cJSON *part = ph_json_member(document, "integrity");
    const cJSON *chains = ph_json_member(part, "chains");
    const cJSON *chain;
    cJSON *table = NULL;
    g_autofree char *witnesses =
        g_strdup_printf("Witnesses given: %g, of which chains have %g.",
                        ph_json_number(part, "witnesses"), ph_json_number(part, "witnesses_met"));

    ph_audit_block_text(blocks, ph_json_text(part, "method"));
    if (cJSON_GetArraySize(chains) == 0)
        ph_audit_block_text(blocks, "There is no chain that could be verified.");
    else
        table = ph_audit_block_table(blocks, "Chains", "chain|what|entries#|found|its end", FALSE);
    cJSON_ArrayForEach(chain, chains) ph_audit_table_take_row(
        table, ph_audit_words(chain, "name"), ph_audit_words(chain, "kind"),
        ph_audit_words_count(chain, "count"),
        cJSON_IsTrue(ph_json_member(chain, "is_whole")) ? g_strdup("whole")
                                                        : g_strdup("contradictions, below"),
        ph_audit_words(chain, "head"), NULL);
    cJSON_ArrayForEach(chain, chains) add_found(blocks, chain);
    add_stamps(blocks, part);
    ph_audit_block_list(blocks, "items", ph_json_member(part, "stamps_found"));
    add_gap(blocks, part);
    ph_audit_block_text(blocks, witnesses);
    ph_audit_block_text(blocks, ph_json_text(part, "unprotected"));
    add_reach(blocks, part);
    ph_audit_block_text(blocks, "How a third party repeats it, without this program but for the "
                                "three of its own; N is the number of a receipt or an entry:");
    ph_audit_block_list(blocks, "commands", ph_json_member(part, "repeat"));
}
