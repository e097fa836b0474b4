/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names in archives are UTF-8, whatever this process's language is: libarchive takes them through
 * the thread's locale, and knows no name in the locale C that has an umlaut. The thread's own.
 */
#ifndef PH_HARNESS_PLATFORM_UTF8_LOCALE_H
#define PH_HARNESS_PLATFORM_UTF8_LOCALE_H

typedef struct ph_utf8_locale ph_utf8_locale;

/* Names are UTF-8 from now on. Give what this returns, which may be NULL, to the next. */
ph_utf8_locale *ph_utf8_locale_begin(void);
void ph_utf8_locale_end(ph_utf8_locale *before);

#endif /* PH_HARNESS_PLATFORM_UTF8_LOCALE_H */
