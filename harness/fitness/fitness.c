/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fitness/fitness.h"

#include "fitness/examination.h"
#include "perfharness/require.h"
#include "system/probe.h"

static const struct {
    const char *name;
    double weight_percent;
    ph_check_fn *look;
    const char *effect;
} checks[] = {
#define X(function, name, weight, effect) { name, weight, ph_check_##function, effect },
    PH_FITNESS_LIST(X)
#undef X
};

const char *const *ph_fitness_check_names(void)
{
    static const char *const names[] = {
#define X(function, name, weight, effect) name,
        PH_FITNESS_LIST(X)
#undef X
            NULL,
    };

    return names;
}

static void open_examination(const ph_fitness_request *request, ph_examination *ret)
{
    const ph_section document = {
        .object = cJSON_CreateObject(),
        .unavailable = cJSON_CreateObject(),
        .sysfs_root = request->sysfs_root,
    };
    const ph_probed_cpu examined = { request->choice, NULL };

    ph_probe_frequency(&document, examined);
    ph_probe_hypervisor(&document);
    ph_probe_kernel_settings(&document);
    ph_probe_container(&document, request->sysfs_root);
    ph_probe_memory(&document);
    *ret = (ph_examination){
        .request = request,
        .document = document.object,
        .unavailable = document.unavailable,
    };
}

static void close_examination(ph_examination *examination)
{
    cJSON_Delete(examination->document);
    cJSON_Delete(examination->unavailable);
}

GPtrArray *ph_fitness_examine(const ph_fitness_request *request)
{
    GPtrArray *findings = ph_fitness_findings_new();
    ph_examination examination;

    open_examination(request, &examination);
    for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
        ph_fitness_finding *finding = g_new0(ph_fitness_finding, 1);

        finding->check = g_strdup(checks[i].name);
        finding->effect = g_strdup(checks[i].effect);
        finding->weight_percent = checks[i].weight_percent;
        finding->unfit_below_percent = checks[i].weight_percent;
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

const char *ph_fitness_verdict_name(ph_fitness_verdict verdict)
{
    static const char *const names[] = {
        [PH_FITNESS_FIT] = "fit",
        [PH_FITNESS_UNFIT] = "unfit",
        [PH_FITNESS_CANNOT_TELL] = "unknown",
    };

    return names[verdict];
}

gboolean ph_fitness_is_in_doubt(const ph_fitness_finding *finding, double precision_percent,
                                const char *const *allowed)
{
    return finding->state == PH_FITNESS_UNKNOWN && finding->weight_percent > precision_percent &&
           !(allowed && g_strv_contains(allowed, finding->check));
}

ph_fitness_verdict ph_fitness_judge(const GPtrArray *findings, double precision_percent,
                                    const char *const *allowed)
{
    if (ph_fitness_finest_percent(findings) > precision_percent)
        return PH_FITNESS_UNFIT;
    for (guint i = 0; i < findings->len; i++)
        if (ph_fitness_is_in_doubt(findings->pdata[i], precision_percent, allowed))
            return PH_FITNESS_CANNOT_TELL;
    return PH_FITNESS_FIT;
}
