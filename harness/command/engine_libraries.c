/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The libraries of the engine. Those that do not say which version runs say which was compiled
 * with. */
#include <capstone/capstone.h>
#include <csv.h>
#include <elfutils/version.h>
#include <xxhash.h>

#include "command/library.h"
#include "measure/sandbox.h"
#include "storage/direct_stream.h"
#include "system/system_info.h"

static char *capstone(void)
{
    int major, minor;

    (void)cs_version(&major, &minor);
    return g_strdup_printf("%d.%d", major, minor);
}

static char *hwloc(void)
{
    return ph_system_hwloc_version();
}

#ifdef PH_HAS_LIBCPUID /* It is for x86 alone. */
static char *libcpuid(void)
{
    return g_strdup(ph_system_libcpuid_version());
}
#endif

static char *libcsv(void)
{
    return g_strdup_printf("%d.%d.%d", CSV_MAJOR, CSV_MINOR, CSV_RELEASE);
}

/* Of both libraries that are of it. */
static char *elfutils(void)
{
    return g_strdup_printf("%d.%d", _ELFUTILS_VERSION / 1000, _ELFUTILS_VERSION % 1000);
}

static char *libseccomp(void)
{
    return ph_sandbox_library_version();
}

static char *liburing(void)
{
    return g_strdup(ph_direct_library_version());
}

static char *xxhash(void)
{
    return g_strdup_printf("%d.%d.%d", XXH_VERSION_MAJOR, XXH_VERSION_MINOR, XXH_VERSION_RELEASE);
}

const ph_library ph_engine_libraries[] = {
    { "capstone", TRUE, capstone },  { "hwloc", TRUE, hwloc },
#ifdef PH_HAS_LIBCPUID
    { "libcpuid", TRUE, libcpuid },
#endif
    { "libcsv", FALSE, libcsv },     { "libdw", FALSE, elfutils },
    { "libelf", FALSE, elfutils },   { "libseccomp", TRUE, libseccomp },
    { "liburing", FALSE, liburing }, { "xxHash", FALSE, xxhash },
    { NULL, FALSE, NULL },
};
