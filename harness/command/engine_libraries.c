/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The libraries of the engine. Those that do not say which version runs say which was compiled
 * with. */
#include <csv.h>
#include <elfutils/version.h>
#include <xxhash.h>

#include "command/library.h"
#include "measure/sandbox.h"
#include "system/system_info.h"

static char *hwloc(void)
{
    return ph_system_hwloc_version();
}

static char *libcpuid(void)
{
    return g_strdup(ph_system_libcpuid_version());
}

static char *libcsv(void)
{
    return g_strdup_printf("%d.%d.%d", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
}

static char *libelf(void)
{
    return g_strdup_printf("%d.%d", _ELFUTILS_VERSION / 1000, _ELFUTILS_VERSION % 1000);
}

static char *libseccomp(void)
{
    return ph_sandbox_library_version();
}

static char *xxhash(void)
{
    return g_strdup_printf("%d.%d.%d", XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE);
}

const ph_library ph_engine_libraries[] = {
    { "hwloc", TRUE, hwloc },    { "libcpuid", TRUE, libcpuid },     { "libcsv", FALSE, libcsv },
    { "libelf", FALSE, libelf }, { "libseccomp", TRUE, libseccomp }, { "xxHash", FALSE, xxhash },
    { NULL, FALSE, NULL },
};
