import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { completeSignIn } from '../../signin/deviceCode';
import type { World } from '../../world';
import { StaffError, valid } from './requests';

const signIn = z.strictObject({
  userCode: z.string().min(1),
  userPrincipalName: z.string().min(1),
  decline: z.boolean().optional(),
});

/** A person of the tenant enters a device's code in the browser; passwords are not simulated. */
export function registerPeoplesSignIn(app: FastifyInstance, world: World): void {
  app.post('/site/sign-in', async (request) => {
    const given = valid(signIn, request.body);
    const problem = completeSignIn(world, given);
    if (problem) throw new StaffError(400, 'SignInFailed', problem);
    return { userPrincipalName: given.userPrincipalName, signedIn: !given.decline };
  });
}
