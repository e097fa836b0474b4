/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "runtime.h"

#include <locale.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <libcob.h>

enum { SIGNALS = 32 }; /* libcob takes none of the real-time signals. */

static unsigned start_count;
static cob_module *module;

/* libcob would handle the signals that a harness has to see: crashes, and being told to stop. */
static void start_without_traces(void)
{
    struct sigaction before[SIGNALS];

    for (int i = 1; i < SIGNALS; i++)
        (void)sigaction(i, NULL, &before[i]);
    cob_init_nomain(0, NULL);
    for (int i = 1; i < SIGNALS; i++)
        (void)sigaction(i, &before[i], NULL);
    /* libcob puts a string of its own into the environment, which must not outlive it. */
    (void)unsetenv("LIBC_FATAL_STDERR_");
}

/* What cobc writes at the head of a program: libcob asks the module it runs in for these. */
static bool enter_module(void)
{
    cob_global *global = NULL;

    if (cob_module_global_enter(&module, &global, 0, 0, 0) != 0)
        return false;
    module->module_name = "perfharness";
    module->ebcdic_sign = COB_DISPLAY_SIGN_EBCDIC;
    module->decimal_point = '.';
    module->numeric_separator = ',';
    module->currency_symbol = '$';
    module->flag_binary_truncate = 0;
    module->flag_host_sign = 1;
    return true;
}

/* libcob sets the locale of the environment, and that one again when it ends. */
static char *copy_locale(void)
{
    return strdup(setlocale(LC_ALL, NULL));
}

static void restore_locale(char *locale)
{
    (void)setlocale(LC_ALL, locale);
    free(locale);
}

bool gnucobol_runtime_start(void)
{
    if (start_count == 0) {
        char *locale = copy_locale();

        if (!locale)
            return false;
        start_without_traces();
        restore_locale(locale);
        if (!enter_module())
            return false;
    }
    start_count++;
    return true;
}

void gnucobol_runtime_stop(void)
{
    if (--start_count > 0)
        return;

    char *locale = copy_locale();
    cob_module_leave(module);
    cob_module_free(&module);
    (void)cob_tidy();
    restore_locale(locale); /* Without memory for the copy, this only asks for it. */
}
