#!/usr/bin/env bash
# Installs the system packages that are missing, when root; otherwise names them in one line to copy.
#   system-packages.sh venv|run|test
set -euo pipefail

run_packages=(libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0
    libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 fonts-noto-core)
test_packages=(xvfb xauth xdotool postgresql redis-server dbus-daemon at-spi2-core gnome-keyring strace g++ make
    fonts-noto-cjk fonts-noto-color-emoji)

wanted=()
case "${1:-run}" in
venv) python3 -c 'import ensurepip' 2>/dev/null || wanted=(python3-venv) ;;
run) wanted=("${run_packages[@]}") ;;
test)
    wanted=("${run_packages[@]}" "${test_packages[@]}")
    command -v npm >/dev/null || wanted+=(nodejs npm) # both refuse to install beside a Node from elsewhere
    ;;
esac
command -v dpkg-query >/dev/null || exit 0 # not Debian: nothing we could say

there() { # Ubuntu 24.04 renamed some libraries: libglib2.0-0 is libglib2.0-0t64 there
    dpkg-query -W -f '${Status}\n' "$1" "$1t64" 2>/dev/null | grep -q '^install ok installed'
}
missing=()
for package in ${wanted[@]+"${wanted[@]}"}; do
    there "$package" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ]; then
    echo "Installing system packages: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    exit 0
fi
echo "Missing system packages. To install them: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
if [ "${1:-run}" = test ]; then exit 0; fi # tests that need them say so and are skipped
[ "${1:-run}" = venv ] && exit 1
exit 0
