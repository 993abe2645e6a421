import { randomUUID } from 'node:crypto';

/** The error body of Entra's token endpoint. */
export function failure(error: string, code: number, message: string): object {
  const [trace, correlation, timestamp] = [randomUUID(), randomUUID(), new Date().toISOString()];
  return {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  };
}
