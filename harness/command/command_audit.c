/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness audit`: what the records of a period show, for people who audit. */
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "audit_report/audit_html.h"
#include "audit_report/audit_pdf.h"
#include "columns.h"
#include "command/action_table.h"
#include "command/audit_sample.h"
#include "command/command.h"
#include "command/given_options.h"
#include "command/stamping.h"
#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "history/history_clock.h"
#include "history/run_store.h"
#include "history/witness.h"
#include "platform/program_path.h"
#include "settings/installation.h"
#include "settings/template_file.h"
#include "storage/new_folder.h"

#define DEFAULT_FOLDER "audit-report"

enum { NOT_GIVEN = -1, SAMPLE_SIZE = 25 };

static const char template_setting[] = "templates/audit_report.html";
static const char style_setting[] = "templates/report.css";

static char *period_text;
static gint period_months = NOT_GIVEN;
static char *output_folder;
static char *format_list;
static char *store_name;
static char *baseline_path;
static char *repository;
static char *archives_path;
static char *config_path;
static char *thresholds_path;
static char **witness_texts;
static gboolean are_authors_named;
static gint64 sample_seed = NOT_GIVEN;
static gint sample_size = SAMPLE_SIZE;

static const GOptionEntry options[] = {
    { "period-months", 0, 0, G_OPTION_ARG_INT, &period_months,
      "Of the newest months that are over, so many (default: as many as records are to be kept)",
      "N" },
    { "period", 0, 0, G_OPTION_ARG_STRING, &period_text,
      "Of these months, in UTC: 2023-12..2026-11, or one alone", "MONTHS" },
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &output_folder,
      "report: the folder to make, which is not there or is empty (default: " DEFAULT_FOLDER ")",
      "DIR" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_list,
      "report: what to write, with commas between: html, pdf, json (default: what the settings "
      "say); "
      "sample: text, json or csv (default: text)",
      "LIST" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &sample_seed,
      "sample: what the order follows from; two samples of one seed and one report are the same",
      "N" },
    { "size", 0, 0, G_OPTION_ARG_INT, &sample_size, "sample: so many changes (default: 25)", "N" },
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &store_name,
      "The history: a file, or postgresql:SERVICE for a server (default: PERFHARNESS_STORE, else "
      "/var/lib/perfharness/history.db where that may be written, else the user's own)",
      "PLACE" },
    { "baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline_path,
      "A baseline with its histories, a folder of them, or one history (default: baseline.json or "
      "baselines of this folder, where there is one)",
      "PATH" },
    { "archives", 0, 0, G_OPTION_ARG_FILENAME, &archives_path,
      "The folder of archives and their catalogue (default: what the settings say, else archives)",
      "FOLDER" },
    { "repository", 0, 0, G_OPTION_ARG_FILENAME, &repository,
      "The checkout whose commits changed settings (default: this folder)", "FOLDER" },
    { "authors", 0, 0, G_OPTION_ARG_NONE, &are_authors_named,
      "Name who committed changes of settings, as git has it", NULL },
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config_path,
      "What the report has in it (default: config/audit_config.yaml)", "FILE" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &thresholds_path,
      "The floors to judge by (default: config/thresholds.toml)", "FILE" },
    { "witness", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &witness_texts,
      "What was kept elsewhere of a chain: \"NUMBER SHA256 TIME\", or a file of such lines; may be "
      "given several times",
      "WITNESS" },
    G_OPTION_ENTRY_NULL
};

static char **format_words(void)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    for (guint format = 0; format < PH_AUDIT_FORMAT_COUNT; format++)
        g_strv_builder_add(words, ph_audit_format_word((ph_audit_format)format));
    return g_strv_builder_end(words);
}

/* What is asked for */

static gboolean read_format(const char *word, gboolean *is_format, GError **error)
{
    const ph_audit_format format = ph_audit_format_of(word);
    g_auto(GStrv) words = format_words();
    const ph_word_list known = { "format", "--format", NULL, (const char *const *)words };

    if (format == PH_AUDIT_FORMAT_COUNT)
        return ph_refuse_word(error, &known, word);
    is_format[format] = TRUE;
    return TRUE;
}

static gboolean choose_formats(const ph_audit_settings *settings, gboolean *is_format,
                               GError **error)
{
    g_auto(GStrv) words = format_list ? g_strsplit(format_list, ",", -1) : NULL;

    for (guint i = 0; words && words[i]; i++)
        if (!read_format(words[i], is_format, error))
            return FALSE;
    for (guint format = 0; !words && format < PH_AUDIT_FORMAT_COUNT; format++)
        is_format[format] = settings->is_format[format];
    return TRUE;
}

static gboolean choose_period(const ph_audit_settings *settings, gint64 now_us,
                              ph_audit_period *ret, GError **error)
{
    if (period_text && period_months != NOT_GIVEN)
        return ph_refuse(error, PH_ERROR_USAGE, "--period and --period-months: one of them");
    if (period_text)
        return ph_audit_period_read(period_text, now_us, ret, error);
    if (period_months != NOT_GIVEN && (period_months < 1 || period_months > PH_AUDIT_MONTHS_MAX))
        return ph_refuse(error, PH_ERROR_USAGE, "--period-months %d: 1 to %d was expected",
                         period_months, PH_AUDIT_MONTHS_MAX);
    *ret = ph_audit_period_of_months(period_months == NOT_GIVEN ? ph_audit_settings_months(settings)
                                                                : (guint)period_months,
                                     now_us);
    return TRUE;
}

/* Two files may switch reports off. */
static gboolean is_switched_on(const ph_audit_settings *settings, const ph_thresholds *thresholds,
                               GError **error)
{
    if (!thresholds->is_audit_generation_enabled)
        return ph_refuse(error, PH_ERROR_AUDIT,
                         "audit reports are switched off: audit_generation_enabled is false in "
                         "thresholds.toml");
    return settings->is_on[PH_AUDIT_SWITCH_ENABLED] ||
           ph_refuse(error, PH_ERROR_AUDIT,
                     "audit reports are switched off: enterprise_audit.enabled is false in %s",
                     settings->name);
}

/* One that is named is to be there; of one that is not, that it is missing is said in the report.
 */
static gboolean check_store(const ph_store_place *place, GError **error)
{
    const char *variable = g_getenv(PH_STORE_VARIABLE);

    return (!store_name && !(variable && *variable)) || ph_run_store_exists(place) ||
           ph_refuse(error, PH_ERROR_STORAGE, "there is no history at %s", place->name);
}

static gboolean choose_baseline(const char **ret, GError **error)
{
    if (baseline_path && !g_file_test(baseline_path, G_FILE_TEST_EXISTS))
        return ph_refuse(error, PH_ERROR_BASELINE, "--baseline %s: there is no such file or folder",
                         baseline_path);
    *ret = ph_stamping_baseline(baseline_path);
    return TRUE;
}

/* As `perfharness archive` chooses it. */
static gboolean choose_archives(const ph_audit_settings *settings, const char **ret, GError **error)
{
    *ret = archives_path ? archives_path : settings->archives.folder;
    *ret = *ret ? *ret : PH_ARCHIVES_FOLDER;
    return !archives_path || g_file_test(archives_path, G_FILE_TEST_IS_DIR) ||
           ph_refuse(error, PH_ERROR_STORAGE, "--archives %s: there is no such folder",
                     archives_path);
}

/* Of the program that runs; NULL: it cannot be read. The caller frees it. */
static char *program_digest(void)
{
    g_autofree char *program = ph_program_path();
    g_autofree char *bytes = NULL;
    gsize length;

    return program && g_file_get_contents(program, &bytes, &length, NULL)
               ? g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length)
               : NULL;
}

/* Writing */

typedef struct report {
    cJSON *document; /* Owned. */
    gboolean is_whole;
    gboolean is_format[PH_AUDIT_FORMAT_COUNT];
    char *remark; /* Of the PDF's letters; NULL: none. Owned. */
} report;

static gboolean write_json(ph_new_folder *folder, const char *json, GError **error)
{
    return ph_new_folder_add(folder, ph_audit_format_file(PH_AUDIT_JSON), json, error);
}

static gboolean write_html(ph_new_folder *folder, const cJSON *document, const char *digest,
                           GError **error)
{
    g_autofree char *path = NULL;
    g_autofree char *style_path = ph_installation_setting(style_setting);
    g_autofree char *text = ph_template_file_read_setting(NULL, template_setting, &path, error);
    g_autofree char *style = text ? ph_template_file_read(style_path, error) : NULL;
    const ph_template from = { path, text };
    g_autofree char *html = style ? ph_audit_html(document, digest, &from, style, error) : NULL;

    return html && ph_new_folder_add(folder, ph_audit_format_file(PH_AUDIT_HTML), html, error);
}

static gboolean write_pdf(ph_new_folder *folder, report *of, const char *digest, GError **error)
{
    g_autoptr(GBytes) pdf = ph_audit_pdf(of->document, digest, &of->remark, error);

    return pdf && ph_new_folder_add_bytes(folder, ph_audit_format_file(PH_AUDIT_PDF), pdf, error);
}

static gboolean write_files(report *of, const char *path, GError **error)
{
    g_autoptr(ph_new_folder) folder = ph_new_folder_begin(path, error);
    char *printed = folder ? cJSON_Print(of->document) : NULL;
    g_autofree char *json = printed ? g_strconcat(printed, "\n", NULL) : NULL;
    g_autofree char *digest =
        json ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, json, -1) : NULL;

    cJSON_free(printed);
    return json && (!of->is_format[PH_AUDIT_JSON] || write_json(folder, json, error)) &&
           (!of->is_format[PH_AUDIT_HTML] || write_html(folder, of->document, digest, error)) &&
           (!of->is_format[PH_AUDIT_PDF] || write_pdf(folder, of, digest, error)) &&
           ph_new_folder_finish(folder, error);
}

static void tell(const report *of, const char *path)
{
    const cJSON *attention = cJSON_GetObjectItemCaseSensitive(of->document, "attention");
    const int count = cJSON_GetArraySize(attention);
    g_autofree char *printable = ph_error_printable(path);
    const cJSON *entry;

    for (guint format = 0; format < PH_AUDIT_FORMAT_COUNT; format++)
        if (of->is_format[format])
            ph_columns_print(stdout, 0, 2, "audit: %s/%s", printable,
                             ph_audit_format_file((ph_audit_format)format));
    if (of->remark)
        ph_columns_print(stdout, 0, 2, "Note: %s", of->remark);
    ph_columns_print(stdout, 0, 2, "%d thing%s attention%s", count,
                     count == 1 ? " needs" : "s need", count > 0 ? ":" : "");
    cJSON_ArrayForEach(entry, attention)
        ph_columns_print(stdout, 2, 4, "%s: %s",
                         cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, "kind")),
                         cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, "text")));
}

/* What was kept is not as it was written: that is in what was made of it. */
static ph_exit status_of(gboolean is_whole, GError **error)
{
    if (is_whole)
        return PH_EXIT_PASS;
    (void)ph_refuse(error, PH_ERROR_CHANGED,
                    "what was kept is not as it was written: the report says what was found");
    return PH_EXIT_REGRESSION;
}

static ph_exit write_report(const ph_audit_request *request, report *of, GError **error)
{
    const char *path = output_folder ? output_folder : DEFAULT_FOLDER;

    of->document = ph_audit_gather(request, &of->is_whole, error);
    if (!of->document || !write_files(of, path, error))
        return PH_EXIT_FAILED;
    tell(of, path);
    return status_of(of->is_whole, error);
}

typedef ph_exit (*report_function)(const ph_audit_request *request, report *of, GError **error);

static ph_exit make(const ph_audit_settings *settings, const ph_thresholds *thresholds,
                    report_function show, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autofree char *digest = program_digest();
    g_autoptr(ph_store_place) place = ph_store_place_choose(store_name, error);
    g_autoptr(GPtrArray) witnesses = ph_witnesses_new();
    ph_audit_request request = { .place = place,
                                 .repository = repository,
                                 .are_authors_named = are_authors_named,
                                 .settings = settings,
                                 .thresholds = thresholds,
                                 .schemas = schemas,
                                 .witnesses = witnesses,
                                 .now_us = ph_history_now_us(),
                                 .program_sha256 = digest };
    report of = { 0 };
    cJSON *controls;
    ph_exit status = PH_EXIT_FAILED;

    if (!place || (show == write_report && !choose_formats(settings, of.is_format, error)) ||
        !choose_period(settings, request.now_us, &request.period, error) ||
        !check_store(place, error) || !choose_baseline(&request.baseline, error) ||
        !choose_archives(settings, &request.archives, error))
        return PH_EXIT_FAILED;
    for (guint i = 0; witness_texts && witness_texts[i]; i++)
        if (!ph_witnesses_take(witnesses, witness_texts[i], error))
            return PH_EXIT_FAILED;
    controls = ph_audit_controls_read(schemas, error);
    request.controls = controls;
    if (controls)
        status = show(&request, &of, error);
    cJSON_Delete(of.document);
    g_free(of.remark);
    cJSON_Delete(controls);
    return status;
}

static ph_exit make_by_settings(report_function show, GError **error)
{
    g_autoptr(ph_audit_settings) settings = NULL;
    g_autoptr(ph_thresholds) thresholds = NULL;

    settings = ph_audit_settings_read(config_path, error);
    thresholds = settings ? ph_installation_thresholds(thresholds_path, error) : NULL;
    if (!thresholds || !is_switched_on(settings, thresholds, error))
        return PH_EXIT_FAILED;
    return make(settings, thresholds, show, error);
}

/* Actions */

#define WHAT_OPTIONS                                                                               \
    "period-months period format store baseline archives repository authors config thresholds "    \
    "witness"

static const struct {
    const char *name;
    guint operands_max;
    const char *options, *meaning;
} actions[] = {
    { "report", 0, WHAT_OPTIONS " output-dir", "Write the folder, as without a word." },
    { "sample", 1, WHAT_OPTIONS " seed size",
      "Draw changes of the period, each with its chain from commit to verdict; of a report that is "
      "there, where its audit.json is given." },
};

static ph_action action_at(guint i)
{
    return (ph_action){ actions[i].name,    0,    actions[i].operands_max,
                        actions[i].options, NULL, actions[i].meaning };
}

static const ph_action_table table = { &ph_command_audit, "", G_N_ELEMENTS(actions), action_at };

static char **values(const char *option)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_auto(GStrv) formats = format_words();

    if (!option)
        return ph_action_names(&table);
    if (strcmp(option, "format") == 0) {
        g_strv_builder_addv(words, (const char **)formats);
        g_strv_builder_addv(words, (const char **)(gpointer)ph_audit_sample_formats);
    }
    return g_strv_builder_end(words);
}

static ph_audit_sample_request sample_request(void)
{
    return (ph_audit_sample_request){ sample_seed, sample_size, format_list };
}

static ph_exit show_sample(const ph_audit_request *request, report *of, GError **error)
{
    const ph_audit_sample_request asked = sample_request();

    of->document = ph_audit_gather(request, &of->is_whole, error);
    if (!of->document)
        return PH_EXIT_FAILED;
    ph_audit_sample_show(&asked, of->document);
    return status_of(of->is_whole, error);
}

/* Of a report that is there, nothing is gathered again. */
static ph_exit sample_report(const char *path, GError **error)
{
    static const char *const taken[] = { "help", "seed", "size", "format", NULL };
    const char *other = ph_given_option_beside(&ph_command_audit, taken);
    const ph_audit_sample_request asked = sample_request();
    g_autofree char *schemas = ph_installation_schemas();
    g_autofree char *kind = NULL;
    cJSON *document;
    ph_exit status = PH_EXIT_FAILED;

    if (other) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "audit sample FILE does not take --%s: the report has it", other);
        return PH_EXIT_USAGE;
    }
    document = ph_document_read_valid(path, schemas, &kind, error);
    if (document && g_strcmp0(kind, PH_DOCUMENT_AUDIT) != 0) {
        (void)ph_refuse(error, PH_ERROR_SCHEMA, "%s: an audit.json was expected, not %s", path,
                        kind);
    } else if (document) {
        ph_audit_sample_show(&asked, document);
        status = status_of(
            cJSON_IsTrue(ph_json_member(ph_json_member(document, "integrity"), "is_whole")), error);
    }
    cJSON_Delete(document);
    return status;
}

static ph_exit sample(const char *path, GError **error)
{
    const ph_audit_sample_request asked = sample_request();

    if (sample_seed == NOT_GIVEN)
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "audit sample: --seed N was expected: who draws chooses it, and writes it "
                        "down");
    if (sample_seed == NOT_GIVEN || !ph_audit_sample_check(&asked, error))
        return PH_EXIT_USAGE;
    return path ? sample_report(path, error) : make_by_settings(show_sample, error);
}

static ph_exit run(char **operands, GError **error)
{
    char *const *behind = operands[0] ? operands + 1 : operands;
    const gint found = operands[0] ? ph_action_find(&table, operands[0], error) : 0;

    if (found < 0 || !ph_action_takes_options(&table, (guint)found, error) ||
        !ph_action_takes_operands(&table, (guint)found, (char **)behind, error))
        return PH_EXIT_USAGE;
    return found == 0 ? make_by_settings(write_report, error) : sample(behind[0], error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "actions") == 0)
        ph_action_describe(&table, list);
}

const ph_command ph_command_audit = {
    .name = "audit",
    .operands = "[report]\nsample [audit.json]",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
