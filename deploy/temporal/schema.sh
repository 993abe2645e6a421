#!/bin/sh
# Creates Temporal's two databases and brings their schemas to the version of this image. Safe to run again, which is how an upgrade does it.
# Environment: SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD (temporal-sql-tool reads them), SCHEMA_DIR.
set -eu

schema=${SCHEMA_DIR:-/etc/temporal/schema/postgresql/v12}

# setup NAME FOLDER
setup() {
  temporal-sql-tool --db "$1" create
  temporal-sql-tool --db "$1" setup-schema -v 0.0
  temporal-sql-tool --db "$1" update-schema -d "$schema/$2/versioned"
}

setup temporal temporal
setup temporal_visibility visibility
