/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/system_info.h"

#include <unistd.h>

#include "perfharness/require.h"
#include "system/control_group_limit.h"
#include "system/probe.h"

#define SCHEMA_VERSION "perfharness-system-info-1"

/* fingerprint is a placeholder until everything it is made from is there. */
static void put_heading(const ph_section *document)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *timestamp = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");

    ph_put_string(document, "schema_version", SCHEMA_VERSION);
    ph_put_string(document, "timestamp", timestamp);
    cJSON_AddNullToObject(document->object, "fingerprint");
}

static void put_request(const ph_section *document, const ph_system_request *request)
{
    if (request->runner_name)
        ph_put_string(document, "runner_name", request->runner_name);
    else
        ph_put_missing(document, "runner_name", "none given");
    if (request->git_revision)
        ph_put_string(document, "git_revision", request->git_revision);
    else
        ph_put_missing(document, "git_revision", "none given");
}

/* As loaded now, which may not be what was compiled against. */
static ph_section put_libraries(const ph_section *document)
{
    const ph_section libraries = ph_section_open(document, "libraries");
    g_autofree char *glib =
        g_strdup_printf("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);

    ph_put_string(&libraries, "glib", glib);
    ph_put_string(&libraries, "cjson", cJSON_Version());
    return libraries;
}

static void put_machine(const ph_section *document, const char *data_folder,
                        ph_probed_cpu described)
{
    const ph_section libraries = put_libraries(document);

    ph_probe_cpu(document, &libraries, described);
    ph_probe_topology(document, &libraries, described);
    ph_probe_memory(document);
    ph_probe_hypervisor(document);
    ph_probe_container(document, "");
    if (!*document->sysfs_root) /* A copy of /proc and /sys may be another's. */
        ph_probe_machine(document, "");
    ph_probe_kernel(document);
    ph_probe_kernel_settings(document);
    ph_probe_distribution(document, "");
    ph_probe_libc(document);
    ph_probe_frequency(document, described);
    ph_probe_smt(document, described);
    ph_probe_storage(document, data_folder);
}

/* Where the CPU is not known, why: nothing else tells machines apart as well. */
static void put_fingerprint(const ph_section *document)
{
    g_autofree char *fingerprint = ph_fingerprint(document->object);
    const cJSON *why = cJSON_GetObjectItemCaseSensitive(document->unavailable, "/cpu/family");

    if (fingerprint)
        cJSON_ReplaceItemInObjectCaseSensitive(document->object, "fingerprint",
                                               cJSON_CreateString(fingerprint));
    else
        cJSON_AddStringToObject(document->unavailable, "/fingerprint",
                                why ? cJSON_GetStringValue(why) : "the CPU is not known");
}

cJSON *ph_system_info_probe(const ph_system_request *request)
{
    PH_REQUIRE(request->data_folder != NULL);

    cJSON *object = cJSON_CreateObject();
    const ph_section document = {
        .object = object,
        .unavailable = cJSON_CreateObject(),
        .sysfs_root = request->sysfs_root ? request->sysfs_root : "",
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_cpu_choice) usual =
        request->choice ? NULL : ph_cpu_choose(document.sysfs_root, PH_CPU_USUAL, &error);
    const ph_probed_cpu described = { request->choice ? request->choice : usual,
                                      error ? error->message : NULL };

    put_heading(&document);
    put_request(&document, request);
    ph_probe_build(&document);
    put_machine(&document, request->data_folder, described);
    put_fingerprint(&document);
    cJSON_AddItemToObject(object, "unavailable", document.unavailable);
    return object;
}

cJSON *ph_system_storage(const char *folder)
{
    cJSON *object = cJSON_CreateObject(), *storage;
    const ph_section document = { .object = object,
                                  .unavailable = cJSON_CreateObject(),
                                  .sysfs_root = "" };

    ph_probe_storage(&document, folder);
    storage = cJSON_DetachItemFromObjectCaseSensitive(object, "storage");
    cJSON_Delete(object);
    cJSON_Delete(document.unavailable);
    return storage;
}

guint64 ph_system_memory_bytes(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES), page_bytes = sysconf(_SC_PAGESIZE);
    const double bytes = pages > 0 && page_bytes > 0 ? (double)pages * (double)page_bytes : 0.0;
    double limit;

    if (!ph_control_group_memory_limit("", &limit, NULL))
        limit = PH_NO_LIMIT;
    return (guint64)(bytes > 0.0 ? MIN(bytes, limit) : limit < PH_NO_LIMIT ? limit : 0.0);
}

const char *ph_system_info_fingerprint(const cJSON *document)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(document, "fingerprint"));
}
