#!/bin/sh
# The newest tried Python on this machine: 3.13, 3.12 or 3.11 (the default python3 first when it fits).
for name in python3 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        command -v "$name"
        exit 0
    fi
done
echo "Python 3.11, 3.12 or 3.13 is needed and was not found. Debian and Ubuntu: apt-get install python3" >&2
echo python3-missing
