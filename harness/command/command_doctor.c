/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness doctor`: is this host fit to measure on? */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/command.h"
#include "document/fitness_json.h"
#include "document/json_member.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "fitness/fitness.h"
#include "session/lock_doubt.h"
#include "session/tuning.h"
#include "system/host_lock.h"

#define PRECISION_PERCENT_USUAL 0.5
/* Columns, from the left. */
enum { TEXT_BEGINS = 11, FOUND_BEGINS = 34 };

static gint asked_cpu = PH_CPU_USUAL;
static double precision_percent = PRECISION_PERCENT_USUAL;
static char **allowed_unknown;
static char *output_folder;
static char *data_path;
static gboolean is_json;
static gboolean is_not_measuring;
static char *sysfs_root;

static const GOptionEntry options[] = {
    { "cpu", 0, 0, G_OPTION_ARG_INT, &asked_cpu, "CPU to measure on (" PH_CPU_USUAL_TEXT ")", "N" },
    { "precision", 0, 0, G_OPTION_ARG_DOUBLE, &precision_percent,
      "What the host is to be fit for: differences of so much (default: 0.5)", "PERCENT" },
    { "allow-unknown", 0, 0, G_OPTION_ARG_STRING_ARRAY, &allowed_unknown,
      "Take this check for fine where it is unknown (may be repeated)", "CHECK" },
    { "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &output_folder,
      "Where runs are to write (default: the current folder)", "FOLDER" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_path, "Your own records, if you measure them",
      "FILE" },
    { "no-measure", 0, 0, G_OPTION_ARG_NONE, &is_not_measuring,
      "Do not look for CPUs that share a core by keeping them busy", NULL },
    { "sysfs-root", 0, 0, G_OPTION_ARG_FILENAME, &sysfs_root,
      "Examine a copy of /proc and /sys in this folder (implies --no-measure)", "FOLDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json,
      "Print the findings as config/schema/doctor.schema.json has them", NULL },
    G_OPTION_ENTRY_NULL
};

static const char *const *allowed(void)
{
    return (const char *const *)allowed_unknown;
}

static gboolean check_options(GError **error)
{
    const ph_word_list checks = { "check", "--allow-unknown",
                                  "`perfharness doctor --help` lists them",
                                  ph_fitness_check_names() };

    if (!(precision_percent > 0.0 && precision_percent <= 50.0))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--precision %g: more than 0 and at most 50 was expected",
                         precision_percent);
    for (char **name = allowed_unknown; name && *name; name++)
        if (!g_strv_contains(checks.words, *name))
            return ph_refuse_word(error, &checks, *name);
    return TRUE;
}

/* That another program measures there now is nothing to wait for. */
static GPtrArray *examine(const ph_cpu_choice *choice)
{
    const ph_host_lock_terms at_once = { .stranger_wait_s = PH_HOST_LOCK_STRANGER_WAIT_S };
    g_autofree char *path = ph_host_lock_path();
    g_autoptr(GError) busy = NULL;
    g_autoptr(ph_host_lock) lock = NULL;
    ph_fitness_request request = { .sysfs_root = sysfs_root ? sysfs_root : "",
                                   .choice = choice,
                                   .output_folder = output_folder ? output_folder : ".",
                                   .data_path = data_path };

    if (is_not_measuring)
        request.not_measuring_because = "not measured: --no-measure";
    else if (sysfs_root)
        request.not_measuring_because = "not measured: --sysfs-root is not this machine";
    else if (!(lock = ph_host_lock_take(path, g_get_prgname(), &at_once, &busy)))
        request.not_measuring_because =
            g_error_matches(busy, PH_ERROR, PH_ERROR_ENVIRONMENT)
                ? "another measurement runs on this host now: not measured beside it"
                : busy->message;
    if (lock)
        ph_lock_doubt_say(lock, "");
    request.is_measuring = lock != NULL;
    return ph_fitness_examine(&request);
}

/* What was found stands beside the check's name where it fits, else below. */
static void print_finding(const ph_fitness_finding *finding)
{
    g_autofree char *found = ph_error_printable(finding->found);
    g_autofree char *fix = NULL;
    const gboolean fits = FOUND_BEGINS + ph_columns_of(found) <= PH_COLUMNS;

    (void)printf("  %-8s %-*s%s\n", ph_fitness_state_name(finding->state),
                 fits ? FOUND_BEGINS - TEXT_BEGINS : 0, finding->check, fits ? found : "");
    if (!fits)
        ph_columns_print(stdout, TEXT_BEGINS, TEXT_BEGINS, "%s", found);
    if (finding->state != PH_FITNESS_FINDING)
        return;
    if (finding->unfit_below_percent > 0.0)
        ph_columns_print(stdout, TEXT_BEGINS, TEXT_BEGINS, "%s: unfit below %g %%", finding->effect,
                         finding->unfit_below_percent);
    else
        ph_columns_print(stdout, TEXT_BEGINS, TEXT_BEGINS, "%s", finding->effect);
    fix = ph_error_printable(finding->fix);
    ph_columns_print(stdout, TEXT_BEGINS, TEXT_BEGINS + 2, "fix: %s", fix);
}

/* Which checks keep the host from being called fit. */
static void print_doubt(const GPtrArray *findings)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < findings->len; i++) {
        const ph_fitness_finding *finding = findings->pdata[i];

        if (ph_fitness_is_in_doubt(finding, precision_percent, allowed()))
            g_string_append_printf(names, names->len ? ", %s" : "%s", finding->check);
    }
    ph_columns_print(stdout, 0, 2, "These checks are unknown, and each might make it unfit: %s.",
                     names->str);
    (void)puts("`--allow-unknown CHECK` takes one of them for fine.");
}

static void print_verdict(const GPtrArray *findings, ph_fitness_verdict verdict)
{
    const guint unknown = ph_fitness_count(findings, PH_FITNESS_UNKNOWN);
    const double finest = ph_fitness_finest_percent(findings);
    g_autoptr(GString) end = g_string_new(NULL);

    if (verdict == PH_FITNESS_CANNOT_TELL)
        g_string_printf(end, "It cannot be told whether this host is fit for %g %%",
                        precision_percent);
    else
        g_string_printf(end, "%s for %g %%", verdict == PH_FITNESS_FIT ? "Fit" : "Unfit",
                        precision_percent);
    if (finest > 0.0)
        g_string_append_printf(end, "; what was found leaves %g %%", finest);
    (void)putchar('\n');
    ph_columns_print(stdout, 0, 2, "%s.", end->str);
    if (verdict == PH_FITNESS_CANNOT_TELL)
        print_doubt(findings);
    else if (unknown)
        (void)printf("%u of %u checks are unknown, which is not fine.\n", unknown, findings->len);
}

static void print_text(guint cpu, const GPtrArray *findings, ph_fitness_verdict verdict)
{
    (void)printf("CPU %u, to tell differences of %g %%\n", cpu, precision_percent);
    for (guint i = 0; i < findings->len; i++)
        print_finding(findings->pdata[i]);
    print_verdict(findings, verdict);
}

static void print_json(guint cpu, const GPtrArray *findings, ph_fitness_verdict verdict)
{
    cJSON *document = cJSON_CreateObject(), *list;

    cJSON_AddNumberToObject(document, "cpu", cpu);
    cJSON_AddNumberToObject(document, "precision_percent", precision_percent);
    cJSON_AddBoolToObject(document, "fit", verdict == PH_FITNESS_FIT);
    cJSON_AddStringToObject(document, "verdict", ph_fitness_verdict_name(verdict));
    cJSON_AddNumberToObject(document, "finest_percent", ph_fitness_finest_percent(findings));
    list = cJSON_AddArrayToObject(document, "checks");
    for (guint i = 0; i < findings->len; i++) {
        const ph_fitness_finding *finding = findings->pdata[i];
        cJSON *entry = ph_fitness_json_check(finding);

        cJSON_AddBoolToObject(entry, "in_doubt",
                              ph_fitness_is_in_doubt(finding, precision_percent, allowed()));
        cJSON_AddStringToObject(entry, "effect", finding->effect);
        ph_json_add_text(entry, "fix", finding->fix);
        cJSON_AddItemToArray(list, entry);
    }
    ph_command_print_json(document);
}

static ph_exit run(char **operands, GError **error)
{
    static const ph_exit statuses[] = {
        [PH_FITNESS_FIT] = PH_EXIT_PASS,
        [PH_FITNESS_UNFIT] = PH_EXIT_REGRESSION,
        [PH_FITNESS_CANNOT_TELL] = PH_EXIT_INCONCLUSIVE,
    };
    g_autoptr(ph_cpu_choice) choice = NULL;
    g_autoptr(GPtrArray) findings = NULL;
    ph_fitness_verdict verdict;

    if (!ph_command_takes_none(operands, error) || !check_options(error))
        return PH_EXIT_USAGE;
    choice = ph_tuning_place(sysfs_root ? sysfs_root : "", asked_cpu, error);
    if (!choice)
        return PH_EXIT_FAILED;
    findings = examine(choice);
    verdict = ph_fitness_judge(findings, precision_percent, allowed());
    (is_json ? print_json : print_text)(choice->cpu, findings, verdict);
    return statuses[verdict];
}

static char **values(const char *option)
{
    return g_strcmp0(option, "allow-unknown") == 0 ? g_strdupv((char **)ph_fitness_check_names())
                                                   : NULL;
}

/* What the checks weigh, and what a finding does to figures. */
static void add_part(const char *part, ph_manual_list *list)
{
    if (strcmp(part, "checks") != 0)
        return;
#define X(function, name, weight, effect) ph_manual_list_add(list, name, #weight " %: " effect);
    PH_FITNESS_LIST(X)
#undef X
}

const ph_command ph_command_doctor = {
    .name = "doctor",
    .operands = "",
    .options = options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
