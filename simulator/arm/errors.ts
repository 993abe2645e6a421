/** The body of every failure: Azure Resource Manager, "Common deployment errors". */
export interface ArmErrorBody {
  code: string;
  message: string;
  target?: string;
  details?: ArmErrorBody[];
  /** What a policy that denies tells of itself. */
  additionalInfo?: { type: string; info: object }[];
}

/** Thrown anywhere under the dispatcher, which answers with it. */
export class ArmError extends Error {
  constructor(
    readonly status: number,
    readonly body: ArmErrorBody,
    /** Seconds of Azure. */
    readonly retryAfter?: number,
  ) {
    super(body.message);
  }
}

export function refuse(status: number, code: string, message: string, target?: string): never {
  throw new ArmError(status, { code, message, ...(target ? { target } : {}) });
}
