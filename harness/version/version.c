/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "version/version.h"

/* PH_BUILD_* come from harness/CMakeLists.txt, for this file alone. */
const ph_version ph_version_built = {
    .number = PH_BUILD_VERSION,
    .build_type = PH_BUILD_TYPE,
    .c_compiler = PH_BUILD_C_COMPILER,
    .cxx_compiler = PH_BUILD_CXX_COMPILER,
    .c_flags = PH_BUILD_C_FLAGS,
    .target_cpu = PH_BUILD_TARGET_CPU,
    .sanitizers = PH_BUILD_SANITIZERS,
};
