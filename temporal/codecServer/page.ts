/** Where a browser shows the token once, so that the Temporal UI beside it can ask. No script, nothing from elsewhere. */
export const signInPage = (said: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>dirsync codec server</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>dirsync codec server</h1>
<p role="status">${said}</p>
<form method="post" action="/session">
  <label>Token <input name="token" type="password" autocomplete="off" required></label>
  <button>Sign in</button>
</form>
</html>
`;

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
