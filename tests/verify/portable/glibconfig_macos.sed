# SPDX-License-Identifier: AGPL-3.0-or-later
# GLib's glibconfig.h of 64-bit Linux as a build for macOS writes it: int64_t is a long long there,
# and gint64 is what that is.
s/^typedef signed long gint64;/typedef signed long long gint64;/
s/^typedef unsigned long guint64;/typedef unsigned long long guint64;/
s/(val##L)/(G_GNUC_EXTENSION (val##LL))/
s/(val##UL)/(G_GNUC_EXTENSION (val##ULL))/
s/^\(#define G_GU\?INT64_MODIFIER *\)"l"/\1"ll"/
s/^\(#define G_GU\?INT64_FORMAT *\)"l\([iu]\)"/\1"ll\2"/
s/^#define G_MODULE_SUFFIX.*/#define G_MODULE_SUFFIX "so"/
s/^\(#define GLIB_SYSDEF_AF_INET6\).*/\1 30/
