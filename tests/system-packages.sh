#!/bin/sh
# Sees to it that the servers and the browser that the tests drive are on this machine.
# Silent when they are; installs them from Debian's packages when it may; else says what is missing and exits 1.
set -eu

# The file with which Debian forbids installed services to start (invoke-rc.d(8)); a setting for the tests' sake.
policy=${POLICY_RC_D:-/usr/sbin/policy-rc.d}

has() { command -v "$1" >/dev/null 2>&1; }

has_postgresql() {
    for server in /usr/lib/postgresql/*/bin/postgres; do
        if [ -x "$server" ]; then return 0; fi
    done
    return 1
}

missing() {
    if ! has chromium-headless-shell && ! has chromium; then echo chromium-headless-shell; fi
    if ! { has dovecot || [ -x /usr/sbin/dovecot ]; } || ! [ -x /usr/lib/dovecot/imap ]; then echo dovecot-imapd; fi
    if ! has_postgresql; then echo postgresql; fi
    if ! has openssl; then echo openssl; fi
    if ! has redis-server; then echo redis-server; fi
}

fail() {
    echo "The tests need these Debian packages, which are not installed: $packages" >&2
    echo "$1 Install them with:" >&2
    echo "    sudo apt-get update && sudo apt-get install --no-install-recommends $packages" >&2
    exit 1
}

# shellcheck disable=SC2086  # $as_root and $packages are lists of words
install_packages() {
    apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0"
    $apt update && $apt install -y --no-install-recommends $packages
}

packages=$(missing | tr '\n' ' ' | sed 's/ $//')
if [ -z "$packages" ]; then exit 0; fi

if ! has apt-get; then
    fail "There is no apt-get here to install them with."
elif [ "$(id -u)" -eq 0 ]; then
    as_root=
elif has sudo && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    fail "They cannot be installed without root or a sudo that asks for no password."
fi

echo "Installing for the tests: $packages"
log=$(mktemp)
made_policy=
clean_up() {
    rm -f "$log"
    if [ -n "$made_policy" ]; then $as_root rm -f "$policy"; fi
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# The tests start servers of their own; the packages' own must not come up and take ports 143, 993 and 5432.
if ! [ -e "$policy" ]; then
    made_policy=yes
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
fi

if ! install_packages >"$log" 2>&1; then
    cat "$log" >&2
    fail "apt-get could not install them; its messages are above."
fi
packages=$(missing | tr '\n' ' ' | sed 's/ $//')
if [ -n "$packages" ]; then fail "apt-get said they were installed, but their programs are not found."; fi
