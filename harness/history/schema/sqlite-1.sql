-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The first schema of a history in SQLite; postgres-1.sql is the same in PostgreSQL. Times are Unix
-- microseconds, digests 32 bytes. What is here is only added to; where more than that is allowed, a
-- trigger says what. Triggers keep from accidents, not from who owns the file: the chain of
-- receipts, with a witness elsewhere, shows what he does.

CREATE TABLE host (
    host_id INTEGER PRIMARY KEY,
    fingerprint TEXT NOT NULL UNIQUE CHECK (length(fingerprint) = 16),
    cpu_model TEXT
) STRICT;

CREATE TABLE revision (
    revision_id INTEGER PRIMARY KEY,
    sha TEXT NOT NULL UNIQUE,
    branch TEXT,
    summary TEXT,
    position INTEGER CHECK (position > 0), -- On the first-parent line of the main branch.
    committed_us INTEGER                   -- The committer's clock: shown, never sorted by.
) STRICT;

CREATE TABLE series (
    series_id INTEGER PRIMARY KEY,
    host_id INTEGER NOT NULL REFERENCES host,
    suite TEXT NOT NULL,
    benchmark TEXT NOT NULL,
    level TEXT NOT NULL,
    subject TEXT NOT NULL,
    metric TEXT NOT NULL,
    method BLOB NOT NULL CHECK (length(method) = 32),
    UNIQUE (host_id, suite, benchmark, level, subject, metric, method)
) STRICT;

CREATE TABLE run (
    run_id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32), -- Of the document's bytes.
    host_id INTEGER NOT NULL REFERENCES host,
    revision_id INTEGER REFERENCES revision,
    suite TEXT NOT NULL,
    event TEXT NOT NULL,
    pull_request INTEGER,
    started_us INTEGER,           -- The runner's clock.
    received_us INTEGER NOT NULL, -- The store's.
    status TEXT NOT NULL,
    machine BLOB CHECK (length(machine) = 8),
    source TEXT,                  -- What it was imported from.
    keep TEXT NOT NULL,
    results INTEGER NOT NULL
) STRICT;

CREATE INDEX run_by_received ON run (received_us);
CREATE INDEX run_by_revision ON run (revision_id);

-- Apart from the runs, which are read often and are small.
CREATE TABLE document (
    run_id INTEGER PRIMARY KEY REFERENCES run,
    deflated BLOB NOT NULL
) STRICT;

-- A trend is one range of one tree.
CREATE TABLE result (
    series_id INTEGER NOT NULL REFERENCES series,
    run_id INTEGER NOT NULL REFERENCES run,
    value REAL NOT NULL,
    error REAL,
    launches INTEGER NOT NULL,
    PRIMARY KEY (series_id, run_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX result_by_run ON result (run_id);

CREATE TABLE receipt (
    receipt_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    at_us INTEGER NOT NULL,
    note TEXT NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32)
) STRICT;

CREATE INDEX receipt_by_digest ON receipt (digest, kind);

CREATE TABLE fact (
    fact_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    actor TEXT,
    at_us INTEGER NOT NULL
) STRICT;

CREATE INDEX fact_by_name ON fact (kind, host, name, fact_id);

-- "case" is a word of SQL's.
CREATE TABLE shift_case (
    case_id INTEGER PRIMARY KEY,
    host TEXT NOT NULL,
    suite TEXT NOT NULL,
    direction INTEGER NOT NULL CHECK (direction IN (-1, 1)),
    base_position INTEGER,
    head_position INTEGER,
    base_sha TEXT,
    head_sha TEXT,
    at_us INTEGER NOT NULL
) STRICT;

CREATE TABLE level (
    level_id INTEGER PRIMARY KEY,
    series_id INTEGER NOT NULL REFERENCES series,
    case_id INTEGER REFERENCES shift_case,
    first_run_id INTEGER NOT NULL, -- Runs end (see retention), levels do not.
    last_good_run_id INTEGER,
    first_position INTEGER,
    last_good_position INTEGER,
    first_sha TEXT,
    last_good_sha TEXT,
    cause TEXT NOT NULL,
    change REAL,
    low REAL,
    high REAL,
    p_value REAL,
    at_us INTEGER NOT NULL,
    UNIQUE (series_id, first_run_id, cause)
) STRICT;

CREATE INDEX level_by_case ON level (case_id);

CREATE TABLE event (
    event_id INTEGER PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES shift_case,
    kind TEXT NOT NULL,
    actor TEXT,
    until_us INTEGER,
    text TEXT,
    detail TEXT,
    at_us INTEGER NOT NULL
) STRICT;

CREATE INDEX event_by_case ON event (case_id);

-- The outbox: the one table whose rows change.
CREATE TABLE delivery (
    delivery_id INTEGER PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES event,
    channel TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_us INTEGER,
    done_us INTEGER,
    remote TEXT,
    error TEXT,
    UNIQUE (event_id, channel)
) STRICT;

CREATE INDEX delivery_due ON delivery (next_us) WHERE next_us IS NOT NULL;

-- What is known of a host and a commit once stays; what was not may become known.
CREATE TRIGGER host_completed BEFORE UPDATE ON host WHEN
    NEW.host_id IS NOT OLD.host_id OR NEW.fingerprint IS NOT OLD.fingerprint
    OR OLD.cpu_model IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what is known of a host does not change'); END;
CREATE TRIGGER host_kept BEFORE DELETE ON host
BEGIN SELECT RAISE(ABORT, 'hosts are kept'); END;
CREATE TRIGGER host_once BEFORE INSERT ON host WHEN
    EXISTS (SELECT 1 FROM host WHERE host_id = NEW.host_id OR fingerprint = NEW.fingerprint)
BEGIN SELECT RAISE(ABORT, 'hosts are never replaced'); END;

CREATE TRIGGER revision_completed BEFORE UPDATE ON revision WHEN
    NEW.revision_id IS NOT OLD.revision_id OR NEW.sha IS NOT OLD.sha
    OR (OLD.branch IS NOT NULL AND NEW.branch IS NOT OLD.branch)
    OR (OLD.summary IS NOT NULL AND NEW.summary IS NOT OLD.summary)
    OR (OLD.position IS NOT NULL AND NEW.position IS NOT OLD.position)
    OR (OLD.committed_us IS NOT NULL AND NEW.committed_us IS NOT OLD.committed_us)
BEGIN SELECT RAISE(ABORT, 'what is known of a commit does not change'); END;
CREATE TRIGGER revision_kept BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'commits are kept'); END;
CREATE TRIGGER revision_once BEFORE INSERT ON revision WHEN
    EXISTS (SELECT 1 FROM revision WHERE revision_id = NEW.revision_id OR sha = NEW.sha)
BEGIN SELECT RAISE(ABORT, 'commits are never replaced'); END;

CREATE TRIGGER series_unchanged BEFORE UPDATE ON series
BEGIN SELECT RAISE(ABORT, 'series do not change'); END;
CREATE TRIGGER series_kept BEFORE DELETE ON series
BEGIN SELECT RAISE(ABORT, 'series are kept'); END;
CREATE TRIGGER series_once BEFORE INSERT ON series WHEN
    EXISTS (SELECT 1 FROM series WHERE series_id = NEW.series_id
        OR (host_id = NEW.host_id AND suite = NEW.suite AND benchmark = NEW.benchmark
            AND level = NEW.level AND subject = NEW.subject AND metric = NEW.metric
            AND method = NEW.method))
BEGIN SELECT RAISE(ABORT, 'series are never replaced'); END;

-- Of a run, only how long it is kept changes, and never to less.
CREATE TRIGGER run_unchanged BEFORE UPDATE ON run WHEN
    NEW.run_id IS NOT OLD.run_id OR NEW.digest IS NOT OLD.digest
    OR NEW.host_id IS NOT OLD.host_id OR NEW.revision_id IS NOT OLD.revision_id
    OR NEW.suite IS NOT OLD.suite OR NEW.event IS NOT OLD.event
    OR NEW.pull_request IS NOT OLD.pull_request OR NEW.started_us IS NOT OLD.started_us
    OR NEW.received_us IS NOT OLD.received_us OR NEW.status IS NOT OLD.status
    OR NEW.machine IS NOT OLD.machine OR NEW.source IS NOT OLD.source
    OR NEW.results IS NOT OLD.results
    OR NEW.keep NOT IN ('pull-request', 'main', 'audit', 'baseline')
    OR instr('pull-request main audit baseline', NEW.keep)
        < instr('pull-request main audit baseline', OLD.keep)
BEGIN SELECT RAISE(ABORT, 'runs do not change'); END;
CREATE TRIGGER run_delete_announced BEFORE DELETE ON run WHEN
    NOT EXISTS (SELECT 1 FROM receipt WHERE digest = OLD.digest AND kind = 'delete'
        AND substr(note, 1, 4) = 'run ')
BEGIN SELECT RAISE(ABORT, 'a run is deleted after the receipt that says so'); END;
CREATE TRIGGER run_once BEFORE INSERT ON run WHEN
    EXISTS (SELECT 1 FROM run WHERE run_id = NEW.run_id)
    OR EXISTS (SELECT 1 FROM run WHERE digest = NEW.digest)
    OR EXISTS (SELECT 1 FROM receipt WHERE digest = NEW.digest AND kind = 'run')
BEGIN SELECT RAISE(ABORT, 'runs are never replaced'); END;

CREATE TRIGGER document_unchanged BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'documents do not change'); END;
CREATE TRIGGER document_delete_announced BEFORE DELETE ON document WHEN
    NOT EXISTS (SELECT 1 FROM run JOIN receipt ON receipt.digest = run.digest
        WHERE run.run_id = OLD.run_id AND receipt.kind = 'delete')
BEGIN SELECT RAISE(ABORT, 'a document is deleted after the receipt that says so'); END;
CREATE TRIGGER document_with_run BEFORE INSERT ON document WHEN
    EXISTS (SELECT 1 FROM run JOIN receipt ON receipt.digest = run.digest
        WHERE run.run_id = NEW.run_id AND receipt.kind = 'run')
    OR EXISTS (SELECT 1 FROM document WHERE run_id = NEW.run_id)
BEGIN SELECT RAISE(ABORT, 'a document is added with its run'); END;

CREATE TRIGGER result_unchanged BEFORE UPDATE ON result
BEGIN SELECT RAISE(ABORT, 'results do not change'); END;
CREATE TRIGGER result_delete_announced BEFORE DELETE ON result WHEN
    NOT EXISTS (SELECT 1 FROM run JOIN receipt ON receipt.digest = run.digest
        WHERE run.run_id = OLD.run_id AND receipt.kind = 'delete'
        AND substr(receipt.note, 1, 4) = 'run ')
BEGIN SELECT RAISE(ABORT, 'a result is deleted after the receipt that says so'); END;
-- INSERT OR REPLACE runs no trigger of DELETE unless recursive_triggers is on, which any other
-- program's connection leaves off.
CREATE TRIGGER result_with_run BEFORE INSERT ON result WHEN
    EXISTS (SELECT 1 FROM run JOIN receipt ON receipt.digest = run.digest
        WHERE run.run_id = NEW.run_id AND receipt.kind = 'run')
    OR EXISTS (SELECT 1 FROM result WHERE series_id = NEW.series_id AND run_id = NEW.run_id)
BEGIN SELECT RAISE(ABORT, 'results are added with their run, and never replaced'); END;

CREATE TRIGGER receipt_unchanged BEFORE UPDATE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipts do not change'); END;
CREATE TRIGGER receipt_kept BEFORE DELETE ON receipt
BEGIN SELECT RAISE(ABORT, 'receipts are kept'); END;
CREATE TRIGGER receipt_in_order BEFORE INSERT ON receipt WHEN
    NEW.receipt_id IS NOT (SELECT coalesce(max(receipt_id), 0) + 1 FROM receipt)
    OR NEW.previous IS NOT coalesce(
        (SELECT sha256 FROM receipt ORDER BY receipt_id DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'a receipt follows the newest one'); END;

CREATE TRIGGER fact_unchanged BEFORE UPDATE ON fact
BEGIN SELECT RAISE(ABORT, 'facts do not change'); END;
CREATE TRIGGER fact_kept BEFORE DELETE ON fact
BEGIN SELECT RAISE(ABORT, 'facts are kept'); END;
CREATE TRIGGER fact_once BEFORE INSERT ON fact WHEN
    EXISTS (SELECT 1 FROM fact WHERE fact_id = NEW.fact_id)
BEGIN SELECT RAISE(ABORT, 'facts are never replaced'); END;

CREATE TRIGGER shift_case_unchanged BEFORE UPDATE ON shift_case
BEGIN SELECT RAISE(ABORT, 'cases do not change: their events do'); END;
CREATE TRIGGER shift_case_kept BEFORE DELETE ON shift_case
BEGIN SELECT RAISE(ABORT, 'cases are kept'); END;
CREATE TRIGGER shift_case_once BEFORE INSERT ON shift_case WHEN
    EXISTS (SELECT 1 FROM shift_case WHERE case_id = NEW.case_id)
BEGIN SELECT RAISE(ABORT, 'cases are never replaced'); END;

CREATE TRIGGER level_unchanged BEFORE UPDATE ON level
BEGIN SELECT RAISE(ABORT, 'levels do not change'); END;
CREATE TRIGGER level_kept BEFORE DELETE ON level
BEGIN SELECT RAISE(ABORT, 'levels are kept'); END;
CREATE TRIGGER level_once BEFORE INSERT ON level WHEN
    EXISTS (SELECT 1 FROM level WHERE level_id = NEW.level_id)
    OR EXISTS (SELECT 1 FROM level WHERE series_id = NEW.series_id
        AND first_run_id = NEW.first_run_id AND cause = NEW.cause)
BEGIN SELECT RAISE(ABORT, 'levels are never replaced'); END;

CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events do not change'); END;
CREATE TRIGGER event_kept BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are kept'); END;
CREATE TRIGGER event_once BEFORE INSERT ON event WHEN
    EXISTS (SELECT 1 FROM event WHERE event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END;

-- What was to be told of an event, and where, stays; only what became of it changes.
CREATE TRIGGER delivery_changed BEFORE UPDATE ON delivery WHEN
    NEW.delivery_id IS NOT OLD.delivery_id OR NEW.event_id IS NOT OLD.event_id
    OR NEW.channel IS NOT OLD.channel OR OLD.done_us IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'of a delivery, only what became of it changes'); END;
CREATE TRIGGER delivery_kept BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'deliveries are kept'); END;
CREATE TRIGGER delivery_once BEFORE INSERT ON delivery WHEN
    EXISTS (SELECT 1 FROM delivery WHERE delivery_id = NEW.delivery_id
        OR (event_id = NEW.event_id AND channel = NEW.channel))
BEGIN SELECT RAISE(ABORT, 'deliveries are never replaced'); END;
