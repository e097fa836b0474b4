/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/statement.h"

#include "perfharness/require.h"

#define RUN_COLUMNS                                                                                \
    "SELECT run.run_id, run.digest, host.fingerprint, host.cpu_model, revision.sha,"               \
    " revision.branch, revision.summary, revision.position, revision.committed_us, run.suite,"     \
    " run.event, run.pull_request, run.started_us, run.received_us, run.status, run.machine,"      \
    " run.source, run.keep, CASE WHEN document.run_id IS NULL THEN 0 ELSE 1 END, run.results"      \
    " FROM run JOIN host ON host.host_id = run.host_id"                                            \
    " LEFT JOIN revision ON revision.revision_id = run.revision_id"                                \
    " LEFT JOIN document ON document.run_id = run.run_id"

#define SERIES_COLUMNS                                                                             \
    "SELECT series.series_id, host.fingerprint, series.suite, series.benchmark, series.level,"     \
    " series.subject, series.metric, series.method"                                                \
    " FROM series JOIN host ON host.host_id = series.host_id"

/* Of the runs that stand in trends; history_run.c says the same of one run. */
#define IS_IN_TREND "run.event <> 'pull_request' AND revision.position IS NOT NULL"

/* A store whose clock stood in 1970 received nothing then: the runner's clock has a say, too. */
#define IS_BEFORE "run.received_us < $2 AND (run.started_us IS NULL OR run.started_us < $2)"

#define RECEIPT_COLUMNS                                                                            \
    "SELECT receipt_id, kind, digest, at_us, note, previous, sha256 FROM receipt"

#define DELIVERY_COLUMNS                                                                           \
    "SELECT delivery_id, alert_id, channel, attempts, next_us, done_us, remote,"                   \
    " progress, error FROM delivery"

static const char *const texts[] = {
    [PH_STATEMENT_FIND_HOST] = "SELECT host_id, cpu_model FROM host WHERE fingerprint = $1",
    [PH_STATEMENT_ADD_HOST] = "INSERT INTO host (fingerprint, cpu_model) VALUES ($1, $2)"
                              " ON CONFLICT (fingerprint) DO NOTHING RETURNING host_id",
    [PH_STATEMENT_COMPLETE_HOST] =
        "UPDATE host SET cpu_model = $1 WHERE host_id = $2 AND cpu_model IS NULL",
    [PH_STATEMENT_FIND_REVISION] = "SELECT revision_id, branch, summary, position, committed_us"
                                   " FROM revision WHERE sha = $1",
    [PH_STATEMENT_ADD_REVISION] =
        "INSERT INTO revision (sha, branch, summary, position, committed_us)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (sha) DO NOTHING RETURNING revision_id",
    [PH_STATEMENT_COMPLETE_REVISION] =
        "UPDATE revision SET branch = coalesce(branch, $1), summary = coalesce(summary, $2),"
        " position = coalesce(position, $3), committed_us = coalesce(committed_us, $4)"
        " WHERE revision_id = $5",
    [PH_STATEMENT_FIND_RUN] = "SELECT run_id, revision_id FROM run WHERE digest = $1",
    [PH_STATEMENT_FIND_RECEIPT] =
        "SELECT receipt_id FROM receipt WHERE digest = $1 AND kind = $2 LIMIT 1",
    [PH_STATEMENT_ADD_RUN] =
        "INSERT INTO run (digest, host_id, revision_id, suite, event, pull_request, started_us,"
        " received_us, status, machine, source, keep, results)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        " ON CONFLICT (digest) DO NOTHING RETURNING run_id",
    [PH_STATEMENT_ADD_DOCUMENT] = "INSERT INTO document (run_id, deflated) VALUES ($1, $2)",
    [PH_STATEMENT_SERIES_OF_SUITE] =
        "SELECT series_id, benchmark, level, subject, metric, method FROM series"
        " WHERE host_id = $1 AND suite = $2",
    [PH_STATEMENT_FIND_SERIES] =
        "SELECT series_id FROM series WHERE host_id = $1 AND suite = $2 AND benchmark = $3"
        " AND level = $4 AND subject = $5 AND metric = $6 AND method = $7",
    [PH_STATEMENT_ADD_SERIES] =
        "INSERT INTO series (host_id, suite, benchmark, level, subject, metric, method)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)"
        " ON CONFLICT (host_id, suite, benchmark, level, subject, metric, method) DO NOTHING"
        " RETURNING series_id",
    [PH_STATEMENT_ADD_RESULT] = "INSERT INTO result (series_id, run_id, value, error, launches)"
                                " VALUES ($1, $2, $3, $4, $5)",
    [PH_STATEMENT_LIST_RUNS] =
        RUN_COLUMNS " WHERE ($1 = '*' OR host.fingerprint = $1) AND ($2 = '*' OR run.suite = $2)"
                    " AND ($3 = '*' OR substr(revision.sha, 1, length($3)) = $3)"
                    " AND run.received_us >= $4 ORDER BY run.run_id DESC LIMIT $5",
    [PH_STATEMENT_RUN_BY_DIGEST] =
        RUN_COLUMNS " WHERE run.digest >= $1 AND run.digest <= $2 LIMIT 2",
    [PH_STATEMENT_DOCUMENT] = "SELECT deflated FROM document WHERE run_id = $1",
    [PH_STATEMENT_RESULTS_OF_RUN] =
        "SELECT host.fingerprint, series.suite, series.benchmark, series.level, series.subject,"
        " series.metric, series.method, result.value, result.error, result.launches"
        " FROM result JOIN series ON series.series_id = result.series_id"
        " JOIN host ON host.host_id = series.host_id"
        " WHERE result.run_id = $1 ORDER BY result.series_id",
    [PH_STATEMENT_KEEP_RUN] = "UPDATE run SET keep = $1 WHERE run_id = $2 AND keep = $3",
    [PH_STATEMENT_LIST_SERIES] = SERIES_COLUMNS " WHERE ($1 = '*' OR host.fingerprint = $1)"
                                                " AND ($2 = '*' OR series.suite = $2)"
                                                " AND ($3 = '*' OR series.benchmark = $3)"
                                                " AND ($4 = '*' OR series.subject = $4)"
                                                " AND ($5 = '*' OR series.metric = $5)",
    [PH_STATEMENT_SERIES_BY_ID] = SERIES_COLUMNS " WHERE series.series_id = $1",
    /* The plus keeps SQLite from walking over all runs, the first first. */
    [PH_STATEMENT_FIRST_RUN] = "SELECT min(+run_id) FROM run WHERE received_us >= $1",
    /* CROSS JOIN keeps SQLite to this order. */
    [PH_STATEMENT_TREND] =
        "SELECT result.run_id, revision.position, revision.sha, run.started_us, run.received_us,"
        " result.value, result.error, result.launches"
        " FROM result CROSS JOIN run CROSS JOIN revision"
        " WHERE result.series_id = $1 AND result.run_id >= $2 AND run.run_id = result.run_id"
        " AND run.received_us >= $3 AND revision.revision_id = run.revision_id AND " IS_IN_TREND,
    [PH_STATEMENT_TREND_RUNS] =
        "SELECT run.run_id, revision.position, revision.sha, run.started_us, run.received_us"
        " FROM run CROSS JOIN revision WHERE run.received_us >= $1"
        " AND revision.revision_id = run.revision_id AND " IS_IN_TREND,
    [PH_STATEMENT_SERIES_RESULTS] = "SELECT series_id, run_id, value, error, launches FROM result"
                                    " WHERE series_id = $1 AND run_id >= $2 ORDER BY run_id",
    [PH_STATEMENT_REVISION_OF_RUN] =
        "SELECT revision.position, revision.sha FROM run"
        " JOIN revision ON revision.revision_id = run.revision_id WHERE run.run_id = $1",
    [PH_STATEMENT_FIND_LEVEL] =
        "SELECT level_id FROM level WHERE series_id = $1 AND first_run_id = $2 AND cause = $3",
    [PH_STATEMENT_ADD_LEVEL] =
        "INSERT INTO level (series_id, case_id, first_run_id, last_good_run_id, first_position,"
        " last_good_position, first_sha, last_good_sha, cause, change, low, high, p_value, at_us)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING level_id",
    [PH_STATEMENT_LEVELS] =
        "SELECT level_id, series_id, case_id, first_run_id, last_good_run_id, first_position,"
        " last_good_position, first_sha, last_good_sha, cause, change, low, high, p_value, at_us"
        " FROM level WHERE (CAST($1 AS bigint) = 0 OR series_id = $1)"
        " ORDER BY first_position NULLS FIRST, level_id",
    [PH_STATEMENT_ADD_CASE] =
        "INSERT INTO shift_case (host, suite, direction, base_position, head_position, base_sha,"
        " head_sha, at_us) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING case_id",
    [PH_STATEMENT_CASES] =
        "SELECT case_id, host, suite, direction, base_position, head_position, base_sha, head_sha,"
        " at_us FROM shift_case ORDER BY case_id",
    [PH_STATEMENT_ADD_EVENT] =
        "INSERT INTO event (case_id, kind, actor, until_us, text, detail, at_us)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING event_id",
    [PH_STATEMENT_EVENTS] = "SELECT event_id, case_id, kind, actor, until_us, text, detail, at_us"
                            " FROM event WHERE (CAST($1 AS bigint) = 0 OR case_id = $1)"
                            " ORDER BY event_id",
    [PH_STATEMENT_FIND_ALERT] = "SELECT alert_id FROM alert WHERE name = $1",
    [PH_STATEMENT_ADD_ALERT] = "INSERT INTO alert (name, case_id, kind, severity, document, at_us)"
                               " VALUES ($1, $2, $3, $4, $5, $6) RETURNING alert_id",
    [PH_STATEMENT_ALERTS] = "SELECT alert_id, name, case_id, kind, severity, document, at_us"
                            " FROM alert ORDER BY alert_id",
    [PH_STATEMENT_ADD_DELIVERY] =
        "INSERT INTO delivery (alert_id, channel, next_us) VALUES ($1, $2, $3)",
    [PH_STATEMENT_DELIVERIES] = DELIVERY_COLUMNS " ORDER BY delivery_id",
    [PH_STATEMENT_CLAIM_DELIVERY] =
        "UPDATE delivery SET attempts = attempts + 1, next_us = $1 WHERE delivery_id = $2"
        " AND attempts = $3 AND next_us = $4 RETURNING delivery_id",
    [PH_STATEMENT_UPDATE_DELIVERY] =
        "UPDATE delivery SET attempts = $1, next_us = $2, done_us = $3, remote = $4, progress = $5,"
        " error = $6 WHERE delivery_id = $7",
    [PH_STATEMENT_NEWEST_FACT] = "SELECT digest FROM fact WHERE kind = $1 AND host = $2"
                                 " AND name = $3 ORDER BY fact_id DESC LIMIT 1",
    [PH_STATEMENT_FIND_FACT] = "SELECT fact_id FROM fact WHERE kind = $1 AND digest = $2 LIMIT 1",
    [PH_STATEMENT_ADD_FACT] = "INSERT INTO fact (kind, host, name, text, digest, actor, at_us)"
                              " VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [PH_STATEMENT_FACTS] = "SELECT fact_id, kind, host, name, text, digest, actor, at_us"
                           " FROM fact WHERE ($1 = '*' OR kind = $1) ORDER BY fact_id",
    [PH_STATEMENT_HEAD] = RECEIPT_COLUMNS " ORDER BY receipt_id DESC LIMIT 1",
    [PH_STATEMENT_ADD_RECEIPT] =
        "INSERT INTO receipt (receipt_id, kind, digest, at_us, note, previous, sha256)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [PH_STATEMENT_RECEIPTS] = RECEIPT_COLUMNS " ORDER BY receipt_id",
    [PH_STATEMENT_OLDEST_RECEIPT] = RECEIPT_COLUMNS " WHERE kind = $1 ORDER BY receipt_id LIMIT 1",
    [PH_STATEMENT_NEWEST_RECEIPT] =
        RECEIPT_COLUMNS " WHERE kind = $1 ORDER BY receipt_id DESC LIMIT 1",
    [PH_STATEMENT_OUTDATED_RUNS] =
        "SELECT run_id, digest FROM run WHERE keep = $1 AND " IS_BEFORE " ORDER BY run_id",
    [PH_STATEMENT_OUTDATED_DOCUMENTS] =
        "SELECT run.run_id, run.digest FROM run JOIN document ON document.run_id = run.run_id"
        " WHERE run.keep = $1 AND " IS_BEFORE " ORDER BY run.run_id",
    [PH_STATEMENT_DELETE_RESULTS] = "DELETE FROM result WHERE run_id = $1",
    [PH_STATEMENT_DELETE_DOCUMENT] = "DELETE FROM document WHERE run_id = $1",
    [PH_STATEMENT_DELETE_RUN] = "DELETE FROM run WHERE run_id = $1",
};

static const struct {
    guint parameters;
    guint columns;
} shapes[] = {
#define X(identifier, parameters, columns) { parameters, columns },
    PH_STATEMENT_LIST(X)
#undef X
};

G_STATIC_ASSERT(G_N_ELEMENTS(texts) == PH_STATEMENT_COUNT);

const char *ph_statement_text(ph_statement statement)
{
    PH_REQUIRE(statement < PH_STATEMENT_COUNT);
    return texts[statement];
}

guint ph_statement_parameters(ph_statement statement)
{
    PH_REQUIRE(statement < PH_STATEMENT_COUNT);
    return shapes[statement].parameters;
}

guint ph_statement_columns(ph_statement statement)
{
    PH_REQUIRE(statement < PH_STATEMENT_COUNT);
    return shapes[statement].columns;
}
