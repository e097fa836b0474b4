/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/template_file.h"

#include "bridge/mustache.h"
#include "error/error.h"
#include "settings/installation.h"

char *ph_template_file_read(const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *text = NULL;
    gsize length;

    if (!g_file_get_contents(path, &text, &length, &cause))
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading the template: %s", cause->message);
    else if (length > PH_TEMPLATE_BYTES_MAX)
        g_set_error(error, PH_ERROR, PH_ERROR_SETTINGS, "%s: a template has at most %d KiB", path,
                    PH_TEMPLATE_BYTES_MAX / 1024);
    else if (!g_utf8_validate(text, (gssize)length, NULL))
        g_set_error(error, PH_ERROR, PH_ERROR_SETTINGS, "%s: the text is not UTF-8", path);
    else
        return g_steal_pointer(&text);
    return NULL;
}

char *ph_template_file_read_setting(const char *given, const char *setting, char **ret_path,
                                    GError **error)
{
    *ret_path = given ? g_strdup(given) : ph_installation_setting(setting);
    return ph_template_file_read(*ret_path, error);
}
