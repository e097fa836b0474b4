/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness doctor`: is this host fit to measure on? */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/command.h"
#include "document/json_member.h"
#include "error/error.h"
#include "fitness/fitness.h"
#include "session/tuning.h"
#include "system/host_lock.h"

#define PRECISION_PERCENT_USUAL 0.5
/* Columns, from the left. */
enum { TEXT_BEGINS = 11, FOUND_BEGINS = 34 };

static gint asked_cpu = PH_TUNING_CPU_USUAL;
static double precision_percent = PRECISION_PERCENT_USUAL;
static gboolean is_json;
static gboolean is_not_measuring;
static char *sysfs_root;

static const GOptionEntry options[] = {
    { "cpu", 0, 0, G_OPTION_ARG_INT, &asked_cpu,
      "CPU to measure on (default: the last one this process may use)", "N" },
    { "precision", 0, 0, G_OPTION_ARG_DOUBLE, &precision_percent,
      "What the host is to be fit for: differences of so much (default: 0.5)", "PERCENT" },
    { "no-measure", 0, 0, G_OPTION_ARG_NONE, &is_not_measuring,
      "Do not look for CPUs that share a core by keeping them busy", NULL },
    { "sysfs-root", 0, 0, G_OPTION_ARG_FILENAME, &sysfs_root,
      "Examine a copy of /proc and /sys in this folder (implies --no-measure)", "FOLDER" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json,
      "Print the findings as config/schema/doctor.schema.json has them", NULL },
    G_OPTION_ENTRY_NULL
};

static gboolean check_options(GError **error)
{
    if (precision_percent > 0.0 && precision_percent <= 50.0)
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                "--precision %g: more than 0 and at most 50 was expected", precision_percent);
    return FALSE;
}

/* That another program measures there now is nothing to wait for. */
static void examine(guint cpu, GPtrArray **ret)
{
    const ph_host_lock_terms at_once = { .stranger_wait_s = PH_HOST_LOCK_STRANGER_WAIT_S };
    g_autofree char *path = ph_host_lock_path();
    g_autoptr(GError) busy = NULL;
    g_autoptr(ph_host_lock) lock = NULL;
    ph_fitness_request request = { .sysfs_root = sysfs_root ? sysfs_root : "", .cpu = cpu };

    if (is_not_measuring)
        request.not_measuring_because = "not measured: --no-measure";
    else if (sysfs_root)
        request.not_measuring_because = "not measured: --sysfs-root is not this machine";
    else if (!(lock = ph_host_lock_take(path, g_get_prgname(), &at_once, &busy)))
        request.not_measuring_because =
            g_error_matches(busy, PH_ERROR, PH_ERROR_ENVIRONMENT)
                ? "another measurement runs on this host now: not measured beside it"
                : busy->message;
    request.is_measuring = lock != NULL;
    *ret = ph_fitness_examine(&request);
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

static void print_text(guint cpu, const GPtrArray *findings, gboolean is_fit)
{
    const guint unknown = ph_fitness_count(findings, PH_FITNESS_UNKNOWN);
    const double finest = ph_fitness_finest_percent(findings);
    g_autoptr(GString) end = g_string_new(NULL);

    (void)printf("CPU %u, to tell differences of %g %%\n", cpu, precision_percent);
    for (guint i = 0; i < findings->len; i++)
        print_finding(findings->pdata[i]);
    g_string_printf(end, "%s for %g %%", is_fit ? "Fit" : "Unfit", precision_percent);
    if (finest > 0.0)
        g_string_append_printf(end, "; what was found leaves %g %%", finest);
    if (unknown)
        g_string_append_printf(end, "; %u of %u checks are not known, which is not fine", unknown,
                               findings->len);
    (void)putchar('\n');
    ph_columns_print(stdout, 0, 2, "%s.", end->str);
}

static void print_json(guint cpu, const GPtrArray *findings, gboolean is_fit)
{
    cJSON *document = cJSON_CreateObject(), *list;

    cJSON_AddNumberToObject(document, "cpu", cpu);
    cJSON_AddNumberToObject(document, "precision_percent", precision_percent);
    cJSON_AddBoolToObject(document, "fit", is_fit);
    cJSON_AddNumberToObject(document, "finest_percent", ph_fitness_finest_percent(findings));
    list = cJSON_AddArrayToObject(document, "checks");
    for (guint i = 0; i < findings->len; i++) {
        const ph_fitness_finding *finding = findings->pdata[i];
        g_autofree char *found = g_utf8_make_valid(finding->found, -1);
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "name", finding->check);
        cJSON_AddStringToObject(entry, "state", ph_fitness_state_name(finding->state));
        cJSON_AddStringToObject(entry, "found", found);
        cJSON_AddStringToObject(entry, "effect", finding->effect);
        ph_json_add_text(entry, "fix", finding->fix);
        cJSON_AddNumberToObject(entry, "unfit_below_percent", finding->unfit_below_percent);
        cJSON_AddItemToArray(list, entry);
    }
    ph_command_print_json(document);
}

static ph_exit run(char **operands, GError **error)
{
    const char *root = sysfs_root ? sysfs_root : "";
    g_autoptr(GArray) allowed = NULL;
    g_autoptr(GPtrArray) findings = NULL;
    guint cpu;

    if (!ph_command_takes_none(operands, error) || !check_options(error))
        return PH_EXIT_USAGE;
    allowed = ph_tuning_place(root, asked_cpu, &cpu, error);
    if (!allowed)
        return PH_EXIT_FAILED;
    examine(cpu, &findings);

    const gboolean is_fit = precision_percent >= ph_fitness_finest_percent(findings);
    if (is_json)
        print_json(cpu, findings, is_fit);
    else
        print_text(cpu, findings, is_fit);
    return is_fit ? PH_EXIT_PASS : PH_EXIT_REGRESSION;
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
    .add_part = add_part,
    .run = run,
};
