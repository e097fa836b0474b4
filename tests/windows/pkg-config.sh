#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# pkg-config for the libraries that libraries.sh built, whose archives need what they stand on.
top=$(cd "$(dirname "$0")/../.." && pwd)/build/windows
PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR=$top/prefix/lib/pkgconfig:$top/without/lib/pkgconfig exec pkg-config --static "$@"
