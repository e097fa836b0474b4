/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A temporary folder that stands in for / : files are planted in it, then a probe reads them. */
#ifndef PH_TESTS_SYSTEM_PLANTED_ROOT_H
#define PH_TESTS_SYSTEM_PLANTED_ROOT_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "system/section.h"

/* The caller frees it with planted_root_remove(). */
char *planted_root_new(void);
void planted_root_remove(char *root);

/* path is absolute within the root; its folders are made. */
void plant(const char *root, const char *path, const char *text);
void plant_bytes(const char *root, const char *path, const char *bytes, gsize length);

/* An empty document whose /proc and /sys are root's, ready for one probe function. */
ph_section open_document(const char *root);
void close_document(ph_section *document);

/* The value at "/section/member"; fails the test when there is none. */
const cJSON *value_at(const cJSON *document, const char *pointer);
void assert_text_at(const ph_section *document, const char *pointer, const char *expected);
void assert_number_at(const ph_section *document, const char *pointer, double expected);
void assert_boolean_at(const ph_section *document, const char *pointer, gboolean expected);
/* Null, with a reason that contains this text. */
void assert_missing_at(const ph_section *document, const char *pointer, const char *reason);

/* Every null has a reason, every reason belongs to a null, no text is empty or broken UTF-8. */
void assert_nothing_unexplained(const cJSON *document, const cJSON *unavailable);

#endif /* PH_TESTS_SYSTEM_PLANTED_ROOT_H */
