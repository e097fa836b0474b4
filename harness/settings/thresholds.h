/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The limits a verdict is reached by, from config/thresholds.toml. */
#ifndef PH_THRESHOLDS_H
#define PH_THRESHOLDS_H

#include <glib.h>

/* Floors are in MB/s (10⁶ bytes), whatever the keys in the file are called. */
typedef struct ph_thresholds {
    double display_floor_mb_s;
    double comp3_floor_mb_s;
} ph_thresholds;

gboolean ph_thresholds_read(const char *path, ph_thresholds *ret, GError **error);

#endif /* PH_THRESHOLDS_H */
