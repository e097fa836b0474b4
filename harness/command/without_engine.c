/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The commands that need the engine, in a program that is built without it (PH_MEASURE=OFF). */
#include "command/command.h"
#include "command/library.h"
#include "error/error.h"
#include "session/tuning.h"

static ph_exit run_nothing(char **operands, GError **error)
{
    (void)operands;
    (void)ph_refuse(error, PH_ERROR_ENVIRONMENT,
                    "this build reads and reports: perfharness measures on Linux only");
    return PH_EXIT_FAILED;
}

static const GOptionEntry no_options[] = { G_OPTION_ENTRY_NULL };

#define ABSENT(identifier)                                                                         \
    const ph_command ph_command_##identifier = {                                                   \
        .name = #identifier,                                                                       \
        .operands = "",                                                                            \
        .options = no_options,                                                                     \
        .is_absent = TRUE,                                                                         \
        .run = run_nothing,                                                                        \
    };
#define DOCUMENTS(identifier)
#define ENGINE(identifier) ABSENT(identifier)
#define X(name, needs)     needs(name)
PH_COMMAND_LIST(X)
#undef X

const ph_library ph_engine_libraries[] = { { NULL, FALSE, NULL } };

/* Nothing here ever tunes. */
void ph_tuning_recover(void)
{
}
