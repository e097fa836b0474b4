-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The first schema of a history in PostgreSQL; sqlite-1.sql is the same in SQLite, and says what the
-- columns are. Who runs it owns the history, and has the role perfharness_runner beside it, which the
-- runners of a fleet are members of: it may add and ask, and complete what was not known.

CREATE SCHEMA perfharness;
SET LOCAL search_path = perfharness, pg_temp;

CREATE TABLE schema_version (
    version bigint PRIMARY KEY,
    at_us bigint NOT NULL
);

CREATE TABLE host (
    host_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    fingerprint text NOT NULL UNIQUE CHECK (length(fingerprint) = 16),
    cpu_model text
);

CREATE TABLE revision (
    revision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sha text NOT NULL UNIQUE,
    branch text,
    summary text,
    position bigint CHECK (position > 0),
    committed_us bigint
);

CREATE TABLE series (
    series_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id bigint NOT NULL REFERENCES host,
    suite text NOT NULL,
    benchmark text NOT NULL,
    level text NOT NULL,
    subject text NOT NULL,
    metric text NOT NULL,
    method bytea NOT NULL CHECK (length(method) = 32),
    UNIQUE (host_id, suite, benchmark, level, subject, metric, method)
);

CREATE TABLE run (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
    host_id bigint NOT NULL REFERENCES host,
    revision_id bigint REFERENCES revision,
    suite text NOT NULL,
    event text NOT NULL,
    pull_request bigint,
    started_us bigint,
    received_us bigint NOT NULL,
    status text NOT NULL,
    machine bytea CHECK (length(machine) = 8),
    source text,
    keep text NOT NULL,
    results bigint NOT NULL
);

CREATE INDEX run_by_received ON run (received_us);
CREATE INDEX run_by_revision ON run (revision_id);

CREATE TABLE document (
    run_id bigint PRIMARY KEY REFERENCES run,
    deflated bytea NOT NULL
);
ALTER TABLE document ALTER COLUMN deflated SET STORAGE EXTERNAL; -- It is deflated already.

-- A trend is one range of the key, which has all of it.
CREATE TABLE result (
    series_id bigint NOT NULL REFERENCES series,
    run_id bigint NOT NULL REFERENCES run,
    value double precision NOT NULL,
    error double precision,
    launches bigint NOT NULL,
    PRIMARY KEY (series_id, run_id) INCLUDE (value, error, launches)
);

CREATE INDEX result_by_run ON result (run_id);

CREATE TABLE receipt (
    receipt_id bigint PRIMARY KEY,
    kind text NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    at_us bigint NOT NULL,
    note text NOT NULL,
    previous bytea NOT NULL CHECK (length(previous) = 32),
    sha256 bytea NOT NULL UNIQUE CHECK (length(sha256) = 32)
);

CREATE INDEX receipt_by_digest ON receipt (digest, kind);

CREATE TABLE fact (
    fact_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    host text NOT NULL,
    name text NOT NULL,
    text text NOT NULL,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    actor text,
    at_us bigint NOT NULL
);

CREATE INDEX fact_by_name ON fact (kind, host, name, fact_id);

CREATE TABLE shift_case (
    case_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host text NOT NULL,
    suite text NOT NULL,
    direction bigint NOT NULL CHECK (direction IN (-1, 1)),
    base_position bigint,
    head_position bigint,
    base_sha text,
    head_sha text,
    at_us bigint NOT NULL
);

CREATE TABLE level (
    level_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    series_id bigint NOT NULL REFERENCES series,
    case_id bigint REFERENCES shift_case,
    first_run_id bigint NOT NULL,
    last_good_run_id bigint,
    first_position bigint,
    last_good_position bigint,
    first_sha text,
    last_good_sha text,
    cause text NOT NULL,
    change double precision,
    low double precision,
    high double precision,
    p_value double precision,
    at_us bigint NOT NULL,
    UNIQUE (series_id, first_run_id, cause)
);

CREATE INDEX level_by_case ON level (case_id);

CREATE TABLE event (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id bigint NOT NULL REFERENCES shift_case,
    kind text NOT NULL,
    actor text,
    until_us bigint,
    text text,
    detail text,
    at_us bigint NOT NULL
);

CREATE INDEX event_by_case ON event (case_id);

CREATE TABLE delivery (
    delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES event,
    channel text NOT NULL,
    attempts bigint NOT NULL DEFAULT 0,
    next_us bigint,
    done_us bigint,
    remote text,
    error text,
    UNIQUE (event_id, channel)
);

CREATE INDEX delivery_due ON delivery (next_us) WHERE next_us IS NOT NULL;

-- What a trigger says is its argument. Nothing replaces a row here, as it may in SQLite: what is
-- there already is a conflict of keys.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = TG_ARGV[0];
END
$$;

-- The announcements of deletions, and what was announced as added, are receipts.
CREATE FUNCTION has_receipt(of_digest bytea, of_kind text, of_note text) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = perfharness, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM receipt WHERE digest = of_digest AND kind = of_kind
        AND starts_with(note, of_note))
$$;

CREATE FUNCTION refuse_run_delete() RETURNS trigger LANGUAGE plpgsql
    SET search_path = perfharness, pg_temp AS $$
BEGIN
    IF NOT has_receipt(OLD.digest, 'delete', 'run ') THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'a run is deleted after the receipt that says so';
    END IF;
    RETURN OLD;
END
$$;

-- One that is there is a conflict of keys, as whoever adds the same at once expects.
CREATE FUNCTION refuse_run_again() RETURNS trigger LANGUAGE plpgsql
    SET search_path = perfharness, pg_temp AS $$
BEGIN
    IF has_receipt(NEW.digest, 'run', '')
        AND NOT EXISTS (SELECT 1 FROM run WHERE digest = NEW.digest) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'runs are never replaced';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION refuse_document_delete() RETURNS trigger LANGUAGE plpgsql
    SET search_path = perfharness, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM run WHERE run_id = OLD.run_id
        AND has_receipt(digest, 'delete', '')) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'a document is deleted after the receipt that says so';
    END IF;
    RETURN OLD;
END
$$;

CREATE FUNCTION refuse_late_document() RETURNS trigger LANGUAGE plpgsql
    SET search_path = perfharness, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM run WHERE run_id = NEW.run_id AND has_receipt(digest, 'run', '')) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'a document is added with its run';
    END IF;
    RETURN NEW;
END
$$;

-- Results come and go by the hundred: they are looked at once for all.
CREATE FUNCTION refuse_result_delete() RETURNS trigger LANGUAGE plpgsql
    SET search_path = perfharness, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT run_id FROM deleted) AS gone WHERE NOT EXISTS
        (SELECT 1 FROM run WHERE run.run_id = gone.run_id
            AND has_receipt(run.digest, 'delete', 'run '))) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'a result is deleted after the receipt that says so';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION refuse_late_result() RETURNS trigger LANGUAGE plpgsql
    SET search_path = perfharness, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT run_id FROM added) AS late JOIN run USING (run_id)
        WHERE has_receipt(run.digest, 'run', '')) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'results are added with their run, and never replaced';
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION refuse_receipt_out_of_order() RETURNS trigger LANGUAGE plpgsql
    SET search_path = perfharness, pg_temp AS $$
DECLARE
    newest receipt;
BEGIN
    SELECT * INTO newest FROM receipt ORDER BY receipt_id DESC LIMIT 1;
    IF NEW.receipt_id IS DISTINCT FROM coalesce(newest.receipt_id, 0) + 1
        OR NEW.previous IS DISTINCT FROM
            coalesce(newest.sha256, decode(repeat('00', 32), 'hex')) THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',
            MESSAGE = 'a receipt follows the newest one';
    END IF;
    RETURN NEW;
END
$$;

-- What is known of a host and a commit once stays; what was not may become known.
CREATE TRIGGER host_completed BEFORE UPDATE ON host FOR EACH ROW WHEN (
    NEW.host_id IS DISTINCT FROM OLD.host_id OR NEW.fingerprint IS DISTINCT FROM OLD.fingerprint
    OR OLD.cpu_model IS NOT NULL)
EXECUTE FUNCTION refuse('what is known of a host does not change');
CREATE TRIGGER host_kept BEFORE DELETE OR TRUNCATE ON host
EXECUTE FUNCTION refuse('hosts are kept');

CREATE TRIGGER revision_completed BEFORE UPDATE ON revision FOR EACH ROW WHEN (
    NEW.revision_id IS DISTINCT FROM OLD.revision_id OR NEW.sha IS DISTINCT FROM OLD.sha
    OR (OLD.branch IS NOT NULL AND NEW.branch IS DISTINCT FROM OLD.branch)
    OR (OLD.summary IS NOT NULL AND NEW.summary IS DISTINCT FROM OLD.summary)
    OR (OLD.position IS NOT NULL AND NEW.position IS DISTINCT FROM OLD.position)
    OR (OLD.committed_us IS NOT NULL AND NEW.committed_us IS DISTINCT FROM OLD.committed_us))
EXECUTE FUNCTION refuse('what is known of a commit does not change');
CREATE TRIGGER revision_kept BEFORE DELETE OR TRUNCATE ON revision
EXECUTE FUNCTION refuse('commits are kept');

CREATE TRIGGER series_unchanged BEFORE UPDATE ON series
EXECUTE FUNCTION refuse('series do not change');
CREATE TRIGGER series_kept BEFORE DELETE OR TRUNCATE ON series
EXECUTE FUNCTION refuse('series are kept');

-- Of a run, only how long it is kept changes, and never to less.
CREATE TRIGGER run_unchanged BEFORE UPDATE ON run FOR EACH ROW WHEN (
    NEW.run_id IS DISTINCT FROM OLD.run_id OR NEW.digest IS DISTINCT FROM OLD.digest
    OR NEW.host_id IS DISTINCT FROM OLD.host_id OR NEW.revision_id IS DISTINCT FROM OLD.revision_id
    OR NEW.suite IS DISTINCT FROM OLD.suite OR NEW.event IS DISTINCT FROM OLD.event
    OR NEW.pull_request IS DISTINCT FROM OLD.pull_request
    OR NEW.started_us IS DISTINCT FROM OLD.started_us
    OR NEW.received_us IS DISTINCT FROM OLD.received_us
    OR NEW.status IS DISTINCT FROM OLD.status OR NEW.machine IS DISTINCT FROM OLD.machine
    OR NEW.source IS DISTINCT FROM OLD.source OR NEW.results IS DISTINCT FROM OLD.results
    OR NEW.keep NOT IN ('pull-request', 'main', 'audit', 'baseline')
    OR strpos('pull-request main audit baseline', NEW.keep)
        < strpos('pull-request main audit baseline', OLD.keep))
EXECUTE FUNCTION refuse('runs do not change');
CREATE TRIGGER run_delete_announced BEFORE DELETE ON run FOR EACH ROW
EXECUTE FUNCTION refuse_run_delete();
CREATE TRIGGER run_kept BEFORE TRUNCATE ON run
EXECUTE FUNCTION refuse('runs are deleted one by one');
CREATE TRIGGER run_once BEFORE INSERT ON run FOR EACH ROW
EXECUTE FUNCTION refuse_run_again();

CREATE TRIGGER document_unchanged BEFORE UPDATE ON document
EXECUTE FUNCTION refuse('documents do not change');
CREATE TRIGGER document_delete_announced BEFORE DELETE ON document FOR EACH ROW
EXECUTE FUNCTION refuse_document_delete();
CREATE TRIGGER document_kept BEFORE TRUNCATE ON document
EXECUTE FUNCTION refuse('documents are deleted one by one');
CREATE TRIGGER document_with_run BEFORE INSERT ON document FOR EACH ROW
EXECUTE FUNCTION refuse_late_document();

CREATE TRIGGER result_unchanged BEFORE UPDATE ON result
EXECUTE FUNCTION refuse('results do not change');
CREATE TRIGGER result_delete_announced AFTER DELETE ON result REFERENCING OLD TABLE AS deleted
EXECUTE FUNCTION refuse_result_delete();
CREATE TRIGGER result_kept BEFORE TRUNCATE ON result
EXECUTE FUNCTION refuse('results are deleted with their runs');
CREATE TRIGGER result_with_run AFTER INSERT ON result REFERENCING NEW TABLE AS added
EXECUTE FUNCTION refuse_late_result();

CREATE TRIGGER receipt_unchanged BEFORE UPDATE ON receipt
EXECUTE FUNCTION refuse('receipts do not change');
CREATE TRIGGER receipt_kept BEFORE DELETE OR TRUNCATE ON receipt
EXECUTE FUNCTION refuse('receipts are kept');
CREATE TRIGGER receipt_in_order BEFORE INSERT ON receipt FOR EACH ROW
EXECUTE FUNCTION refuse_receipt_out_of_order();

CREATE TRIGGER fact_unchanged BEFORE UPDATE ON fact
EXECUTE FUNCTION refuse('facts do not change');
CREATE TRIGGER fact_kept BEFORE DELETE OR TRUNCATE ON fact
EXECUTE FUNCTION refuse('facts are kept');

CREATE TRIGGER shift_case_unchanged BEFORE UPDATE ON shift_case
EXECUTE FUNCTION refuse('cases do not change: their events do');
CREATE TRIGGER shift_case_kept BEFORE DELETE OR TRUNCATE ON shift_case
EXECUTE FUNCTION refuse('cases are kept');

CREATE TRIGGER level_unchanged BEFORE UPDATE ON level
EXECUTE FUNCTION refuse('levels do not change');
CREATE TRIGGER level_kept BEFORE DELETE OR TRUNCATE ON level
EXECUTE FUNCTION refuse('levels are kept');

CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
EXECUTE FUNCTION refuse('events do not change');
CREATE TRIGGER event_kept BEFORE DELETE OR TRUNCATE ON event
EXECUTE FUNCTION refuse('events are kept');

-- What was to be told of an event, and where, stays; only what became of it changes.
CREATE TRIGGER delivery_changed BEFORE UPDATE ON delivery FOR EACH ROW WHEN (
    NEW.delivery_id IS DISTINCT FROM OLD.delivery_id OR NEW.event_id IS DISTINCT FROM OLD.event_id
    OR NEW.channel IS DISTINCT FROM OLD.channel OR OLD.done_us IS NOT NULL)
EXECUTE FUNCTION refuse('of a delivery, only what became of it changes');
CREATE TRIGGER delivery_kept BEFORE DELETE OR TRUNCATE ON delivery
EXECUTE FUNCTION refuse('deliveries are kept');

GRANT USAGE ON SCHEMA perfharness TO perfharness_runner;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA perfharness TO perfharness_runner;
REVOKE INSERT ON schema_version FROM perfharness_runner;
GRANT UPDATE (cpu_model) ON host TO perfharness_runner;
GRANT UPDATE (branch, summary, position, committed_us) ON revision TO perfharness_runner;
GRANT UPDATE (keep) ON run TO perfharness_runner;
GRANT UPDATE (attempts, next_us, done_us, remote, error) ON delivery TO perfharness_runner;
