/** Shorter ones would blacken half of a text, and are no secrets to speak of. */
const leastLength = 6;

/**
 * A value as it is, and as JSON, JSON inside of JSON, a URL or base64 would hold it. Base64 depends on where in its three-byte groups
 * the value begins; the characters that neighbours share are left out.
 */
export function formsOf(value: string): string[] {
  if (value.length < leastLength) return [];
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    return whole
      .subarray(0, whole.length - (whole.length % 3))
      .toString('base64')
      .slice(before === 0 ? 0 : 4);
  });
  const json = JSON.stringify(value).slice(1, -1);
  const twice = JSON.stringify(json).slice(1, -1);
  const forms = [twice, json, value, encodeURIComponent(value), ...base64];
  return [...new Set(forms)].filter((form) => form.length >= leastLength);
}

/** The text without the secrets, in whichever form it holds them. */
export function redact(text: string, secrets: string[] = []): string {
  return secrets.flatMap(formsOf).reduce((result, form) => result.replaceAll(form, '***'), text);
}
