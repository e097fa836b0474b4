# SPDX-License-Identifier: AGPL-3.0-or-later
# GLib's glibconfig.h of 64-bit Linux as a build for 64-bit Windows writes it: long has 32 bits
# there, so what is as wide as a pointer is a long long.
s/^typedef signed long \(gint64\|gssize\|gintptr\);/typedef signed long long \1;/
s/^typedef unsigned long \(guint64\|gsize\|guintptr\);/typedef unsigned long long \1;/
s/(val##L)/(G_GNUC_EXTENSION (val##LL))/
s/(val##UL)/(G_GNUC_EXTENSION (val##ULL))/
s/^\(#define G_[A-Z0-9]*_MODIFIER *\)\("l"\)/\1"ll"/
s/^\(#define G_[A-Z0-9]*_FORMAT *\)"l\([iu]\)"/\1"ll\2"/
s/^\(#define GLIB_SIZEOF_LONG *\)8/\14/
s/G_MAXULONG$/G_MAXUINT64/
s/G_MINLONG$/G_MININT64/
s/G_MAXLONG$/G_MAXINT64/
s/((gint)  *(glong) (p))/((gint) (gint64) (p))/
s/((guint)  *(gulong) (p))/((guint) (guint64) (p))/
s/((gpointer)  *(glong) (i))/((gpointer) (gint64) (i))/
s/((gpointer)  *(gulong) (u))/((gpointer) (guint64) (u))/
s/\(GLONG_TO_.*\)INT64/\1INT32/
s/\(GULONG_TO_.*\)UINT64/\1UINT32/
s/^#define G_OS_UNIX/#define G_OS_WIN32\n#define G_PLATFORM_WIN32/
s/^#define G_THREADS_IMPL_POSIX/#define G_THREADS_IMPL_WIN32/
s/^typedef int GPid;/typedef void *GPid;/
s/^#define G_PID_FORMAT.*/#define G_PID_FORMAT "p"/
s/^#define G_POLLFD_FORMAT.*/#define G_POLLFD_FORMAT "%#I64x"/
s/^#define G_MODULE_SUFFIX.*/#define G_MODULE_SUFFIX "dll"/
s/^\(#define GLIB_SYSDEF_AF_INET6\).*/\1 23/
s/^\(#define G_DIR_SEPARATOR \).*/\1'\\\\'/
s/^\(#define G_DIR_SEPARATOR_S \).*/\1"\\\\"/
s/^\(#define G_SEARCHPATH_SEPARATOR \).*/\1';'/
s/^\(#define G_SEARCHPATH_SEPARATOR_S \).*/\1";"/
