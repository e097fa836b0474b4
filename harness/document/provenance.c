/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/provenance.h"

#include "document/build_identity_json.h"
#include "document/json_member.h"

static void add_known_text(cJSON *object, const char *name, const char *text)
{
    if (text)
        cJSON_AddStringToObject(object, name, text);
}

static cJSON *subject_entry(const ph_subject_info *info)
{
    cJSON *entry = cJSON_CreateObject();

    cJSON_AddStringToObject(entry, "name", info->name);
    cJSON_AddStringToObject(entry, "version", info->version);
    cJSON_AddStringToObject(entry, "build", info->build);
    if (*info->chosen)
        cJSON_AddStringToObject(entry, "chosen", info->chosen);
    ph_build_identity_json_add(entry, info->built_from);
    return entry;
}

void ph_provenance_add_harness(cJSON *document, const ph_harness_info *harness)
{
    cJSON *entry;

    if (!harness->version)
        return;
    entry = cJSON_AddObjectToObject(document, "harness");
    cJSON_AddStringToObject(entry, "version", harness->version);
    ph_json_add_text(entry, "commit", harness->commit);
    cJSON_AddBoolToObject(entry, "modified", harness->is_modified);
}

void ph_provenance_add(cJSON *document, const ph_measurement *measurement)
{
    cJSON *list;

    ph_provenance_add_harness(document, &measurement->harness);
    list = cJSON_AddArrayToObject(document, "subjects");
    for (guint i = 0; i < measurement->subjects->len; i++)
        cJSON_AddItemToArray(list, subject_entry(measurement->subjects->pdata[i]));
}

/* A member of "environment", and where in system-info.json it is from. */
static const struct {
    const char *name;
    const char *section;
    const char *member;
} host_facts[] = {
    { "kernel", "kernel", "release" },
    { "microcode", "cpu", "microcode" },
    { "core_kind", "cpu", "core_kind" },
};

void ph_provenance_add_host(cJSON *environment, const cJSON *system)
{
    for (gsize i = 0; i < G_N_ELEMENTS(host_facts); i++)
        add_known_text(
            environment, host_facts[i].name,
            ph_json_text(ph_json_member(system, host_facts[i].section), host_facts[i].member));
}

/* The section of that name, which several facts may share. */
static cJSON *section_of(cJSON *system, const char *name)
{
    cJSON *section = cJSON_GetObjectItemCaseSensitive(system, name);

    return section ? section : cJSON_AddObjectToObject(system, name);
}

void ph_provenance_take_host(ph_measurement *measurement, const cJSON *environment)
{
    for (gsize i = 0; i < G_N_ELEMENTS(host_facts); i++) {
        g_autofree char *text = ph_json_printable(environment, host_facts[i].name);

        if (text)
            cJSON_AddStringToObject(section_of(measurement->system, host_facts[i].section),
                                    host_facts[i].member, text);
    }
}

static ph_subject_info *subject_of(const cJSON *entry)
{
    ph_subject_info *info = g_new0(ph_subject_info, 1);

    info->name = ph_json_printable(entry, "name");
    info->version = ph_json_printable(entry, "version");
    info->build = ph_json_printable(entry, "build");
    info->chosen = ph_json_printable(entry, "chosen");
    if (!info->chosen)
        info->chosen = g_strdup("");
    info->built_from = ph_build_identity_json_read(entry);
    return info;
}

void ph_provenance_take_harness(ph_harness_info *harness, const cJSON *document)
{
    const cJSON *member = ph_json_member(document, "harness");

    harness->version = ph_json_printable(member, "version");
    harness->commit = ph_json_printable(member, "commit");
    harness->is_modified = cJSON_IsTrue(ph_json_member(member, "modified"));
}

void ph_provenance_take(ph_measurement *measurement, const cJSON *document)
{
    const cJSON *entry;

    ph_provenance_take_harness(&measurement->harness, document);
    cJSON_ArrayForEach(entry, ph_json_member(document, "subjects"))
        g_ptr_array_add(measurement->subjects, subject_of(entry));
}
