/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How this program was built: PH_BUILD_* come from CMakeLists.txt, for this file alone. */
#include "system/probe.h"

static void put_setting(const ph_section *build, const char *member, const char *setting,
                        const char *reason_if_empty)
{
    if (*setting)
        ph_put_string(build, member, setting);
    else
        ph_put_missing(build, member, "%s", reason_if_empty);
}

void ph_probe_build(const ph_section *document)
{
    const ph_section build = ph_section_open(document, "build");

    ph_put_string(&build, "perfharness_version", PH_BUILD_VERSION);
    ph_put_string(&build, "compiler", PH_BUILD_COMPILER);
    put_setting(&build, "c_flags", PH_BUILD_C_FLAGS, "CMAKE_C_FLAGS was empty");
    put_setting(&build, "build_type", PH_BUILD_TYPE, "CMAKE_BUILD_TYPE was empty");
    put_setting(&build, "target_cpu", PH_BUILD_TARGET_CPU,
                "not set: the compiler's default for the architecture");
    ph_put_string(&build, "sanitizers", *PH_BUILD_SANITIZERS ? PH_BUILD_SANITIZERS : "none");
}
