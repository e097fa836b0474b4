/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/audit_sections.h"

#include <string.h>

#include "audit_report/audit_blocks.h"
#include "audit_report/audit_words.h"
#include "audit_report/evidence_sections.h"
#include "audit_report/keeping_sections.h"
#include "document/json_member.h"
#include "report_value.h"

char *ph_audit_title(const cJSON *document)
{
    const cJSON *period = ph_json_member(ph_json_member(document, "cover"), "period");
    const char *first = ph_json_text(period, "first"), *last = ph_json_text(period, "last");

    return g_strdup_printf("Performance records, %s%s%s", first,
                           strcmp(first, last) == 0 ? "" : " to ",
                           strcmp(first, last) == 0 ? "" : last);
}

gboolean ph_audit_is_whole(const cJSON *document)
{
    return cJSON_IsTrue(ph_json_member(ph_json_member(document, "integrity"), "is_whole"));
}

char *ph_audit_headline(const cJSON *document)
{
    const char *more =
        ph_audit_is_whole(document) ? "" : "; what was kept is not as it was written";
    const int count = cJSON_GetArraySize(ph_json_member(document, "attention"));

    if (count == 0)
        return g_strdup_printf("Nothing that needs attention was recorded%s", more);
    return g_strdup_printf("%d thing%s attention%s", count, count == 1 ? " needs" : "s need", more);
}

/* What a table of two columns has: nothing for what is not known. */
static void add_fact(cJSON *table, const char *label, char *value)
{
    if (value && *value)
        ph_audit_table_take_row(table, g_strdup(label), value, NULL);
    else
        g_free(value);
}

static char *made_by_text(const cJSON *made_by)
{
    g_autofree char *commit = ph_audit_words_hash(made_by, "commit");

    return g_strdup_printf("perfharness %s%s%s%s", ph_json_text(made_by, "version"),
                           *commit ? ", commit " : "", commit,
                           cJSON_IsTrue(ph_json_member(made_by, "modified"))
                               ? ", with files that differ from it"
                               : "");
}

static void add_suites(cJSON *blocks, const cJSON *suites)
{
    const cJSON *suite;
    cJSON *table;

    if (cJSON_GetArraySize(suites) == 0)
        return;
    table = ph_audit_block_table(blocks, "What was measured", "suite|host|processor|runs#", FALSE);
    cJSON_ArrayForEach(suite, suites)
    {
        const char *name = ph_json_text(suite, "suite");

        ph_audit_table_take_row(table, g_strdup(name && *name ? name : "workloads"),
                                ph_audit_words(suite, "host"), ph_audit_words(suite, "cpu_model"),
                                ph_audit_words_count(suite, "runs"), NULL);
    }
}

static void add_cover(cJSON *blocks, const cJSON *document, const char *digest)
{
    const cJSON *cover = ph_json_member(document, "cover");
    const cJSON *made_by = ph_json_member(cover, "made_by");
    const cJSON *settings = ph_json_member(cover, "settings");
    const gboolean is_over =
        cJSON_IsTrue(ph_json_member(ph_json_member(cover, "period"), "is_over"));
    cJSON *table;

    ph_audit_block_text(blocks, ph_json_text(cover, "statement"));
    if (!is_over)
        ph_audit_block_text(blocks, "The last month is not over: it is reported up to the time at "
                                    "which the report was made.");
    add_suites(blocks, ph_json_member(cover, "suites"));
    table = ph_audit_block_table(blocks, "This report", "of it|what", FALSE);
    add_fact(table, "made at", ph_audit_words(cover, "made_at"));
    add_fact(table, "made by", made_by_text(made_by));
    add_fact(table, "SHA-256 of the program", ph_audit_words(made_by, "program_sha256"));
    add_fact(table, "history", ph_audit_words(cover, "history"));
    add_fact(table, "SHA-256 of the settings", ph_audit_words(settings, "sha256"));
    add_fact(table, "SHA-256 of audit.json", g_strdup(digest));
    add_fact(table, "due",
             g_strdup_printf("%s, the next on %s", ph_json_text(settings, "frequency"),
                             ph_json_text(settings, "next_report_due")));
}

static void add_attention(cJSON *blocks, const cJSON *document)
{
    const cJSON *list = ph_json_member(document, "attention");
    const cJSON *entry;
    cJSON *table;

    if (cJSON_GetArraySize(list) == 0) {
        ph_audit_block_text(blocks, "None recorded.");
        return;
    }
    table = ph_audit_block_table(blocks, "In order of weight", "kind|what|section#", FALSE);
    cJSON_ArrayForEach(entry, list)
        ph_audit_table_take_row(table, ph_audit_words(entry, "kind"), ph_audit_words(entry, "text"),
                                ph_audit_words_count(entry, "section"), NULL);
}

/* The number of the section that a member of the document is shown in; 0: none. */
static guint section_of(const char *member)
{
    static const char *const members[] = { "cover",     "attention", "method",  "slo",
                                           "baselines", "incidents", "changes", "operation",
                                           "records",   "integrity", "controls" };

    for (guint i = 0; i < G_N_ELEMENTS(members); i++)
        if (g_strcmp0(members[i], member) == 0)
            return i + 1;
    return 0;
}

/* What is here of a control, and the sections that have it. */
static char *evidence_text(const cJSON *row)
{
    const cJSON *sources = ph_json_member(row, "evidence");
    GString *text = g_string_new(ph_json_text(row, "here"));
    const char *before = cJSON_GetArraySize(sources) == 1 ? " Section " : " Sections ";
    const cJSON *source;

    cJSON_ArrayForEach(source, sources)
    {
        g_string_append_printf(text, "%s%u", before, section_of(cJSON_GetStringValue(source)));
        before = ", ";
    }
    if (cJSON_GetArraySize(sources) > 0)
        g_string_append_c(text, '.');
    return g_string_free(text, FALSE);
}

static char *state_text(const cJSON *row)
{
    const char *months = ph_json_text(row, "months_without_runs");

    return g_strdup_printf("%s%s%s", ph_json_text(row, "state"), months ? ": no run in " : "",
                           months ? months : "");
}

static void add_controls(cJSON *blocks, const cJSON *document)
{
    const cJSON *frameworks = ph_json_member(document, "controls");
    const cJSON *framework, *row;

    ph_audit_block_text(blocks, "How much evidence of each control is in this report, and who "
                                "usually has the rest. No row says that a control is met.");
    if (cJSON_GetArraySize(frameworks) == 0)
        ph_audit_block_text(blocks, "The settings name no standard.");
    cJSON_ArrayForEach(framework, frameworks)
    {
        g_autofree char *name = g_strdup_printf("%s: %s", ph_json_text(framework, "standard"),
                                                ph_json_text(framework, "edition"));
        cJSON *table;

        ph_audit_block_heading(blocks, name);
        ph_audit_block_quiet(blocks, ph_json_text(framework, "remark"));
        table = ph_audit_block_table(blocks, name, "number|of what|state|here|elsewhere", FALSE);
        cJSON_ArrayForEach(row, ph_json_member(framework, "rows")) ph_audit_table_take_row(
            table, ph_audit_words(row, "number"), ph_audit_words(row, "subject"), state_text(row),
            evidence_text(row), ph_audit_words(row, "elsewhere"), NULL);
    }
}

static void add_signature(cJSON *blocks, const cJSON *document)
{
    const cJSON *signature = ph_json_member(document, "signature");

    ph_audit_block_text(blocks, cJSON_IsObject(signature)
                                    ? ph_json_text(signature, "text")
                                    : "This part is switched off by the settings.");
    ph_audit_block_list(blocks, "fields", ph_json_member(signature, "fields"));
}

static void add_glossary(cJSON *blocks, const cJSON *document)
{
    cJSON *table = ph_audit_block_table(blocks, "Words of this report", "word|meaning", FALSE);
    const cJSON *entry;

    cJSON_ArrayForEach(entry, ph_json_member(document, "glossary")) ph_audit_table_take_row(
        table, ph_audit_words(entry, "term"), ph_audit_words(entry, "meaning"), NULL);
}

static void add_method(cJSON *blocks, const cJSON *document)
{
    ph_audit_block_list(blocks, "items", ph_json_member(document, "method"));
}

static void add_limits(cJSON *blocks, const cJSON *document)
{
    ph_audit_block_list(blocks, "items", ph_json_member(document, "limits"));
}

/* A section at the end of a list; its blocks, borrowed. */
static cJSON *add_section(cJSON *sections, const char *heading)
{
    const int number = cJSON_GetArraySize(sections) + 1;
    cJSON *section = cJSON_CreateObject(), *blocks;

    ph_report_value_take(section, "number", g_strdup_printf("%d", number));
    ph_report_value_set(section, "title", heading);
    blocks = cJSON_AddArrayToObject(section, "blocks");
    cJSON_AddItemToArray(sections, section);
    return blocks;
}

cJSON *ph_audit_sections(const cJSON *document, const char *digest)
{
    static const struct {
        const char *heading;
        void (*add)(cJSON *blocks, const cJSON *document);
    } sections[] = {
        { "What needs attention", add_attention },
        { "Scope and method", add_method },
        { "Figures against their floors", ph_audit_section_slo },
        { "Baselines", ph_audit_section_baselines },
        { "Regression incidents", ph_audit_section_incidents },
        { "Changes of settings and machines", ph_audit_section_changes },
        { "Operation of the measuring", ph_audit_section_operation },
        { "Records and retention", ph_audit_section_records },
        { "Integrity", ph_audit_section_integrity },
        { "Tables of controls", add_controls },
        { "Limits of this report", add_limits },
        { "Statement for signature", add_signature },
        { "Words", add_glossary },
    };
    cJSON *list = cJSON_CreateArray();

    add_cover(add_section(list, "What this is"), document, digest);
    for (gsize i = 0; i < G_N_ELEMENTS(sections); i++)
        sections[i].add(add_section(list, sections[i].heading), document);
    return list;
}
