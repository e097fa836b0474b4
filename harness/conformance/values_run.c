/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conformance/values_run.h"

#include "conformance/construct_record.h"
#include "error/error.h"
#include "measure/decoding.h"
#include "storage/durable.h"

/* A subject that hangs this often hangs at anything. */
enum { HANGS_MAX = 3 };

/* What the subject makes of a record. Owned. */
typedef struct answer {
    GString *lines;
    char *refusal;
} answer;

static gboolean take_lines(gpointer data, const char *lines, gsize length, GError **error)
{
    answer *a = data;

    (void)error;
    g_string_append_len(a->lines, lines, (gssize)length);
    return TRUE;
}

static void take_undecoded(gpointer data, const ph_undecoded *undecoded)
{
    answer *a = data;

    if (a->refusal)
        return;
    a->refusal = *undecoded->reason ? g_strdup(undecoded->reason)
                                    : g_strdup_printf("%s: %s", undecoded->code, undecoded->detail);
}

/* The layout was compared before. */
static void take_difference(gpointer data, const char *difference)
{
    (void)data, (void)difference;
}

static gboolean write_record(const ph_construct_record *record, const char *path, GError **error)
{
    gsize length;
    const void *bytes = g_bytes_get_data(record->file, &length);
    const ph_durable_content content = { bytes, length, 0600, .is_passing = TRUE };

    if (ph_durable_write_content(path, content, error))
        return TRUE;
    g_prefix_error(error, "writing the record %s: ", path);
    return FALSE;
}

/* What keeps a record from being decoded is a fault of the build's; anything else is an error, and
 * FALSE. */
static gboolean take_failure(ph_construct_result *result, GError *failure, GError **error)
{
    g_autofree char *message = ph_error_printable(failure->message);

    if (g_error_matches(failure, PH_ERROR, PH_ERROR_SUBJECT_CRASH)) {
        ph_construct_record_take_fault(result, PH_CONFORMITY_CRASHED,
                                       g_strdup_printf("cannot decode a record: %s", message));
    } else if (g_error_matches(failure, PH_ERROR, PH_ERROR_DATA)) {
        ph_construct_record_take_fault(result, PH_CONFORMITY_REFUSED,
                                       g_strdup_printf("refuses it with a record: %s", message));
    } else {
        g_propagate_error(error, failure);
        return FALSE;
    }
    g_error_free(failure);
    return TRUE;
}

/* One construct, with the files that are of it. */
typedef struct asking {
    const ph_worker_host *host;
    const ph_run_subject *subject;
    ph_construct_result *result;
    ph_construct_record record;
    char *copybook;
    char *data;
} asking;

static void asking_clear(asking *a)
{
    ph_construct_record_clear(&a->record);
    g_free(a->copybook);
    g_free(a->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(asking, asking_clear)

static gboolean decode(const asking *a, answer *ret, GError **error)
{
    const ph_own_data own_data = { .copybook = a->copybook,
                                   .data = a->data,
                                   .ccsid = 37,
                                   .record_format = a->record.format,
                                   .float_format = ph_float_formats[0],
                                   .controls = ph_controls[0],
                                   .redefines = ph_redefines[0] };
    const ph_decoding decoding = { .host = a->host,
                                   .subject = a->subject,
                                   .own_data = &own_data,
                                   .take_lines = take_lines,
                                   .take_undecoded = take_undecoded,
                                   .take_difference = take_difference,
                                   .data = ret };

    return write_record(&a->record, a->data, error) && ph_decode(&decoding, error);
}

static gboolean judge(const asking *a, const answer *said, GError *failure, GError **error)
{
    const ph_construct_line line = { said->lines->str, said->refusal };

    if (failure)
        return take_failure(a->result, failure, error);
    return ph_construct_record_judge(&a->record, &line, a->result, error);
}

static gboolean ask(const asking *a, GError **error)
{
    answer said = { .lines = g_string_new(NULL) };
    GError *failure = NULL;
    gboolean is_judged;

    (void)decode(a, &said, &failure);
    is_judged = judge(a, &said, failure, error);
    g_string_free(said.lines, TRUE);
    g_free(said.refusal);
    return is_judged;
}

/* FALSE and error when it never stops. */
static gboolean ask_within_hangs(const asking *a, guint *hangs, GError **error)
{
    const gint64 start_us = g_get_monotonic_time();

    if (!ask(a, error))
        return FALSE;
    if (a->result->conformity == PH_CONFORMITY_CRASHED)
        *hangs += g_get_monotonic_time() - start_us >= a->host->hang_timeout_us;
    return *hangs <= HANGS_MAX || ph_refuse(error, PH_ERROR_SUBJECT_CRASH, "it hangs at records");
}

gboolean ph_conformance_ask_values(const ph_worker_host *host, const ph_run_subject *subject,
                                   const char *folder, ph_conformance *conformance, GError **error)
{
    guint hangs = 0;

    for (guint i = 0; i < conformance->results->len; i++) {
        ph_construct_result *result = conformance->results->pdata[i];
        const ph_construct *construct = result->construct;
        g_auto(asking) a = { .host = host, .subject = subject, .result = result };

        if (!construct->record || result->conformity != PH_CONFORMITY_RIGHT)
            continue;
        a.copybook = g_strdup_printf("%s/%s.cpy", folder, construct->name);
        a.data = g_strdup_printf("%s/%s.bin", folder, construct->name);
        if (!ph_construct_record_read(construct, &a.record, error) ||
            !ask_within_hangs(&a, &hangs, error))
            return FALSE;
    }
    return TRUE;
}
