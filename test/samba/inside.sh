#!/usr/bin/env bash
# Inside the namespaces: gives them Table D's addresses and Samba empty folders in memory, then runs the tests.
set -euo pipefail
domain=corp.contoso.com

ip link set lo up
# The addresses of dc1, where Samba will listen, and of dc2, where nobody does.
ip address add 10.10.0.4/32 dev lo
ip address add 10.10.0.5/32 dev lo
hostname dc1

folder=$DIRSYNC_SAMBA_FOLDER
mount -t tmpfs -o mode=700 tmpfs "$folder"
for directory in /etc/samba /run/samba /var/lib/samba /var/cache/samba /var/log/samba; do
  mkdir -p "$directory"
  mount -t tmpfs -o mode=755 tmpfs "$directory"
done
mkdir /var/lib/samba/private
chmod 700 /var/lib/samba/private

# own FILE: what follows on standard input stands there instead, inside the namespace only.
own() {
  local copy
  copy="$folder/$(basename "$1")"
  cat >"$copy"
  chmod 644 "$copy"
  mount --bind "$copy" "$1"
}
own /etc/resolv.conf <<<"nameserver 10.10.0.4"
own /etc/hosts <<<"127.0.0.1 localhost
10.10.0.4 dc1.$domain dc1"
export KRB5_CONFIG="$folder/krb5.conf"
cat >"$KRB5_CONFIG" <<<"[libdefaults]
default_realm = ${domain^^}
dns_lookup_kdc = true
dns_lookup_realm = false
rdns = false
default_keytab_name = FILE:$folder/member.keytab"

node_modules/.bin/mocha 'test/samba/*.samba.ts'
