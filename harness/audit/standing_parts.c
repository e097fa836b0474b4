/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of an audit report that are the same in every one: method, limits, fields to be filled
 * in by people, words. */
#include "audit/audit_parts.h"

static cJSON *texts_json(const char *const *texts, gsize count)
{
    cJSON *list = cJSON_CreateArray();

    for (gsize i = 0; i < count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(texts[i]));
    return list;
}

cJSON *ph_audit_method(void)
{
    static const char *const texts[] = {
        "Measured is how fast builds of copybook-rs decode mainframe data, on the hosts and with "
        "the suites that are named above. A run is one measurement of one suite on one host; it "
        "has "
        "several launches, each a process of its own.",
        "A figure counts only where the answers were proven right and a second process confirmed "
        "the time that was claimed. A figure has a 95 % interval over its launches.",
        "The population is every run that the history has, but for those of pull requests and "
        "those "
        "that were imported. That it is complete is what the chain of receipts shows: they are "
        "numbered without a gap, and one that was taken out breaks it.",
        "Months are those of the calendar in UTC. A run stands in the month in which it was "
        "measured, by the clock of the machine that measured; where that is not known, or ahead of "
        "the history's clock, in the one in which it was received.",
        "Not measured are other programs, the correctness of business reports, and production "
        "itself.",
    };

    return texts_json(texts, G_N_ELEMENTS(texts));
}

cJSON *ph_audit_limits(void)
{
    static const char *const texts[] = {
        "It says what records there are, and how much of what they were looked at for. Whether a "
        "control is designed well, operates, or is met is for people to say, with what is not "
        "here.",
        "No incident recorded means just that: none was recorded.",
        "Nobody's approval is shown. A commit shows that something was changed; who reviewed it, "
        "and whether that person was another than the author, the host of the repository knows.",
        "Times are those of the machines that measured and stored. Nothing from outside confirms "
        "them but the time stamps of an authority, where section 10 lists some.",
        "What a chain shows is that nothing in it was changed on its own. Who can write all of it "
        "could have written all of it anew; only time stamps of an authority, and a witness that "
        "was kept elsewhere, show that.",
        "A record that is deleted is gone from the history; whether it is gone from disks, copies "
        "and backups is not known here.",
        "Measurements of synthetic data say nothing of the data, the load and the capacity of "
        "production.",
        "The tables of controls are in our own words, and name numbers of standards so that they "
        "can be looked up. Whoever owns the standards is to read them once before they are relied "
        "upon.",
    };

    return texts_json(texts, G_N_ELEMENTS(texts));
}

cJSON *ph_audit_signature(void)
{
    static const char *const fields[] = { "Prepared by", "Reviewed by", "Date", "Remarks" };
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(
        object, "text", "To be filled in by people. perfharness signs nothing, in nobody's name.");
    cJSON_AddItemToObject(object, "fields", texts_json(fields, G_N_ELEMENTS(fields)));
    return object;
}

cJSON *ph_audit_glossary(void)
{
    static const struct {
        const char *term, *meaning;
    } terms[] = {
        { "baseline", "what later runs are compared with, until another is promoted" },
        { "chain", "records of which each has the hash of the one before" },
        { "COMP-3", "packed decimal numbers of COBOL" },
        { "DISPLAY", "text and zoned decimal numbers of COBOL" },
        { "floor", "the least throughput that is accepted" },
        { "forced",
          "promoted although rules of promotion were not kept; the reason stands with it" },
        { "host", "a machine, by a fingerprint of its processor and layout" },
        { "interval", "where a figure lies with a confidence of 95 %, by its launches" },
        { "kernel, record, file",
          "what is measured: columns of values; whole records one by one; a "
          "whole file" },
        { "launch", "one process that measures" },
        { "receipt", "the record that something was added to a history, or taken from it" },
        { "stale", "a baseline more than 30 days older than what is held against it" },
        { "witness", "number and hash of a chain's end, kept where its owner cannot write" },
    };
    cJSON *list = cJSON_CreateArray();

    for (gsize i = 0; i < G_N_ELEMENTS(terms); i++) {
        cJSON *object = cJSON_CreateObject();

        cJSON_AddStringToObject(object, "term", terms[i].term);
        cJSON_AddStringToObject(object, "meaning", terms[i].meaning);
        cJSON_AddItemToArray(list, object);
    }
    return list;
}
