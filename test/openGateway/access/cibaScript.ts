import { authorize, pollForToken, type Authorization } from '../../../nodes/openGateway/access/ciba';
import { OpenGatewayError } from '../../../nodes/openGateway/errors';
import { json, rejection, scriptedContext, type Reply } from '../partner';

const NUMBER = '+34666555341';
export const endpoints = {
	authorizeUrl: 'https://as.example/bc-authorize',
	tokenUrl: 'https://as.example/token',
	authenticate: () => ({ headers: { authorization: 'Basic aWQ6Y2FuYXJ5LXNlY3JldA==' }, parameters: {} }),
};
export const authorization: Authorization = {
	authReqId: 'request-1',
	intervalSeconds: 2,
	expiresAtMs: 120_000,
	consentUrl: null,
};
export const pending = json(400, { error: 'authorization_pending' });
export const granted = json(200, { access_token: 'token-1', token_type: 'Bearer', expires_in: 120 });

export const ask = (...replies: Reply[]) => {
	const context = scriptedContext(...replies);
	return { context, result: authorize(context, endpoints, () => ({ login_hint: `tel:${NUMBER}`, scope: 'dpv:A#b' })) };
};
export const poll = (
	replies: Reply[],
	{
		maxConsentWaitMs = 300_000,
		maxAttempts = 3,
		...changes
	}: Partial<Authorization> & { maxConsentWaitMs?: number; maxAttempts?: number } = {},
) => {
	const context = Object.assign(scriptedContext(...replies), { maxAttempts });
	return { context, result: pollForToken(context, endpoints, { ...authorization, ...changes }, maxConsentWaitMs) };
};
export const failure = async (result: Promise<unknown>) => {
	const thrown = await rejection(result);
	expect(thrown).toBeInstanceOf(OpenGatewayError);
	return thrown as OpenGatewayError;
};
