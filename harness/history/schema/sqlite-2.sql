-- SPDX-License-Identifier: AGPL-3.0-or-later
-- From the first schema to the second, in SQLite; postgres-2.sql is the same in PostgreSQL.

-- What is told, of cases and of the house: for each name once.
CREATE TABLE alert (
    alert_id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    case_id INTEGER REFERENCES shift_case, -- NULL: of no case, or of many.
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    document TEXT NOT NULL,                -- What is told: config/schema/alert.schema.json.
    at_us INTEGER NOT NULL
) STRICT;

CREATE INDEX alert_by_case ON alert (case_id);

CREATE TRIGGER alert_unchanged BEFORE UPDATE ON alert
BEGIN SELECT RAISE(ABORT, 'alerts do not change'); END;
CREATE TRIGGER alert_kept BEFORE DELETE ON alert
BEGIN SELECT RAISE(ABORT, 'alerts are kept'); END;
CREATE TRIGGER alert_once BEFORE INSERT ON alert WHEN
    EXISTS (SELECT 1 FROM alert WHERE alert_id = NEW.alert_id OR name = NEW.name)
BEGIN SELECT RAISE(ABORT, 'alerts are never replaced'); END;

-- The outbox was of events, and no program put anything into it; it is of alerts.
DROP TABLE delivery;

CREATE TABLE delivery (
    delivery_id INTEGER PRIMARY KEY,
    alert_id INTEGER NOT NULL REFERENCES alert,
    channel TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_us INTEGER,
    done_us INTEGER,
    remote TEXT,
    progress TEXT,
    error TEXT,
    UNIQUE (alert_id, channel)
) STRICT;

-- What was to be told, and where, stays; only what became of it changes.
CREATE TRIGGER delivery_changed BEFORE UPDATE ON delivery WHEN
    NEW.delivery_id IS NOT OLD.delivery_id OR NEW.alert_id IS NOT OLD.alert_id
    OR NEW.channel IS NOT OLD.channel OR OLD.done_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'of a delivery, only what became of it changes'); END;
CREATE TRIGGER delivery_kept BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'deliveries are kept'); END;
CREATE TRIGGER delivery_once BEFORE INSERT ON delivery WHEN
    EXISTS (SELECT 1 FROM delivery WHERE delivery_id = NEW.delivery_id
        OR (alert_id = NEW.alert_id AND channel = NEW.channel))
BEGIN SELECT RAISE(ABORT, 'deliveries are never replaced'); END;

-- What others draw: the runs, their values in series, and the levels of cases that somebody is to
-- look at. What they say, `history list`, `trend` and `show` say, too. Views stand below all tables:
-- who makes a table anew drops them first.
CREATE VIEW run_list AS
SELECT run.run_id, lower(hex(run.digest)) AS digest, host.fingerprint, host.cpu_model, run.suite,
    run.event, run.pull_request, revision.sha, revision.branch, revision.summary, revision.position,
    run.event <> 'pull_request' AND revision.position IS NOT NULL AS is_in_trend, run.status,
    run.source, run.keep, run.results, run.started_us, run.received_us,
    strftime('%Y-%m-%dT%H:%M:%SZ', run.received_us / 1000000, 'unixepoch') AS received
FROM run JOIN host ON host.host_id = run.host_id
LEFT JOIN revision ON revision.revision_id = run.revision_id;

CREATE VIEW trend AS
SELECT series.series_id, host.fingerprint, series.suite, series.benchmark, series.level,
    series.subject, series.metric, lower(hex(series.method)) AS method, run.run_id,
    revision.position, revision.sha, run.started_us, run.received_us,
    strftime('%Y-%m-%dT%H:%M:%SZ', run.received_us / 1000000, 'unixepoch') AS received,
    result.value, result.error, result.launches
FROM result JOIN series ON series.series_id = result.series_id
JOIN host ON host.host_id = series.host_id
JOIN run ON run.run_id = result.run_id
JOIN revision ON revision.revision_id = run.revision_id
WHERE run.event <> 'pull_request' AND revision.position IS NOT NULL;

-- Where a case stands by its events is case_life.h's to say. A refutation counts for as long as no
-- comparison has shown it; what ends a case counts until it is opened again.
CREATE VIEW level_open AS
WITH shown AS (
    SELECT case_id, min(event_id) AS event_id FROM event WHERE kind = 'confirm' GROUP BY case_id
), last AS (
    SELECT event.case_id, shown.event_id AS shown,
        coalesce(max(CASE WHEN kind = 'refute' AND (shown.event_id IS NULL
            OR event.event_id < shown.event_id) THEN event.event_id END), 0) AS refuted,
        coalesce(max(CASE WHEN kind = 'unconfirmed' THEN event.event_id END), 0) AS unconfirmed,
        coalesce(max(CASE WHEN kind IN ('accept', 'resolve') THEN event.event_id END), 0) AS ended,
        coalesce(max(CASE WHEN kind = 'reopen' THEN event.event_id END), 0) AS reopened,
        coalesce(max(CASE WHEN kind = 'acknowledge' THEN event.event_id END), 0) AS acknowledged,
        coalesce(max(CASE WHEN kind = 'silence' THEN event.event_id END), 0) AS silenced
    FROM event LEFT JOIN shown ON shown.case_id = event.case_id
    GROUP BY event.case_id, shown.event_id
)
SELECT level.level_id, level.case_id,
    CASE WHEN last.silenced > last.acknowledged AND last.silenced > last.reopened
            AND last.silenced > last.refuted
            AND silence.until_us > CAST(strftime('%s', 'now') AS INTEGER) * 1000000
        THEN 'silenced'
        WHEN last.acknowledged > last.reopened AND last.acknowledged > last.refuted
        THEN 'acknowledged' ELSE 'open' END AS state,
    last.shown IS NOT NULL AS is_confirmed, series.series_id, host.fingerprint, series.suite,
    series.benchmark, series.level, series.subject, series.metric, level.cause, level.change,
    level.low, level.high, level.p_value, level.first_position, level.first_sha,
    level.last_good_position, level.last_good_sha, level.at_us,
    strftime('%Y-%m-%dT%H:%M:%SZ', level.at_us / 1000000, 'unixepoch') AS at
FROM level JOIN last ON last.case_id = level.case_id
LEFT JOIN event AS silence ON silence.event_id = last.silenced
JOIN series ON series.series_id = level.series_id
JOIN host ON host.host_id = series.host_id
WHERE (last.shown IS NOT NULL OR last.unconfirmed > last.refuted) AND last.reopened >= last.ended
    AND NOT EXISTS (SELECT 1 FROM level AS later WHERE later.case_id = level.case_id
        AND later.series_id = level.series_id AND later.level_id > level.level_id);
