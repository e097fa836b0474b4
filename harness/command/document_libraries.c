/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The libraries of what reads and reports. */
#include <archive.h>
#include <cairo.h>
#include <cjson/cJSON.h>
#define CMARK_NO_SHORT_NAMES /* Which Windows has, too. */
#include <cmark.h>
#include <curl/curl.h>
#include <fontconfig/fontconfig.h>
#include <gsl/gsl_version.h>
#include <lcms2.h>
#include <libpq-fe.h>
#include <openssl/crypto.h>
#include <pango/pango.h>
#include <qpdf/qpdf-c.h>
#include <sqlite3.h>
#include <string.h>
#include <yaml.h>

#include "bridge/json_schema.h"
#include "bridge/toml.h"
#include "command/library.h"

static char *glib(void)
{
    return g_strdup_printf("%u.%u.%u", glib_major_version, glib_minor_version, glib_micro_version);
}

/* "3.6.2", of "libarchive 3.6.2". */
static char *libarchive(void)
{
    const char *text = archive_version_string();

    return g_strdup(text + strcspn(text, G_CSET_DIGITS));
}

static char *cairo(void)
{
    return g_strdup(cairo_version_string());
}

static char *cjson(void)
{
    return g_strdup(cJSON_Version());
}

static char *cmark(void)
{
    return g_strdup(cmark_version_string());
}

/* 21401: 2.14.1. */
static char *fontconfig(void)
{
    const int version = FcGetVersion();

    return g_strdup_printf("%d.%d.%d", version / 10000, version / 100 % 100, version % 100);
}

/* 2140: 2.14. */
static char *lcms(void)
{
    const int version = cmsGetEncodedCMMversion();

    return g_strdup_printf("%d.%d", version / 1000, version % 1000 / 10);
}

static char *libcurl(void)
{
    return g_strdup(curl_version_info(CURLVERSION_NOW)->version);
}

/* "3.0.19" */
static char *libcrypto(void)
{
    return g_strdup(OpenSSL_version(OPENSSL_VERSION_STRING));
}

static char *gsl(void)
{
    return g_strdup(gsl_version);
}

/* 150018: 15.18. */
static char *libpq(void)
{
    return g_strdup_printf("%d.%d", PQlibVersion() / 10000, PQlibVersion() % 10000);
}

static char *pango(void)
{
    return g_strdup(pango_version_string());
}

static char *qpdf(void)
{
    return g_strdup(qpdf_get_qpdf_version());
}

static char *sqlite(void)
{
    return g_strdup(sqlite3_libversion());
}

static char *libyaml(void)
{
    return g_strdup(yaml_get_version_string());
}

static char *toml(void)
{
    return g_strdup(ph_toml_library_version());
}

static char *nlohmann_json(void)
{
    return g_strdup(ph_json_schema_library_version());
}

const ph_library ph_document_libraries[] = {
    { "GLib", TRUE, glib },
    { "GSL", TRUE, gsl },
    { "cairo", TRUE, cairo },
    { "fontconfig", TRUE, fontconfig },
    { "libarchive", TRUE, libarchive },
    { "cJSON", TRUE, cjson },
    { "cmark", TRUE, cmark },
    { "libcrypto", TRUE, libcrypto },
    { "lcms", TRUE, lcms },
    { "libcurl", TRUE, libcurl },
    { "libpq", TRUE, libpq },
    { "Pango", TRUE, pango },
    { "qpdf", TRUE, qpdf },
    { "SQLite", TRUE, sqlite },
    { "libyaml", TRUE, libyaml },
    { "kainjow-mustache", FALSE, NULL },
    { "nlohmann-json", FALSE, nlohmann_json },
    { "toml++", FALSE, toml },
    { "valijson", FALSE, NULL },
    { NULL, FALSE, NULL },
};
