/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fitness/examination.h"

#include "perfharness/require.h"
#include "system/kernel_file.h"

static void say(ph_fitness_finding *finding, ph_fitness_state state, const char *format,
                va_list arguments)
{
    PH_REQUIRE(!finding->found);

    finding->state = state;
    finding->found = g_strdup_vprintf(format, arguments);
    if (state != PH_FITNESS_FINDING)
        finding->unfit_below_percent = 0.0;
}

void ph_say_fine(ph_fitness_finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(finding, PH_FITNESS_FINE, format, arguments);
    va_end(arguments);
}

void ph_say_found(ph_fitness_finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(finding, PH_FITNESS_FINDING, format, arguments);
    va_end(arguments);
}

void ph_say_unknown(ph_fitness_finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(finding, PH_FITNESS_UNKNOWN, format, arguments);
    va_end(arguments);
}

void ph_say_fix(ph_fitness_finding *finding, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    finding->fix = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

void ph_say_fix_by_writing(const ph_examination *examination, ph_fitness_finding *finding,
                           const char *value, const char *path)
{
    ph_say_fix(finding, "echo %s | sudo tee %s%s", value, examination->request->sysfs_root, path);
}

const cJSON *ph_examination_value(const ph_examination *examination, const char *section,
                                  const char *member, ph_fitness_finding *finding)
{
    const cJSON *object = section ? cJSON_GetObjectItemCaseSensitive(examination->document, section)
                                  : examination->document;
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, member);
    g_autofree char *pointer =
        section ? g_strdup_printf("/%s/%s", section, member) : g_strdup_printf("/%s", member);

    if (value && !cJSON_IsNull(value))
        return value;
    ph_say_unknown(
        finding, "%s",
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(examination->unavailable, pointer)));
    return NULL;
}

char *ph_examination_read(const ph_examination *examination, const char *path,
                          ph_fitness_finding *finding)
{
    g_autoptr(GError) error = NULL;
    char *value = ph_kernel_file_value(examination->request->sysfs_root, path, &error);

    if (!value)
        ph_say_unknown(finding, "%s", error->message);
    return value;
}
