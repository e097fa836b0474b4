/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fitness/fitness.h"

#include "fitness/examination.h"
#include "perfharness/require.h"
#include "system/cpu_list.h"
#include "system/probe.h"

static const struct {
    const char *name;
    double unfit_below_percent;
    ph_check_fn *look;
    const char *effect;
} checks[] = {
#define X(function, name, weight, effect) { name, weight, ph_check_##function, effect },
    PH_FITNESS_LIST(X)
#undef X
};

const char *ph_fitness_state_name(ph_fitness_state state)
{
    static const char *const names[] = {
        [PH_FITNESS_FINE] = "fine",
        [PH_FITNESS_FINDING] = "finding",
        [PH_FITNESS_UNKNOWN] = "unknown",
    };

    return names[state];
}

static void finding_free(gpointer data)
{
    ph_fitness_finding *finding = data;

    g_free(finding->found);
    g_free(finding->fix);
    g_free(finding);
}

static void open_examination(const ph_fitness_request *request, ph_examination *ret)
{
    const ph_section document = {
        .object = cJSON_CreateObject(),
        .unavailable = cJSON_CreateObject(),
        .sysfs_root = request->sysfs_root,
    };
    g_autoptr(GError) error = NULL;

    ph_probe_frequency(&document);
    ph_probe_hypervisor(&document);
    ph_probe_kernel_settings(&document);
    ph_probe_container(&document, request->sysfs_root);
    *ret = (ph_examination){
        .request = request,
        .document = document.object,
        .unavailable = document.unavailable,
        .allowed_cpus = ph_cpu_list_allowed(request->sysfs_root, &error),
    };
    if (!ret->allowed_cpus)
        ret->allowed_missing = g_strdup(error->message);
}

static void close_examination(ph_examination *examination)
{
    cJSON_Delete(examination->document);
    cJSON_Delete(examination->unavailable);
    g_clear_pointer(&examination->allowed_cpus, g_array_unref);
    g_free(examination->allowed_missing);
}

GPtrArray *ph_fitness_examine(const ph_fitness_request *request)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func(finding_free);
    ph_examination examination;

    open_examination(request, &examination);
    for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
        ph_fitness_finding *finding = g_new0(ph_fitness_finding, 1);

        finding->check = checks[i].name;
        finding->effect = checks[i].effect;
        finding->unfit_below_percent = checks[i].unfit_below_percent;
        checks[i].look(&examination, finding);
        PH_REQUIRE(finding->found);
        g_ptr_array_add(findings, finding);
    }
    close_examination(&examination);
    return findings;
}

double ph_fitness_finest_percent(const GPtrArray *findings)
{
    double finest = 0.0;

    for (guint i = 0; i < findings->len; i++) {
        const ph_fitness_finding *finding = findings->pdata[i];

        finest = MAX(finest, finding->unfit_below_percent);
    }
    return finest;
}

guint ph_fitness_count(const GPtrArray *findings, ph_fitness_state state)
{
    guint count = 0;

    for (guint i = 0; i < findings->len; i++) {
        const ph_fitness_finding *finding = findings->pdata[i];

        count += finding->state == state ? 1 : 0;
    }
    return count;
}
