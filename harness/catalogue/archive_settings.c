/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "catalogue/archive_settings.h"

#include <string.h>

void ph_archive_settings_clear(ph_archive_settings *settings)
{
    g_free(settings->folder);
    g_free(settings->certificate);
    g_free(settings->key);
    g_free(settings->copy_to);
    *settings = (ph_archive_settings){ 0 };
}

char *ph_archive_settings_path(const char *path, const char *period, ph_run_keep keep)
{
    GString *to;

    if (!path)
        return NULL;
    to = g_string_new(path);
    g_string_replace(to, PH_ARCHIVE_PERIOD, period, 0);
    g_string_replace(to, PH_ARCHIVE_KEEP, ph_run_keep_word(keep), 0);
    return g_string_free(to, FALSE);
}

gboolean ph_archive_settings_has_key_a_period(const ph_archive_settings *settings)
{
    return settings->key && strstr(settings->key, PH_ARCHIVE_PERIOD);
}
