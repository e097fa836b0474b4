/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/forge_choice.h"

#include "error/unknown_word.h"
#include "gitea/gitea.h"
#include "gitea/gitea_job.h"
#include "github/github.h"
#include "gitlab/gitlab.h"

static const ph_forge_kind *const kinds[] = { &ph_github, &ph_gitlab, &ph_gitea };

const ph_forge_kind *ph_forge_of_environment(void)
{
    if (ph_gitea_is_job())
        return &ph_gitea;
    return g_strcmp0(g_getenv("GITLAB_CI"), "true") == 0 ? &ph_gitlab : &ph_github;
}

char **ph_forge_names(void)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        g_strv_builder_add(names, kinds[i]->name);
    return g_strv_builder_end(names);
}

const ph_forge_kind *ph_forge_choose(const char *name, GError **error)
{
    g_auto(GStrv) names = ph_forge_names();
    const ph_word_list list = { "forge", "--forge", NULL, (const char *const *)names };

    if (!name)
        return ph_forge_of_environment();
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (g_str_equal(kinds[i]->name, name))
            return kinds[i];
    (void)ph_refuse_word(error, &list, name);
    return NULL;
}
