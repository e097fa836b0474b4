/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any file as a history: entries that follow each other, or refused with a reason. */
#include <glib/gstdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "baseline/chain.h"
#include "file_input.h"

#define HOST  "0123456789abcdef"
#define SUITE "standard"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The history's place is a link to where the input is. */
static const char *folder_of(const char *input)
{
    static char *folder;

    if (!folder) {
        g_autofree char *path = NULL;
        g_autofree char *above = NULL;

        folder = g_dir_make_tmp("fuzz-history-XXXXXX", NULL);
        path = ph_chain_path(folder, HOST, SUITE);
        above = g_path_get_dirname(path);
        if (g_mkdir_with_parents(above, 0700) != 0 || symlink(input, path) != 0)
            abort();
    }
    return folder;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_chain) history =
        ph_chain_read(folder_of(ph_file_input(bytes, length)), HOST, SUITE, &error);

    if (history ? error != NULL || history->whole_bytes > length : !error || !*error->message)
        abort();
    return 0;
}
