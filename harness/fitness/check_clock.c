/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The CPU's clock, and the clock that times are read from. */
#include <string.h>

#include "fitness/examination.h"
#include "system/kernel_path.h"

#define WANTED_GOVERNOR "performance"

void ph_check_governor(const ph_examination *examination, ph_fitness_finding *finding)
{
    g_autofree char *path = ph_cpu_path(examination->request->choice->cpu, PH_GOVERNOR_FILE);
    g_autofree char *governor = ph_examination_read(examination, path, finding);

    if (!governor)
        return;
    if (strcmp(governor, WANTED_GOVERNOR) == 0) {
        ph_say_fine(finding, "%s", governor);
        return;
    }
    ph_say_found(finding, "%s, not " WANTED_GOVERNOR, governor);
    ph_say_fix_by_writing(examination, finding, WANTED_GOVERNOR, path);
}

void ph_check_frequency_range(const ph_examination *examination, ph_fitness_finding *finding)
{
    g_autofree char *min_path =
        ph_cpu_path(examination->request->choice->cpu, PH_MIN_FREQUENCY_FILE);
    g_autofree char *max_path =
        ph_cpu_path(examination->request->choice->cpu, PH_MAX_FREQUENCY_FILE);
    g_autofree char *min_khz = ph_examination_read(examination, min_path, finding);
    g_autofree char *max_khz = min_khz ? ph_examination_read(examination, max_path, finding) : NULL;

    if (!max_khz)
        return;
    if (strcmp(min_khz, max_khz) == 0) {
        ph_say_fine(finding, "fixed at %s kHz", max_khz);
        return;
    }
    ph_say_found(finding, "%s to %s kHz", min_khz, max_khz);
    ph_say_fix_by_writing(examination, finding, max_khz, min_path);
}

void ph_check_turbo(const ph_examination *examination, ph_fitness_finding *finding)
{
    const cJSON *turbo = ph_examination_value(examination, "frequency", "turbo", finding);
    g_autofree char *intel = g_strconcat(examination->request->sysfs_root, PH_NO_TURBO_PATH, NULL);

    if (!turbo)
        return;
    if (!cJSON_IsTrue(turbo)) {
        ph_say_fine(finding, "off");
        return;
    }
    ph_say_found(finding, "on");
    if (g_file_test(intel, G_FILE_TEST_EXISTS))
        ph_say_fix_by_writing(examination, finding, "1", PH_NO_TURBO_PATH);
    else
        ph_say_fix_by_writing(examination, finding, "0", PH_BOOST_PATH);
}

void ph_check_clock_source(const ph_examination *examination, ph_fitness_finding *finding)
{
    /* Read without a system call, at the CPU's own pace: x86's, and Arm's. */
    static const char *const good[] = { "tsc", "arch_sys_counter", NULL };
    const cJSON *source = ph_examination_value(examination, NULL, "clocksource", finding);

    if (!source)
        return;
    if (g_strv_contains(good, source->valuestring)) {
        ph_say_fine(finding, "%s", source->valuestring);
        return;
    }
    ph_say_found(finding, "%s, not tsc", source->valuestring);
    ph_say_fix_by_writing(examination, finding, "tsc",
                          "/sys/devices/system/clocksource/clocksource0/current_clocksource");
}

void ph_check_hypervisor(const ph_examination *examination, ph_fitness_finding *finding)
{
    const cJSON *detected = ph_examination_value(examination, "hypervisor", "detected", finding);
    const cJSON *vendor;

    if (!detected)
        return;
    if (!cJSON_IsTrue(detected)) {
        ph_say_fine(finding, "none");
        return;
    }
    vendor = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(examination->document, "hypervisor"), "vendor");
    ph_say_found(finding, "a virtual machine (%s)",
                 cJSON_IsString(vendor) ? vendor->valuestring : "it hides its name");
    ph_say_fix(finding, "measure on a machine that runs no others");
}
