/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How this program was built. */
#include "system/probe.h"
#include "version/version.h"

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
    const ph_version *built = &ph_version_built;

    ph_put_string(&build, "perfharness_version", built->number);
    ph_put_string(&build, "compiler", built->c_compiler);
    put_setting(&build, "c_flags", built->c_flags, "CMAKE_C_FLAGS was empty");
    put_setting(&build, "build_type", built->build_type, "CMAKE_BUILD_TYPE was empty");
    put_setting(&build, "target_cpu", built->target_cpu,
                "not set: the compiler's default for the architecture");
    ph_put_string(&build, "sanitizers", *built->sanitizers ? built->sanitizers : "none");
}
