/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `make_fixture FILE`: a history of this version, to be fixtures/history/VERSION.db. */
#include <stdio.h>

#include "made_up_history.h"

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *note = NULL;
    ph_store_place *place = ph_store_place_choose(argc > 1 ? argv[1] : "", &error);
    ph_run_store *store = place ? ph_run_store_open(place, PH_STORE_WRITE, &note, &error) : NULL;

    if (!store) {
        (void)fprintf(stderr, "make_fixture: %s\n", error->message);
        return 1;
    }
    made_up_fill(store);
    ph_run_store_close(store);
    ph_store_place_free(place);
    return 0;
}
