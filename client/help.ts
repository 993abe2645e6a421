/** Shown below the list of commands. */
export const examples = `
Examples:
  npx dirsync init worksheet.yaml
  npx dirsync validate worksheet.yaml
  npx dirsync plan worksheet.yaml
  npx dirsync deploy worksheet.yaml
  npx dirsync status contoso --watch
  npx dirsync approve contoso plan --by anna@contoso.com
  npx dirsync retry contoso tunnel --worksheet worksheet.yaml --comment "key corrected"
  npx dirsync report contoso

Exit codes:
  0  done                    1  failed or refused
  2  bad input, not started  3  waits for somebody

The Temporal server is that of TEMPORAL_ADDRESS or TEMPORAL_PROFILE, else 127.0.0.1:7233.
docs/cli.md has every command, exit code and environment variable.
`;
