/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/worker_arguments.h"

const char *ph_worker_command_name(ph_worker_command command)
{
    static const char *const names[] = {
#define X(id, name) [PH_WORKER_COMMAND_##id] = (name),
        PH_WORKER_COMMAND_LIST(X)
#undef X
    };

    return names[command];
}

void ph_worker_add_command(GPtrArray *arguments, ph_worker_command command)
{
    g_ptr_array_add(arguments, g_strdup(ph_worker_command_name(command)));
}

void ph_worker_add_flag(GPtrArray *arguments, ph_worker_option option)
{
    static const char *const names[] = {
#define X(id, name, value, place) [PH_WORKER_OPTION_##id] = "--" name,
        PH_WORKER_OPTION_LIST(X)
#undef X
    };

    g_ptr_array_add(arguments, g_strdup(names[option]));
}

void ph_worker_add_option(GPtrArray *arguments, ph_worker_option option, const char *value)
{
    ph_worker_add_flag(arguments, option);
    g_ptr_array_add(arguments, g_strdup(value));
}

void ph_worker_add_number(GPtrArray *arguments, ph_worker_option option, uint64_t number)
{
    g_autofree char *value = g_strdup_printf("%" G_GUINT64_FORMAT, number);

    ph_worker_add_option(arguments, option, value);
}
