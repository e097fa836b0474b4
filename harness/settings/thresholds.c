/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/thresholds.h"

#include "settings/settings.h"

static const ph_setting_field floor_fields[] = {
    { "display_min_mibs", PH_SETTING_NUMBER, G_STRUCT_OFFSET(ph_thresholds, display_floor_mb_s),
      TRUE, NULL },
    { "comp3_min_mibs", PH_SETTING_NUMBER, G_STRUCT_OFFSET(ph_thresholds, comp3_floor_mb_s), TRUE,
      NULL },
    { NULL, PH_SETTING_NESTED, 0, FALSE, NULL },
};

static const ph_setting_field root_fields[] = {
    { "performance_floors", PH_SETTING_NESTED, 0, TRUE, NULL },
    { NULL, PH_SETTING_NESTED, 0, FALSE, NULL },
};

gboolean ph_thresholds_read(const char *path, ph_thresholds *ret, GError **error)
{
    g_autoptr(ph_toml_node) root = ph_toml_read(path, error);

    return root && ph_settings_fill(path, root, root_fields, ret, error) &&
           ph_settings_fill(path, ph_settings_member(root, "performance_floors"), floor_fields, ret,
                            error);
}
