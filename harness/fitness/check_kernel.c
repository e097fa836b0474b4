/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the kernel does with memory, and whom it lets count. */
#include <string.h>
#include <sys/personality.h>

#include "fitness/examination.h"
#include "system/kernel_file.h"
#include "system/kernel_path.h"

enum { RANDOMISE_ALL = 2, USERS_MAY_COUNT_THEMSELVES = 2 };

void ph_check_huge_pages(const ph_examination *examination, ph_fitness_finding *finding)
{
    const cJSON *choice =
        ph_examination_value(examination, NULL, "transparent_huge_pages", finding);

    if (!choice)
        return;
    if (strcmp(choice->valuestring, "always") != 0) {
        ph_say_fine(finding, "%s", choice->valuestring);
        return;
    }
    ph_say_found(finding, "always");
    ph_say_fix_by_writing(examination, finding, "madvise", PH_HUGE_PAGES_PATH);
}

/* Whether whoever started this process has switched it off for it (setarch -R). */
static gboolean is_switched_off(const ph_examination *examination)
{
    g_autofree char *text =
        ph_kernel_file_value(examination->request->sysfs_root, "/proc/self/personality", NULL);
    guint64 personality = 0;

    return text && g_ascii_string_to_unsigned(text, 16, 0, G_MAXUINT32, &personality, NULL) &&
           (personality & ADDR_NO_RANDOMIZE);
}

void ph_check_address_randomisation(const ph_examination *examination, ph_fitness_finding *finding)
{
    const cJSON *level = ph_examination_value(examination, NULL, "aslr", finding);

    if (!level)
        return;
    if (is_switched_off(examination)) {
        ph_say_found(finding, "off for this process and what it starts");
        ph_say_fix(finding, "start perfharness without setarch -R");
    } else if (level->valueint == RANDOMISE_ALL) {
        ph_say_fine(finding, "on");
    } else {
        ph_say_found(finding, level->valueint ? "on, but not for the heap" : "off");
        ph_say_fix_by_writing(examination, finding, "2", PH_RANDOMIZE_MEMORY_PATH);
    }
}

void ph_check_counters(const ph_examination *examination, ph_fitness_finding *finding)
{
    const cJSON *level = ph_examination_value(examination, NULL, "perf_event_paranoid", finding);

    if (!level)
        return;
    if (level->valueint <= USERS_MAY_COUNT_THEMSELVES) {
        ph_say_fine(finding, "perf_event_paranoid %d", level->valueint);
        return;
    }
    ph_say_found(finding, "perf_event_paranoid %d", level->valueint);
    ph_say_fix_by_writing(examination, finding, "2", PH_PERF_PARANOID_PATH);
}
