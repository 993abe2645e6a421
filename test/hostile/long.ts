/** `mocha --require` for the long suite. */
process.env.DIRSYNC_HOSTILE_CASES ??= '10000';
