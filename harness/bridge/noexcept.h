/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* No exception leaves a bridge: the compiler is told, on the side that knows the word. */
#ifndef PH_HARNESS_BRIDGE_NOEXCEPT_H
#define PH_HARNESS_BRIDGE_NOEXCEPT_H

#ifdef __cplusplus
#define PH_NOEXCEPT noexcept
#else
#define PH_NOEXCEPT
#endif

#endif /* PH_HARNESS_BRIDGE_NOEXCEPT_H */
