/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness tune`: sets this host up for measuring. */
#include <stdio.h>

#include "command/command.h"
#include "error/error.h"
#include "session/tuning.h"
#include "tune/journal.h"
#include "tune/tune.h"

static gint asked_cpu = PH_CPU_USUAL;
static gboolean is_dry_run;
static char *sysfs_root;

static const GOptionEntry options[] = {
    { "cpu", 0, 0, G_OPTION_ARG_INT, &asked_cpu, "CPU to measure on (" PH_CPU_USUAL_TEXT ")", "N" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &is_dry_run, "Only say what would be set", NULL },
    { "sysfs-root", 0, 0, G_OPTION_ARG_FILENAME, &sysfs_root,
      "Tune a copy of /proc and /sys in this folder; PERFHARNESS_STATE must name a folder for its "
      "journal",
      "FOLDER" },
    G_OPTION_ENTRY_NULL
};

static void print_plan(const GPtrArray *steps)
{
    for (guint i = 0; i < steps->len; i++) {
        const ph_tune_step *step = steps->pdata[i];
        g_autofree char *text =
            step->outcome == PH_TUNE_REFUSED
                ? g_strdup_printf("%s: %s", step->path, step->reason)
                : g_strdup_printf("%s: %s, is %s", step->path, step->wanted, step->before);
        g_autofree char *printable = ph_error_printable(text);

        (void)printf("  %s\n", printable);
    }
}

/* The journal of a copy must not stand in for this machine's. */
static gboolean check_state_folder(GError **error)
{
    if (!sysfs_root || g_getenv("PERFHARNESS_STATE"))
        return TRUE;
    g_set_error(error, PH_ERROR, PH_ERROR_USAGE,
                "--sysfs-root %s: PERFHARNESS_STATE must name a folder for the copy's journal",
                sysfs_root);
    return FALSE;
}

static ph_exit say_what_was_done(guint cpu, const GPtrArray *steps, GError **error)
{
    const guint amiss = ph_tune_count_amiss(steps);

    if (steps->len == 0) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "tuning CPU %u: this host shows none of the settings; its hypervisor or "
                    "firmware has them",
                    cpu);
        return PH_EXIT_FAILED;
    }
    (void)printf(is_dry_run ? "For measuring on CPU %u would be set:\n"
                            : "Tuned for measuring on CPU %u, until `perfharness restore`:\n",
                 cpu);
    (is_dry_run ? print_plan : ph_tuning_print)(steps);
    if (amiss == 0)
        return PH_EXIT_PASS;
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                "tuning CPU %u: %u of %u settings are not as wanted (standard output says which "
                "and why); root may set more",
                cpu, amiss, steps->len);
    return PH_EXIT_FAILED;
}

static ph_exit run(char **operands, GError **error)
{
    g_autofree char *folder = ph_journal_folder();
    ph_tune_request request = { .sysfs_root = sysfs_root ? sysfs_root : "",
                                .folder = folder,
                                .is_dry_run = is_dry_run };
    g_autoptr(ph_cpu_choice) choice = NULL;
    g_autoptr(GPtrArray) steps = NULL;
    g_autoptr(ph_host_lock) lock = NULL;

    if (!ph_command_takes_none(operands, error) || !check_state_folder(error))
        return PH_EXIT_USAGE;
    choice = ph_tuning_place(request.sysfs_root, asked_cpu, error);
    if (!choice)
        return PH_EXIT_FAILED;
    request.cpu = choice->cpu;
    request.usable_cpus = choice->usable;
    if (!is_dry_run) {
        lock = ph_tuning_lock(error);
        if (!lock)
            return PH_EXIT_FAILED;
    }
    steps = ph_tune_apply(&request, error);
    return steps ? say_what_was_done(request.cpu, steps, error) : PH_EXIT_FAILED;
}

const ph_command ph_command_tune = {
    .name = "tune",
    .operands = "",
    .options = options,
    .run = run,
};
