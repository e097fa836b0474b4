/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One object of the system-info document, and the rule that every value is either what was read or
 * null with a reason.
 */
#ifndef PH_HARNESS_SYSTEM_SECTION_H
#define PH_HARNESS_SYSTEM_SECTION_H

#include <cjson/cJSON.h>
#include <glib.h>

typedef struct ph_section {
    cJSON *object;          /* Where values are put; borrowed. */
    cJSON *unavailable;     /* JSON pointer to reason, for the whole document; borrowed. */
    const char *sysfs_root; /* Prefix for /proc and /sys; borrowed. */
    char pointer[64];       /* JSON pointer of object; "" for the document itself. */
} ph_section;

/* Append an empty object as a member, or as the next element of an array that stands in member. */
ph_section ph_section_open(const ph_section *parent, const char *member);
ph_section ph_section_open_element(const ph_section *parent, const char *member, cJSON *array);

/* A text that is NULL, empty or not UTF-8 becomes null with that as the reason. */
void ph_put_string(const ph_section *section, const char *member, const char *text);
/* Whole numbers are exact up to 2^53. */
void ph_put_number(const ph_section *section, const char *member, double number);
void ph_put_boolean(const ph_section *section, const char *member, gboolean value);
void ph_put_missing(const ph_section *section, const char *member, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The one line in a file of /proc or /sys, without the space around it. */
void ph_put_file_text(const ph_section *section, const char *member, const char *path);
void ph_put_file_integer(const ph_section *section, const char *member, const char *path,
                         gint64 min, gint64 max);

#endif /* PH_HARNESS_SYSTEM_SECTION_H */
