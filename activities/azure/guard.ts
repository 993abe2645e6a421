import type { NetworkManagementClientOptionalParams } from '@azure/arm-network';

export type AdditionalPolicy = NonNullable<
  NetworkManagementClientOptionalParams['additionalPolicies']
>[number];

export interface GuardOptions {
  /** So long one request may take, from its first byte to the last of its answer. */
  timeLimitMs: number;
  /** A service did not accept a token: the next request must not bring it again. */
  onTokenRefused: () => void;
}

/**
 * What the pipeline of Azure's clients leaves open: it waits for ever for an answer (its `timeout` is 0), takes a
 * proxy's page of HTML for an empty answer, sends a token until it expires by the clock of this machine, and arm-compute
 * drops what a refused list says: which action is missing.
 */
export function guard({ timeLimitMs, onTokenRefused }: GuardOptions): AdditionalPolicy {
  return {
    position: 'perRetry',
    policy: {
      name: 'dirsyncGuard',
      async sendRequest(request, next) {
        request.timeout = timeLimitMs;
        const response = await next(request).catch((error: Error) => {
          const outOfTime = error.name === 'AbortError' && !request.abortSignal?.aborted;
          throw outOfTime ? noAnswer(request.url, timeLimitMs) : error;
        });
        // A vault asks for the token by a 401 to a request that brings none.
        if (response.status === 401 && request.headers.has('authorization')) onTokenRefused();
        if (response.status === 403) throw refusal(response);
        if (response.status < 400 && isPage(response.headers.get('content-type'))) throw page(request.url);
        return response;
      },
    },
  };
}

/** No service that dirsync calls answers with a page; what stands between it and the worker does. */
export const isPage = (contentType: string | null | undefined): boolean =>
  /^\s*text\/html\b/i.test(contentType ?? '');

export const page = (url: string): Error =>
  Object.assign(
    new Error(`${new URL(url).host} answered with a page of HTML; something between it and the worker did`),
    { code: 'PARSE_ERROR' },
  );

type Response = Awaited<ReturnType<Parameters<AdditionalPolicy['policy']['sendRequest']>[1]>>;

/** In the form that the clients' own errors have, with the whole answer. */
const refusal = (response: Response): Error =>
  Object.assign(
    new Error(response.bodyAsText || `${new URL(response.request.url).host} refused the request`),
    {
      statusCode: response.status,
      response,
    },
  );

export const brokenJson = (url: string): Error =>
  Object.assign(new Error(`${new URL(url).host} answered with something that is no JSON`), {
    code: 'PARSE_ERROR',
  });

const noAnswer = (url: string, timeLimitMs: number): Error =>
  Object.assign(new Error(`${new URL(url).host} gave no answer within ${timeLimitMs / 1000} seconds`), {
    code: 'ETIMEDOUT',
  });
