/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A level that worker, harness and documents call by the same name. */
#ifndef PH_HARNESS_PROTOCOL_LEVEL_NAME_H
#define PH_HARNESS_PROTOCOL_LEVEL_NAME_H

/* Each call reads the copybook, and decodes a record of it. */
#define PH_LEVEL_NAME_COPYBOOK "copybook"

#endif /* PH_HARNESS_PROTOCOL_LEVEL_NAME_H */
