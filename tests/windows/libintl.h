/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What GLib asks of gettext where nothing is translated: the text itself. */
#ifndef PH_TESTS_WINDOWS_LIBINTL_H
#define PH_TESTS_WINDOWS_LIBINTL_H

/* The C library there has no such category; gettext's own number of it. */
#ifndef LC_MESSAGES
#define LC_MESSAGES 1729
#endif

/* As printf's format, the text returned is checked as the one that was given. */
char *gettext(const char *text) __attribute__((format_arg(1)));
char *dgettext(const char *domain, const char *text) __attribute__((format_arg(2)));
char *dcgettext(const char *domain, const char *text, int category) __attribute__((format_arg(2)));
char *ngettext(const char *one, const char *many, unsigned long number)
    __attribute__((format_arg(1), format_arg(2)));
char *dngettext(const char *domain, const char *one, const char *many, unsigned long number)
    __attribute__((format_arg(2), format_arg(3)));
char *textdomain(const char *domain);
char *bindtextdomain(const char *domain, const char *folder);
char *bind_textdomain_codeset(const char *domain, const char *codeset);

#endif /* PH_TESTS_WINDOWS_LIBINTL_H */
