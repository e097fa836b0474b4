/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What takes the CPU and the memory away, now and so far. */
#include <string.h>

#include "fitness/examination.h"
#include "system/host_counters.h"
#include "system/kernel_file.h"

/* A program or two that wake up now and then. */
#define LOAD_IDLE_MAX 0.5
/* A full host, or one that waits a tenth of its time for memory, is unfit even for this. */
#define UNFIT_BELOW_WHEN_FULL 5.0
#define STEAL_SHARE_MAX       0.001
#define STALL_PERCENT_MAX     0.1
#define STALL_PERCENT_FULL    10.0

void ph_check_quota(const ph_examination *examination, ph_fitness_finding *finding)
{
    const cJSON *quota = ph_examination_value(examination, "container", "cpu_quota_cpus", finding);

    if (!quota)
        return;
    if (!cJSON_IsNumber(quota)) {
        ph_say_fine(finding, "none");
        return;
    }
    ph_say_found(finding, "%g CPUs' time", quota->valuedouble);
    ph_say_fix(finding, "run it without a quota: --cpus of docker, CPUQuota= of systemd, "
                        "limits.cpu of Kubernetes");
}

void ph_check_load(const ph_examination *examination, ph_fitness_finding *finding)
{
    g_autofree char *text = ph_examination_read(examination, "/proc/loadavg", finding);
    const guint cpus = examination->request->choice->usable->len;
    char *end = NULL;

    if (!text)
        return;
    const double load = g_ascii_strtod(text, &end);
    if (end == text || *end != ' ' || !(load >= 0.0 && load < 1e6)) {
        ph_say_unknown(finding, "%s/proc/loadavg: malformed", examination->request->sysfs_root);
        return;
    }
    if (load <= LOAD_IDLE_MAX) {
        ph_say_fine(finding, "%.2f in the last minute", load);
        return;
    }
    ph_say_found(finding, "%.2f programs at a time in the last minute, for %u CPUs", load, cpus);
    ph_say_fix(finding, "end what runs: top -b -n 1 -o %%CPU | head -n 20");
    if (load >= cpus)
        finding->unfit_below_percent = UNFIT_BELOW_WHEN_FULL;
}

void ph_check_steal(const ph_examination *examination, ph_fitness_finding *finding)
{
    double steal_s = 0.0, total_s = 0.0;
    g_autoptr(GError) error = NULL;

    if (!ph_host_cpu_time(examination->request->sysfs_root, examination->request->choice->cpu,
                          &steal_s, &total_s, &error)) {
        ph_say_unknown(finding, "%s", error->message);
        return;
    }
    if (steal_s <= STEAL_SHARE_MAX * total_s) {
        ph_say_fine(finding, "%.2f s of %.0f s", steal_s, total_s);
        return;
    }
    ph_say_found(finding, "%.2f %% of its time so far", 100.0 * steal_s / total_s);
    ph_say_fix(finding, "ask for a machine, or virtual CPUs, of its own");
}

/* The share of the last minute in which some program waited; NAN: not in the text. */
static gboolean read_stall_percent(const char *text, double *ret)
{
    const char *at = g_str_has_prefix(text, "some ") ? strstr(text, " avg60=") : NULL;
    char *end = NULL;

    if (!at)
        return FALSE;
    at += strlen(" avg60=");
    *ret = g_ascii_strtod(at, &end);
    return end != at && *ret >= 0.0 && *ret <= 100.0;
}

void ph_check_memory_pressure(const ph_examination *examination, ph_fitness_finding *finding)
{
    const char *root = examination->request->sysfs_root;
    double percent = 0.0;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = ph_kernel_file_text(root, PH_MEMORY_PRESSURE_PATH, NULL, &error);

    if (!text) {
        ph_say_unknown(finding, "%s", error->message);
    } else if (!read_stall_percent(text, &percent)) {
        ph_say_unknown(finding, "%s" PH_MEMORY_PRESSURE_PATH ": malformed", root);
    } else if (percent <= STALL_PERCENT_MAX) {
        ph_say_fine(finding, "%.2f %% of the last minute", percent);
    } else {
        ph_say_found(finding, "%.2f %% of the last minute", percent);
        ph_say_fix(finding, "end what fills the memory: ps aux --sort -rss | head");
        if (percent >= STALL_PERCENT_FULL)
            finding->unfit_below_percent = UNFIT_BELOW_WHEN_FULL;
    }
}
