/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report_facts.h"

#include <string.h>

#include "build_text.h"
#include "fitness_text.h"
#include "referee_rows.h"
#include "report_value.h"
#include "run_notes.h"

/* What is always shown of system-info.json: names and paths are not. */
static const struct {
    const char *label;
    const char *section; /* NULL: at the top. */
    const char *member;
    const char *stronger; /* A section that is asked first; early documents lack it. */
} host_facts[] = {
    { "CPU", "cpu", "brand", NULL },
    { "Processing units", "topology", "processing_units", NULL },
    { "Kernel", "kernel", "release", NULL },
    { "Distribution", "distribution", "pretty_name", NULL },
    { "Hypervisor", "hypervisor", "vendor", NULL },
    { "Governor", "frequency", "governor", "binding" },
    { "Clock source", NULL, "clocksource", NULL },
};

static char *system_fact(const cJSON *system, const char *section, const char *member)
{
    const cJSON *object = section ? cJSON_GetObjectItemCaseSensitive(system, section) : system;
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, member);

    if (cJSON_IsNumber(item))
        return g_strdup_printf("%.0f", item->valuedouble);
    return g_strdup(cJSON_GetStringValue(item));
}

static void add_measured_cpu(cJSON *list, const ph_measurement *measurement)
{
    g_autofree char *fitness = ph_fitness_text(measurement->fitness);

    ph_report_value_add_fact(list, "Measured on CPU", measurement->facts.cpus_bound);
    ph_report_value_add_fact(list, "Kind of core", ph_measurement_core_kind(measurement));
    ph_report_value_add_fact(list, "Memory node", measurement->facts.nodes_bound);
    ph_report_value_add_fact(list, "Doctor said before", fitness);
}

static void add_host(cJSON *data, const ph_report *report)
{
    const ph_measurement *measurement = report->measurement;
    cJSON *list = cJSON_AddArrayToObject(data, "host");
    g_autofree char *fingerprint = system_fact(measurement->system, NULL, "fingerprint");

    ph_report_value_set(data, "fingerprint", fingerprint);
    ph_report_value_take(data, "cpu", system_fact(measurement->system, "cpu", "brand"));
    ph_report_value_add_fact(list, "Fingerprint", fingerprint ? fingerprint : "host not recorded");
    if (report->shows_runner_name) {
        g_autofree char *name = system_fact(measurement->system, NULL, "runner_name");

        ph_report_value_add_fact(list, "Runner", name);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(host_facts); i++) {
        const char *stronger = host_facts[i].stronger, *member = host_facts[i].member;
        g_autofree char *value = system_fact(measurement->system, host_facts[i].section, member);
        g_autofree char *own = stronger ? system_fact(measurement->system, stronger, member) : NULL;

        ph_report_value_add_fact(list, host_facts[i].label, own ? own : value);
    }
    add_measured_cpu(list, measurement);
}

/* Where that is not recorded, by what they say of themselves. */
static gboolean is_same_library(const ph_subject_info *a, const ph_subject_info *b)
{
    if (a->built_from && b->built_from)
        return ph_subject_is_same_library(a, b);
    return strcmp(a->version, b->version) == 0 && strcmp(a->build, b->build) == 0;
}

/* Subjects of one library stand together. */
static void add_subjects(cJSON *data, const GPtrArray *subjects)
{
    cJSON *list = cJSON_AddArrayToObject(data, "subjects");

    for (guint i = 0; i < subjects->len;) {
        const ph_subject_info *first = subjects->pdata[i];
        g_autoptr(GString) names = g_string_new(first->name);
        cJSON *entry = cJSON_CreateObject();

        for (i++; i < subjects->len; i++) {
            const ph_subject_info *next = subjects->pdata[i];

            if (!is_same_library(first, next))
                break;
            g_string_append_printf(names, ", %s", next->name);
        }
        ph_report_value_set(entry, "names", names->str);
        ph_report_value_set(entry, "version", first->version);
        ph_report_value_set(entry, "build", first->build);
        ph_report_value_take(entry, "built_from", ph_build_text(first->built_from));
        cJSON_AddItemToArray(list, entry);
    }
}

static void add_run(cJSON *data, const ph_measurement *measurement)
{
    const ph_run_facts *facts = &measurement->facts;
    cJSON *list = cJSON_AddArrayToObject(data, "run");
    g_autofree char *blocks = ph_run_blocks_text(measurement->results);
    g_autofree char *checked = g_strdup_printf("%" G_GUINT64_FORMAT, facts->blocks_checked);
    g_autofree char *launches = g_strdup_printf("%u of each benchmark", facts->launches_asked);
    g_autofree char *elapsed = g_strdup_printf("%.0f s", facts->elapsed_s);
    g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, facts->seed);
    g_autofree char *harness = ph_build_text_harness(&measurement->harness);
    g_autofree char *referee = ph_referee_text(measurement);

    ph_report_value_add_fact(list, "Began", measurement->timestamp);
    ph_report_value_add_fact(list, "Commit", measurement->commit);
    ph_report_value_add_fact(list, "Suite", measurement->suite);
    if (measurement->is_plain)
        return;
    ph_report_value_add_fact(list, "Launches", launches);
    ph_report_value_add_fact(list, "Took", elapsed);
    ph_report_value_add_fact(list, "Seed", seed);
    ph_report_value_add_fact(list, "Timed blocks", blocks);
    ph_report_value_add_fact(list, "Checked while timed", checked);
    ph_report_value_add_fact(list, "Referee", referee);
    ph_report_value_add_fact(list, "Measured by perfharness", harness);
}

void ph_report_ci_add(cJSON *data, const ph_ci_job *job)
{
    cJSON *entry, *facts;

    if (!job) {
        ph_report_value_set(data, "ci", NULL);
        return;
    }
    entry = cJSON_AddObjectToObject(data, "ci");
    facts = cJSON_AddArrayToObject(entry, "facts");
    ph_report_value_add_fact(facts, "Workflow", job->workflow);
    ph_report_value_add_fact(facts, "Run", job->run_id);
    ph_report_value_add_fact(facts, "Commit", job->commit);
    ph_report_value_add_fact(facts, "Branch", job->branch);
    ph_report_value_add_fact(facts, "Event", job->event);
    ph_report_value_set(entry, "run_url", job->run_url);
}

void ph_report_facts_add(cJSON *data, const ph_report *report)
{
    add_host(data, report);
    add_subjects(data, report->measurement->subjects);
    add_run(data, report->measurement);
    ph_report_ci_add(data, report->job);
}
