/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `made_up_year PLACE PERF.JSON NIGHTS [COMMITS]`: a history to look at. Each night has the
 * benchmarks of copybook-rs that the document has, which is that of the newest run, on two hosts; a
 * shift of some series, a creep, what a host did, what is only suspected, and names of all sorts.
 * The last night is 2026-11-30. COMMITS has the hash of each night's commit on a line of its own.
 */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history/run_store.h"
#include "random_numbers.h"
#include "series/history_case.h"

enum { HOSTS = 2, SHIFT_AGO = 18, CREEP_AGO = 63, FASTER_AGO = 120, REFUTED_AGO = 24 };
/* The series with a course of its own, by number. */
enum { CREEPS = 5, FASTER = 7, REFUTED = 9, SUSPECTED = 11, LEARNING = 13 };

static const gint64 last_s = 1796005200; /* 2026-11-30, 01:00 UTC. */
static const char *const hosts[HOSTS] = { "0123456789abcdef", "fedcba9876543210" };
static const char *const cpus[HOSTS] = { "AMD EPYC 9R14", "Intel Xeon Platinum 8488C" };
static const char *const subjects[] = {
    "Read signs at once",
    "Say <script>alert(\"x\")</script> & 'mean' it",
    "Widen the table of nibbles to 16 bits, which is a long line that goes on and on",
    "Merge pull request #412 from parsers/overpunch",
};

typedef struct made_up_year {
    ph_run_store *store;
    GBytes *document;
    GPtrArray *names; /* char *: benchmarks, and the level behind the text's end. */
    char **commits;   /* NULL: they are made up, too. */
    guint nights, night;
    ph_random random;
    GHashTable *series; /* "HOST BENCHMARK": its id. */
} made_up_year;

static void stop(const GError *error)
{
    (void)fprintf(stderr, "made_up_year: %s\n", error ? error->message : "no such document");
    exit(1);
}

static void set_clock(const made_up_year *year, guint night, guint minutes)
{
    const gint64 ago_days = (gint64)year->nights - night;
    g_autofree char *seconds =
        g_strdup_printf("%" G_GINT64_FORMAT, last_s - ago_days * 24 * 3600 + (gint64)minutes * 60);

    (void)g_setenv("PERFHARNESS_NOW", seconds, TRUE);
}

/* The commits of the first third of the nights are no neighbours. */
static gint64 position_of(guint night)
{
    return 4000 + 2 * (gint64)night;
}

static char *sha_of(const made_up_year *year, guint night)
{
    if (year->commits)
        return g_strdup(year->commits[night - 1]);

    g_autofree char *seed = g_strdup_printf("night %u", night);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA1, seed, -1);

    return g_steal_pointer(&digest);
}

static gboolean is_shifted(const char *name)
{
    return g_str_has_prefix(name, "comp3");
}

/* What the code and the host do to a series in a night: a logarithm. */
static double moved(const made_up_year *year, guint i)
{
    const guint ago = year->nights - year->night;
    const char *name = year->names->pdata[i];
    double value = 0.0;

    if (is_shifted(name) && ago <= SHIFT_AGO)
        value += log(1.052);
    if (i == CREEPS && ago <= CREEP_AGO)
        value += 0.009 * (CREEP_AGO - ago) / CREEP_AGO;
    if (i == FASTER && ago > FASTER_AGO)
        value += log(1.041);
    if (i == REFUTED && ago <= REFUTED_AGO && ago > REFUTED_AGO - 6)
        value += 0.016;
    if (i == SUSPECTED && ago < 3)
        value += 0.012;
    return value + (ago % 97 == 96 ? 0.02 : 0.0);
}

static void add_results(made_up_year *year, guint host, ph_run_entry *entry)
{
    static const char method[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    for (guint i = 0; i < year->names->len; i++) {
        char *name = year->names->pdata[i];
        const double noise = 0.0015 * ph_random_normal(&year->random);
        const ph_series_key key = {
            (char *)hosts[host],   (char *)"critical", name,           name + strlen(name) + 1,
            (char *)"copybook-rs", PH_METRIC_ANCHOR,   (char *)method,
        };

        if ((i == LEARNING && year->nights - year->night > 4) || (host > 0 && i % 3 == 2))
            continue;
        ph_run_entry_add(entry, &key, 0.002 * i + moved(year, i) + noise, 0.0012, 10);
    }
    const ph_series_key size = {
        (char *)hosts[host],   (char *)"critical", (char *)"copybook-rs", (char *)"library",
        (char *)"copybook-rs", PH_METRIC_SIZE,     (char *)method,
    };
    ph_run_entry_add(entry, &size, 1137600.0, NAN, 0);
}

static void add_facts(const made_up_year *year, guint host, ph_run_entry *entry)
{
    const guint ago = year->nights - year->night;
    const char *kernel = ago > 150  ? "6.1.0-18-amd64"
                         : ago > 40 ? "6.1.0-25-amd64"
                                    : "6.1.0-28-amd64";
    const char *findings = ago > 30 || ago < 25 ? "{}" : "{\"governor\":\"finding\"}";
    const struct {
        ph_receipt_kind kind;
        const char *text;
    } facts[] = {
        { PH_RECEIPT_KERNEL, kernel },
        { PH_RECEIPT_MICROCODE, host > 0 || ago > 90 ? "0xa101144" : "0xa101148" },
        { PH_RECEIPT_FINDING, findings },
        { PH_RECEIPT_PROGRAM, "{\"version\":\"0.1.0\",\"commit\":null,\"modified\":\"false\"}" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(facts); i++)
        g_ptr_array_add(entry->facts,
                        ph_history_fact_new(facts[i].kind, hosts[host], "", facts[i].text, NULL));
}

static GBytes *document_of(const made_up_year *year, guint host)
{
    g_autofree char *text = NULL;
    gsize size;
    const char *bytes = g_bytes_get_data(year->document, &size);

    if (year->night == year->nights) /* Each run has a document of its own. */
        text = g_strdup_printf("%.*s%*s", (int)size, bytes, (int)host + 1, "\n");
    else
        text = g_strdup_printf("{\"made up\": [%u, %u]}", year->night, host);
    return g_bytes_new(text, strlen(text));
}

static void add_night(made_up_year *year, guint host)
{
    g_autoptr(ph_run_entry) entry = ph_run_entry_new();
    g_autoptr(GError) error = NULL;
    ph_run_added added;

    entry->document = document_of(year, host);
    entry->run->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, entry->document);
    entry->run->host = g_strdup(hosts[host]);
    entry->run->cpu_model = g_strdup(cpus[host]);
    entry->run->suite = g_strdup("critical");
    entry->run->sha = sha_of(year, year->night);
    entry->run->branch = g_strdup("main");
    entry->run->summary = g_strdup(subjects[year->night % G_N_ELEMENTS(subjects)]);
    entry->run->position = position_of(year->night);
    entry->run->event = PH_RUN_EVENT_SCHEDULE;
    entry->run->keep = PH_RUN_KEEP_MAIN;
    entry->run->status = g_strdup("success");
    add_results(year, host, entry);
    add_facts(year, host, entry);
    if (!ph_run_store_add_run(year->store, entry, &added, NULL, &error))
        stop(error);
}

/* Cases */

static void note_series(made_up_year *year)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) all = ph_run_store_series(year->store, &(ph_series_query){ 0 }, &error);

    for (guint i = 0; all && i < all->len; i++) {
        const ph_history_series *series = all->pdata[i];

        g_hash_table_insert(year->series,
                            g_strdup_printf("%s %s", series->key.host, series->key.benchmark),
                            g_memdup2(&series->id, sizeof series->id));
    }
}

static gint64 run_id_of(const made_up_year *year, guint night, guint host)
{
    g_autofree char *sha = sha_of(year, night);
    g_autoptr(GError) error = NULL;
    const ph_run_query query = { .host = hosts[host], .sha = sha };
    g_autoptr(GPtrArray) runs = ph_run_store_runs(year->store, &query, &error);

    return runs && runs->len > 0 ? ((const ph_history_run *)runs->pdata[0])->id : 0;
}

typedef struct made_up_case {
    guint host;
    gint direction;
    guint night; /* The first of it. */
    double change, half;
    ph_level_cause cause;
    GPtrArray *names;
    gboolean is_creep;
} made_up_case;

static ph_history_level *level_of(const made_up_year *year, const made_up_case *of,
                                  const char *name, ph_level_cause cause)
{
    ph_history_level *level = ph_history_level_new();
    g_autofree char *key = g_strdup_printf("%s %s", hosts[of->host], name);
    const gint64 *id = g_hash_table_lookup(year->series, key);

    level->series_id = id ? *id : 0;
    level->first_run_id = run_id_of(year, of->night, of->host);
    level->last_good_run_id = run_id_of(year, of->night - 1, of->host);
    level->first_position = position_of(of->night);
    level->last_good_position = position_of(of->night - 1);
    level->first_sha = sha_of(year, of->night);
    level->last_good_sha = sha_of(year, of->night - 1);
    level->cause = cause;
    level->change = of->change;
    level->low = of->change - of->half;
    level->high = of->change + of->half;
    level->p_value = 4e-9;
    return level;
}

static void add_event(const made_up_year *year, gint64 case_id, ph_history_event_kind kind,
                      const char *actor, const char *text, const char *detail)
{
    g_autoptr(ph_history_event) event = ph_history_event_new(kind, case_id);
    g_autoptr(GError) error = NULL;

    event->actor = g_strdup(actor);
    event->text = g_strdup(text);
    event->detail = g_strdup(detail);
    if (!ph_run_store_add_event(year->store, event, NULL, &error))
        stop(error);
}

static gint64 open_case(const made_up_year *year, const made_up_case *of)
{
    g_autoptr(ph_history_case) about = ph_history_case_new();
    g_autoptr(ph_history_event) seen = ph_history_event_new(PH_HISTORY_EVENT_SEEN, 0);
    g_autoptr(GPtrArray) levels =
        g_ptr_array_new_with_free_func((GDestroyNotify)ph_history_level_free);
    g_autoptr(GError) error = NULL;
    gint64 case_id = 0;

    about->host = g_strdup(hosts[of->host]);
    about->suite = g_strdup("critical");
    about->direction = of->direction;
    about->base_position = position_of(of->night - 2);
    about->head_position = position_of(of->night + 2);
    about->base_sha = sha_of(year, of->night - 2);
    about->head_sha = sha_of(year, of->night + 2);
    for (guint i = 0; i < of->names->len; i++)
        g_ptr_array_add(levels, level_of(year, of, of->names->pdata[i], PH_LEVEL_CANDIDATE));
    if (!ph_run_store_open_case(year->store, about, seen, levels, &case_id, &error))
        stop(error);
    return case_id;
}

static void decide(const made_up_year *year, const made_up_case *of, gint64 case_id)
{
    g_autofree char *base = sha_of(year, of->night - 2), *head = sha_of(year, of->night + 2);
    g_autofree char *detail = g_strdup_printf(
        "{\"base\":\"%s\",\"head\":\"%s\",\"comparisons\":2,\"series\":[{\"benchmark\":\"%s\","
        "\"level\":\"kernel\",\"subject\":\"copybook-rs\",\"change\":%.4f,"
        "\"ci95\":[%.4f,%.4f],\"p_value\":4e-9,\"beside_level_start\":%s}]}",
        base, head, (const char *)of->names->pdata[0], of->change, of->change - of->half,
        of->change + of->half, of->is_creep ? "true" : "false");
    g_autofree char *text =
        g_strdup_printf("%u of %u series, by 2 comparisons", of->names->len, of->names->len);
    const gboolean is_code = of->cause == PH_LEVEL_CODE;

    for (guint i = 0; i < of->names->len; i++) {
        g_autoptr(ph_history_level) level = level_of(year, of, of->names->pdata[i], of->cause);
        g_autoptr(GError) error = NULL;

        level->case_id = case_id;
        if (!ph_run_store_add_level(year->store, level, NULL, &error))
            stop(error);
    }
    add_event(year, case_id, is_code ? PH_HISTORY_EVENT_CONFIRM : PH_HISTORY_EVENT_REFUTE, NULL,
              is_code ? text : NULL, detail);
}

/* One was told, another one waits. */
static void tell_on_channels(const made_up_year *year, gint64 case_id)
{
    static const char *const channels[] = { "slack", "email", NULL };
    g_autofree char *name = g_strdup_printf("case-%" G_GINT64_FORMAT "-opened", case_id);
    g_autoptr(ph_history_alert) alert =
        ph_history_alert_new(name, case_id, "opened", "warning", "{}");
    g_autoptr(ph_history_event) event = ph_history_event_new(PH_HISTORY_EVENT_ALERT, case_id);
    const ph_new_alert added = { alert, event, channels };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) deliveries = NULL;
    gboolean is_added;

    if (!ph_run_store_add_alerts(year->store, &added, 1, &is_added, &error))
        stop(error);
    deliveries = ph_run_store_deliveries(year->store, &error);
    for (guint i = 0; deliveries && i < deliveries->len; i++) {
        ph_delivery *delivery = deliveries->pdata[i];

        if (delivery->attempts > 0)
            continue;
        delivery->attempts = 1;
        if (strcmp(delivery->channel, "slack") == 0) {
            delivery->done_us = delivery->next_us;
            delivery->next_us = PH_NO_TIME;
        } else {
            delivery->error = g_strdup("the server said <b>no</b>");
        }
        if (!ph_run_store_update_delivery(year->store, delivery, &error))
            stop(error);
    }
}

static GPtrArray *names_of(const made_up_year *year, gint which)
{
    GPtrArray *names = g_ptr_array_new();

    for (guint i = 0; i < year->names->len; i++)
        if (which < 0 ? is_shifted(year->names->pdata[i]) && i % 3 != 2 : i == (guint)which)
            g_ptr_array_add(names, year->names->pdata[i]);
    return names;
}

static void tell_shift(const made_up_year *year, guint host)
{
    g_autoptr(GPtrArray) names = names_of(year, -1);
    const made_up_case of = { .host = host,
                              .direction = 1,
                              .night = year->nights - SHIFT_AGO,
                              .change = 0.052,
                              .half = 0.002,
                              .cause = PH_LEVEL_CODE,
                              .names = names };
    const gint64 case_id = open_case(year, &of);
    g_autofree char *bisected = NULL;
    g_autofree char *sha = sha_of(year, year->nights - SHIFT_AGO);

    decide(year, &of, case_id);
    tell_on_channels(year, case_id);
    if (host > 0)
        return;
    bisected = g_strdup_printf("{\"outcome\":\"found\",\"commit\":\"%s\",\"change\":0.052}", sha);
    add_event(year, case_id, PH_HISTORY_EVENT_BISECT, NULL, "found", bisected);
    add_event(year, case_id, PH_HISTORY_EVENT_ACKNOWLEDGE, "parsers <b>",
              "the table of nibbles is larger & slower", NULL);
}

/* A case of one series, which is decided at once unless it only is suspected. Its number. */
static gint64 tell_one(const made_up_year *year, gint which, made_up_case of)
{
    g_autoptr(GPtrArray) names = names_of(year, which);
    gint64 case_id;

    of.names = names;
    case_id = open_case(year, &of);
    if (of.cause != PH_LEVEL_CANDIDATE)
        decide(year, &of, case_id);
    return case_id;
}

/* Of no case. */
static void tell_house(const made_up_year *year)
{
    static const char *const channels[] = { "slack", NULL };
    g_autoptr(ph_history_alert) alert = ph_history_alert_new(
        "stoppage", 0, "house", "warning", "{\"title\":\"No run for <b>48</b> hours\"}");
    const ph_new_alert added = { alert, NULL, channels };
    g_autoptr(GError) error = NULL;
    gboolean is_added;

    if (!ph_run_store_add_alerts(year->store, &added, 1, &is_added, &error))
        stop(error);
}

static void tell_others(const made_up_year *year)
{
    const guint ago = year->nights - year->night;
    const made_up_case refuted = { .direction = 1,
                                   .night = year->night - 2,
                                   .change = 0.001,
                                   .half = 0.002,
                                   .cause = PH_LEVEL_REFUTED };
    const made_up_case creep = { .direction = 1,
                                 .night = year->nights - CREEP_AGO / 2,
                                 .change = 0.009,
                                 .half = 0.0015,
                                 .cause = PH_LEVEL_CODE,
                                 .is_creep = TRUE };
    const made_up_case faster = { .direction = -1,
                                  .night = year->nights - FASTER_AGO,
                                  .change = -0.039,
                                  .half = 0.002,
                                  .cause = PH_LEVEL_CODE };
    const made_up_case suspected = { .direction = 1,
                                     .night = year->night - 2,
                                     .change = 0.012,
                                     .half = 0.003,
                                     .cause = PH_LEVEL_CANDIDATE };

    for (guint host = 0; ago == SHIFT_AGO - 3 && host < HOSTS; host++)
        tell_shift(year, host);
    if (ago == REFUTED_AGO - 2)
        (void)tell_one(year, REFUTED, refuted);
    if (ago == 4)
        (void)tell_one(year, CREEPS, creep);
    if (ago == FASTER_AGO - 4)
        add_event(year, tell_one(year, FASTER, faster), PH_HISTORY_EVENT_ACCEPT, NULL,
                  "it is meant to be so", NULL);
    if (ago == 0) {
        (void)tell_one(year, SUSPECTED, suspected);
        tell_house(year);
    }
}

static gboolean is_missed(const made_up_year *year)
{
    const guint ago = year->nights - year->night;

    return (ago >= 75 && ago <= 77) || ago == 44;
}

static void fill(made_up_year *year)
{
    for (year->night = 1; year->night <= year->nights; year->night++) {
        if (is_missed(year))
            continue;
        for (guint host = 0; host < HOSTS; host++) {
            set_clock(year, year->night, host);
            add_night(year, host);
        }
        note_series(year);
        set_clock(year, year->night, 40);
        tell_others(year);
    }
}

/* Each benchmark of copybook-rs' with its level behind it. */
static void read_names(made_up_year *year)
{
    gsize size;
    const char *text = g_bytes_get_data(year->document, &size);
    cJSON *document = cJSON_ParseWithLength(text, size);
    const cJSON *entry;

    cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(document, "benchmarks"))
    {
        const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, "name"));
        const char *level = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, "level"));
        const char *subject =
            cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(entry, "subject"));
        g_autofree char *both = name && level ? g_strdup_printf("%s %s", name, level) : NULL;

        if (!both || g_strcmp0(subject, "copybook-rs") != 0)
            continue;
        both[strlen(name)] = '\0';
        g_ptr_array_add(year->names, g_steal_pointer(&both));
    }
    cJSON_Delete(document);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *note = NULL;
    char *bytes = NULL;
    gsize size = 0;
    ph_store_place *place = ph_store_place_choose(argc > 3 ? argv[1] : "", &error);
    made_up_year year = {
        .names = g_ptr_array_new_with_free_func(g_free),
        .nights = argc > 3 ? (guint)g_ascii_strtoull(argv[3], NULL, 10) : 0,
        .random = { 1 },
        .series = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
    };

    if (!place || !g_file_get_contents(argv[2], &bytes, &size, &error))
        stop(error);
    year.document = g_bytes_new_take(bytes, size);
    read_names(&year);
    if (argc > 4 && g_file_get_contents(argv[4], &bytes, NULL, &error)) {
        year.commits = g_strsplit(bytes, "\n", -1);
        g_free(bytes);
    }
    if (error)
        stop(error);
    year.store = ph_run_store_open(place, PH_STORE_WRITE, &note, &error);
    if (!year.store)
        stop(error);
    fill(&year);
    ph_run_store_close(year.store);
    ph_store_place_free(place);
    g_bytes_unref(year.document);
    g_ptr_array_unref(year.names);
    g_strfreev(year.commits);
    g_hash_table_unref(year.series);
    return 0;
}
