/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A template from its file. */
#ifndef PH_HARNESS_SETTINGS_TEMPLATE_FILE_H
#define PH_HARNESS_SETTINGS_TEMPLATE_FILE_H

#include <glib.h>

/*
 * The text of a template, UTF-8, to be g_free()d. NULL and error: PH_ERROR_STORAGE, or
 * PH_ERROR_SETTINGS for one that is too large or no text.
 */
char *ph_template_file_read(const char *path, GError **error);

/*
 * The text of the template that the user names, or where he names none (NULL) of this setting.
 *
 * @param ret_path  Receives its path, for messages; the caller's to free, in any case.
 */
char *ph_template_file_read_setting(const char *given, const char *setting, char **ret_path,
                                    GError **error);

#endif /* PH_HARNESS_SETTINGS_TEMPLATE_FILE_H */
