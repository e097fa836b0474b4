/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How much memory there is, and what runs write to and read from. */
#include <string.h>
#include <sys/statvfs.h>

#include "fitness/examination.h"
#include "system/probe.h"

/* Eight, as copybook-rs' specification asks of a runner, less what a kernel keeps for itself. */
#define MEMORY_ASKED_TEXT "8 GB"
#define MEMORY_LEAST_GB   7.5
/* An output folder, and copybook-rs built a few times. */
#define FREE_LEAST_GB 2.0
#define OTHER_DISK    "write to, and read from, a disk of the host without moving parts"
#define BYTES_PER_GB  1e9

void ph_check_memory_size(const ph_examination *examination, ph_fitness_finding *finding)
{
    const cJSON *total = ph_examination_value(examination, "memory", "total_bytes", finding);
    const cJSON *limit = cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(examination->document, "container"), "memory_limit_bytes");
    double least_gb;

    if (!total)
        return;
    least_gb = total->valuedouble / BYTES_PER_GB;
    if (cJSON_IsNumber(limit))
        least_gb = MIN(least_gb, limit->valuedouble / BYTES_PER_GB);
    if (least_gb < MEMORY_LEAST_GB) {
        ph_say_found(finding, "%.1f GB, not " MEMORY_ASKED_TEXT, least_gb);
        ph_say_fix(finding, "measure on a machine, or in a container, with " MEMORY_ASKED_TEXT);
    } else if (ph_examination_value(examination, "container", "memory_limit_bytes", finding)) {
        ph_say_fine(finding, "%.1f GB", least_gb);
    }
}

/* What a folder lies on, and what is amiss with it; both NULL when it cannot be told. */
typedef struct place {
    char *is;
    char *amiss;
    const char *fix; /* Of what is amiss. */
    char *unknown;   /* Why the one or the other cannot be told. */
} place;

static void place_clear(place *found)
{
    g_free(found->is);
    g_free(found->amiss);
    g_free(found->unknown);
}

/* Filesystems that go with the memory, or with the container. */
static const struct {
    const char *filesystem;
    const char *amiss;
} passing[] = {
    { "tmpfs", "in memory, of which it takes some, and lost with it" },
    { "ramfs", "in memory, of which it takes some, and lost with it" },
    { "overlay", "a container's own layer, lost with the container" },
};

static const char *passing_kind(const char *filesystem)
{
    for (gsize i = 0; i < G_N_ELEMENTS(passing); i++)
        if (g_strcmp0(passing[i].filesystem, filesystem) == 0)
            return passing[i].amiss;
    return NULL;
}

static gboolean is_virtual(const ph_examination *examination)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(examination->document, "hypervisor"), "detected"));
}

static void judge_device(const ph_examination *examination, const cJSON *storage, place *ret)
{
    const cJSON *turns = cJSON_GetObjectItemCaseSensitive(storage, "rotational");
    const char *filesystem =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(storage, "filesystem"));
    const char *kind = passing_kind(filesystem);

    ret->fix = OTHER_DISK;
    if (kind)
        ret->amiss = g_strdup_printf("%s: %s", filesystem, kind);
    else if (cJSON_IsTrue(turns) && is_virtual(examination))
        ret->unknown =
            g_strdup_printf("%s on a disk that says it turns, as virtual ones do whatever "
                            "they lie on",
                            filesystem);
    else if (cJSON_IsTrue(turns))
        ret->amiss = g_strdup_printf("%s on a disk that turns", filesystem);
    else if (cJSON_IsFalse(turns))
        ret->is = g_strdup_printf("%s on a disk without moving parts", filesystem);
    else if (filesystem)
        ret->unknown = g_strdup_printf("%s: its device does not say whether it turns", filesystem);
    else
        ret->unknown = g_strdup("not to be found in /proc/self/mountinfo");
}

/* Its path is nobody's business but its owner's: reasons that name it are not handed on. */
static void look_at_device(const ph_examination *examination, const char *folder, place *ret)
{
    const ph_section section = {
        .object = cJSON_CreateObject(),
        .unavailable = cJSON_CreateObject(),
        .sysfs_root = examination->request->sysfs_root,
    };

    ph_probe_storage(&section, folder);
    judge_device(examination, cJSON_GetObjectItemCaseSensitive(section.object, "storage"), ret);
    cJSON_Delete(section.object);
    cJSON_Delete(section.unavailable);
}

/* Of what is written to. The free space of another machine's filesystem does not stand in its /proc
 * and /sys. */
static void look_at_room(const ph_examination *examination, const char *folder, place *ret)
{
    struct statvfs seen;
    double free_gb;

    if (*examination->request->sysfs_root) {
        g_clear_pointer(&ret->is, g_free);
        if (!ret->unknown)
            ret->unknown = g_strdup("a copy of /proc and /sys does not say how much is free");
        return;
    }
    if (statvfs(folder, &seen) != 0)
        return; /* Then it has no mount either. */
    free_gb = (double)seen.f_bavail * (double)seen.f_frsize / BYTES_PER_GB;
    if (free_gb >= FREE_LEAST_GB || ret->amiss)
        return;
    ret->amiss = g_strdup_printf("%.1f GB free, not %g GB", free_gb, FREE_LEAST_GB);
    ret->fix = "make room where runs write, or name another folder with --output-dir";
}

/* Each once. */
static void add_fix(GString *fixes, const char *fix)
{
    if (!strstr(fixes->str, fix))
        g_string_append_printf(fixes, "%s%s", fixes->len ? "; " : "", fix);
}

void ph_check_storage(const ph_examination *examination, ph_fitness_finding *finding)
{
    const ph_fitness_request *request = examination->request;
    const char *const paths[] = { request->output_folder, request->data_path };
    static const char *const names[] = { "output", "data" };
    g_autoptr(GString) is = g_string_new(NULL), amiss = g_string_new(NULL),
                       unknown = g_string_new(NULL), fixes = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        place found = { 0 };

        if (!paths[i])
            continue;
        look_at_device(examination, paths[i], &found);
        if (paths[i] == request->output_folder)
            look_at_room(examination, paths[i], &found);
        if (found.amiss)
            add_fix(fixes, found.fix);
        GString *to = found.amiss ? amiss : found.unknown ? unknown : is;
        g_string_append_printf(to, "%s%s: %s", to->len ? "; " : "", names[i],
                               found.amiss     ? found.amiss
                               : found.unknown ? found.unknown
                                               : found.is);
        place_clear(&found);
    }
    if (amiss->len) {
        ph_say_found(finding, "%s", amiss->str);
        ph_say_fix(finding, "%s", fixes->str);
    } else if (unknown->len) {
        ph_say_unknown(finding, "%s", unknown->str);
    } else {
        ph_say_fine(finding, "%s", is->str);
    }
}
