/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ph_rust_build() of a revision, as `compare` calls it, and nothing measured. */
#include <stdio.h>

#include "builder/rust_build.h"
#include "error/error.h"

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_rust_built) built = NULL;

    if (argc != 5) {
        (void)fprintf(stderr, "usage: build_revision CHECKOUT SUBJECT CACHE REVISION\n");
        return 2;
    }
    const ph_rust_build_plan plan = { .crate = argv[2], .cache = argv[3], .target_cpu = "" };
    g_autoptr(ph_rust_builder) builder = ph_rust_builder_new(&plan);
    const ph_build_name name = { PH_BUILD_REVISION, argv[4], argv[1], argv[4] };

    built = ph_rust_build(builder, &name, 0, &error);
    if (built) {
        (void)printf("%s\n", built->library);
        return 0;
    }
    (void)fprintf(stderr, "perfharness build: %s: %s\n", ph_error_id(error), error->message);
    return 1;
}
