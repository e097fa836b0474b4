/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of schema/, as embed_schema.cmake puts them into the program. Static; any thread. */
#ifndef PH_HARNESS_HISTORY_SCHEMA_H
#define PH_HARNESS_HISTORY_SCHEMA_H

/* The schema that this version writes. */
enum { PH_SCHEMA_VERSION = 2 };

/* What brings a database from the version before to this one; from 0, nothing, to 1. */
extern const char ph_schema_sqlite_1[];
extern const char ph_schema_sqlite_2[];
extern const char ph_schema_postgres_1[];
extern const char ph_schema_postgres_2[];

#endif /* PH_HARNESS_HISTORY_SCHEMA_H */
