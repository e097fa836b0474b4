/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ph_rust_build() of a revision, as `compare --from-git` calls it, and nothing measured. */
#include <stdio.h>

#include "compare/rust_build.h"
#include "error/error.h"

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *commit = NULL;
    g_autofree char *library = NULL;

    if (argc != 5) {
        (void)fprintf(stderr, "usage: build_revision CHECKOUT SUBJECT CACHE REVISION\n");
        return 2;
    }
    const ph_rust_build_plan plan = {
        .checkout = argv[1], .subject = argv[2], .cache = argv[3], .target_cpu = ""
    };

    library = ph_rust_build(&plan, argv[4], &commit, &error);
    if (library) {
        (void)printf("%s\n", library);
        return 0;
    }
    (void)fprintf(stderr, "perfharness build: %s: %s\n", ph_error_id(error), error->message);
    return 1;
}
