/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The main identification register of a 64-bit ARM core (MIDR_EL1), and the names of who makes
 * cores and of the cores.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SYSTEM_ARM_PART_H
#define PH_HARNESS_SYSTEM_ARM_PART_H

#include <glib.h>

/* Its fields, Arm Architecture Reference Manual, D24.2 "MIDR_EL1". */
typedef struct ph_midr {
    guint implementer; /* 8 bits. */
    guint variant;     /* 4 bits, the X of rXpY. */
    guint part;        /* 12 bits. */
    guint revision;    /* 4 bits, the Y of rXpY. */
} ph_midr;

/* The register: what lies between variant and part is 0xf in every core of 64 bits. */
guint32 ph_midr_value(ph_midr midr);
ph_midr ph_midr_of(guint32 value);

/* Static; NULL for those that are not in our table. */
const char *ph_arm_implementer_name(guint implementer);
const char *ph_arm_part_name(guint implementer, guint part);

#endif /* PH_HARNESS_SYSTEM_ARM_PART_H */
