#!/usr/bin/env bash
# Runs the tests against Debian's Samba AD DC in namespaces of their own: network (no way out of it), processes, mounts,
# host name. When the tests end, fail or take too long, the kernel takes everything in them away. See docs/samba.md.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() {
  echo "test:samba skipped: $1 (docs/samba.md says what it needs)"
  exit 0
}

[ "$(uname -s)" = Linux ] || skip 'it needs Linux'
[ "$(id -u)" -eq 0 ] || skip 'it needs root, for namespaces of its own'

commands=(samba samba-tool net ldbadd ldbmodify ldbsearch kinit nsupdate openssl ip unshare)
packages=(samba samba-dsdb-modules samba-vfs-modules winbind ldb-tools krb5-user bind9-dnsutils openssl iproute2 util-linux)

present() {
  local needed
  for needed in "${commands[@]}"; do
    command -v "$needed" >/dev/null || return 1
  done
  compgen -G '/usr/lib/*/samba/ldb/samba_dsdb.so' >/dev/null && [ -e /usr/share/samba/setup/provision.ldif ]
}

# Newer Debian releases have the domain controller and its provisioning files in packages of their own.
install() {
  command -v apt-get >/dev/null || skip 'Samba AD DC is missing, and there is no apt to install it with'
  local package policy=/usr/sbin/policy-rc.d log="$DIRSYNC_SAMBA_FOLDER/apt.log"
  echo 'test:samba: installing Samba AD DC'
  apt-get update -q >"$log" 2>&1 || true
  for package in samba-ad-dc samba-ad-provision; do
    if apt-cache show "$package" >/dev/null 2>&1; then packages+=("$package"); fi
  done
  # The packages start services of the machine; these are not wanted, and only the namespace's own run.
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made+=("$policy")
  fi
  if ! DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" >>"$log" 2>&1; then
    tail -n 5 "$log"
    skip 'apt could not install Samba AD DC'
  fi
}

export DIRSYNC_SAMBA_FOLDER
DIRSYNC_SAMBA_FOLDER=$(mktemp -d)
made=("$DIRSYNC_SAMBA_FOLDER")
clean() { rm -rf "${made[@]}"; }
trap clean EXIT

present || install
unshare --net --mount --uts --pid --fork --mount-proc true 2>/dev/null || skip 'namespaces are not allowed here'

# Killing unshare kills the first process of the process namespace, and with it all others there.
timeout --foreground --signal=KILL 220 \
  unshare --net --mount --uts --pid --fork --kill-child=KILL --mount-proc bash test/samba/inside.sh
