/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/action_table.h"

#include <string.h>

#include "command/given_options.h"
#include "error/error.h"
#include "error/unknown_word.h"

char **ph_action_names(const ph_action_table *table)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (guint i = 0; i < table->count; i++)
        g_strv_builder_add(names, table->at(i).name);
    return g_strv_builder_end(names);
}

gint ph_action_find(const ph_action_table *table, const char *name, GError **error)
{
    g_auto(GStrv) names = ph_action_names(table);
    const ph_word_list known = { "action", NULL, NULL, (const char *const *)names };

    for (guint i = 0; name && i < table->count; i++)
        if (strcmp(name, names[i]) == 0)
            return (gint)i;
    (void)ph_refuse_word(error, &known, name);
    return -1;
}

static void add_words(GStrvBuilder *to, const char *words)
{
    g_auto(GStrv) each = g_strsplit(words, " ", -1);

    g_strv_builder_addv(to, (const char **)each);
}

static void add_shared(GStrvBuilder *to, const ph_command *command)
{
    for (guint i = 0; command->shared_options && command->shared_options[i]; i++)
        for (const GOptionEntry *option = command->shared_options[i]; option->long_name; option++)
            g_strv_builder_add(to, option->long_name);
}

gboolean ph_action_takes_options(const ph_action_table *table, guint action, GError **error)
{
    const ph_action taking = table->at(action);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_auto(GStrv) taken = NULL;
    const char *other;

    g_strv_builder_add(words, "help");
    add_words(words, table->common);
    add_words(words, taking.options);
    add_shared(words, table->command);
    taken = g_strv_builder_end(words);
    other = ph_given_option_beside(table->command, (const char *const *)taken);
    return !other || ph_refuse(error, PH_ERROR_USAGE, "%s %s does not take --%s",
                               table->command->name, taking.name, other);
}

gboolean ph_action_takes_operands(const ph_action_table *table, guint action, char **operands,
                                  GError **error)
{
    const ph_action taking = table->at(action);
    const guint count = g_strv_length(operands);

    if (count < taking.operands_min)
        return ph_refuse(error, PH_ERROR_USAGE, "%s %s: %s was expected", table->command->name,
                         taking.name, taking.expected);
    return count <= taking.operands_max ||
           ph_refuse(error, PH_ERROR_USAGE, "unexpected argument: %s",
                     operands[taking.operands_max]);
}

void ph_action_describe(const ph_action_table *table, ph_manual_list *list)
{
    for (guint i = 0; i < table->count; i++)
        ph_manual_list_add(list, table->at(i).name, table->at(i).meaning);
}
