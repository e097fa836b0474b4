/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "libintl.h"

/* As gettext's own, it gives out what was given, and nobody writes there. */
static char *same(const char *text)
{
    union {
        const char *given;
        char *returned;
    } pointer = { .given = text };

    return pointer.returned;
}

char *gettext(const char *text)
{
    return same(text);
}

char *dgettext(const char *domain, const char *text)
{
    (void)domain;
    return same(text);
}

char *dcgettext(const char *domain, const char *text, int category)
{
    (void)domain;
    (void)category;
    return same(text);
}

char *ngettext(const char *one, const char *many, unsigned long number)
{
    return same(number == 1 ? one : many);
}

char *dngettext(const char *domain, const char *one, const char *many, unsigned long number)
{
    (void)domain;
    return same(number == 1 ? one : many);
}

char *textdomain(const char *domain)
{
    return same(domain);
}

char *bindtextdomain(const char *domain, const char *folder)
{
    (void)domain;
    return same(folder);
}

char *bind_textdomain_codeset(const char *domain, const char *codeset)
{
    (void)domain;
    return same(codeset);
}
