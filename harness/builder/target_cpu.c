/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/target_cpu.h"

#include <string.h>

#include "builder/tool.h"
#include "error/error.h"

#define NATIVE  "native"
#define FEATURE "target_feature=\""

static gboolean is_known(const ph_toolchain *toolchain, const char *target_cpu, GError **error)
{
    const char *const arguments[] = { toolchain->rustc, "--print", "target-cpus", NULL };
    const ph_tool tool = { .arguments = arguments };
    g_autofree char *listed = ph_tool_run(&tool, NULL, error);
    g_auto(GStrv) lines = listed ? g_strsplit(listed, "\n", -1) : NULL;

    for (char **line = lines; line && *line; line++) {
        const char *name = g_strstrip(*line);

        if (strncmp(name, target_cpu, strlen(target_cpu)) == 0 &&
            (name[strlen(target_cpu)] == '\0' || name[strlen(target_cpu)] == ' '))
            return TRUE;
    }
    return listed && ph_refuse(error, PH_ERROR_ENVIRONMENT,
                               "target-cpu %s: rustc knows no such CPU (`rustc --print "
                               "target-cpus` lists them)",
                               target_cpu);
}

/* What code for that CPU may use, by its names; NULL and error. */
static char **features_of(const ph_toolchain *toolchain, const char *target_cpu, GError **error)
{
    g_autofree char *flag = g_strconcat("target-cpu=", target_cpu, NULL);
    const char *const arguments[] = { toolchain->rustc, "--print", "cfg", "-C", flag, NULL };
    const ph_tool tool = { .arguments = arguments };
    g_autofree char *printed = ph_tool_run(&tool, NULL, error);
    g_auto(GStrv) lines = printed ? g_strsplit(printed, "\n", -1) : NULL;
    g_autoptr(GStrvBuilder) features = g_strv_builder_new();

    for (char **line = lines; line && *line; line++)
        if (g_str_has_prefix(*line, FEATURE))
            g_strv_builder_add(features, *line + strlen(FEATURE));
    return printed ? g_strv_builder_end(features) : NULL;
}

gboolean ph_target_cpu_check(const ph_toolchain *toolchain, const char *target_cpu, GError **error)
{
    g_auto(GStrv) asked = NULL;
    g_auto(GStrv) here = NULL;
    g_autoptr(GStrvBuilder) lacking = g_strv_builder_new();
    g_auto(GStrv) names = NULL;
    g_autofree char *joined = NULL;

    if (!is_known(toolchain, target_cpu, error))
        return FALSE;
    asked = features_of(toolchain, target_cpu, error);
    here = asked ? features_of(toolchain, NATIVE, error) : NULL;
    if (!here)
        return FALSE;
    for (char **feature = asked; *feature; feature++)
        if (!g_strv_contains((const char *const *)here, *feature)) {
            g_autofree char *name = g_strndup(*feature, strcspn(*feature, "\""));

            g_strv_builder_add(lacking, name);
        }
    names = g_strv_builder_end(lacking);
    joined = g_strjoinv(", ", names);
    return !*names ||
           ph_refuse(error, PH_ERROR_ENVIRONMENT,
                     "target-cpu %s: this CPU cannot run it, it lacks %s", target_cpu, joined);
}
