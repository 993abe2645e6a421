#!/bin/sh
# Creates the namespace and dirsync's search attributes. Safe to run again.
# Environment: TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, DIRSYNC_RETENTION. The arguments are the search attributes, NAME=TYPE.
set -eu

# retry COMMAND…: the server needs some seconds to start, and again until it knows a new namespace.
retry() {
  left=30
  until "$@"; do
    left=$((left - 1))
    if [ "$left" -eq 0 ]; then
      echo "gave up: $*" >&2
      return 1
    fi
    sleep 2
  done
}

retry temporal operator cluster health
if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$DIRSYNC_RETENTION"
fi
for attribute in "$@"; do
  retry temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
    --name "${attribute%%=*}" --type "${attribute#*=}"
done
echo "namespace $TEMPORAL_NAMESPACE is ready"
