import { createHash } from 'node:crypto';
import { authorize, pollForToken, type CibaEndpoints, type LostToken } from './access/ciba';
import { createClientAuthentication } from './credential/clientAuthentication';
import { LOGIN_HINT_STYLES, SCOPE_STYLES } from './credential/requestStyles';
import type { AccessToken, TokenCache } from './access/tokenCache';
import { withRetries, type RetryingWorld } from './http/retry';
import { createError, type OpenGatewayError } from './errors';
import { post, succeeded, type Answer } from './http/send';
import { createRedactor } from './http/redact';
import { DIALECTS } from './credential/apiVersions';
import { readRoamingStatus, type RoamingStatus } from './roaming/status';
import type { Settings } from './credential/settings';

export interface CheckOptions {
	/** A purpose of the W3C Data Privacy Vocabulary without its prefix, such as FraudPreventionAndDetection. */
	purpose: string;
	/** Longest wait for the subscriber's consent, in milliseconds. */
	maxConsentWaitMs: number;
	/** Longest wait for one answer, in milliseconds. */
	timeoutMs: number;
	/** How often a request is sent at most where it may be repeated; 1 is never again. */
	maxAttempts: number;
	/** Whether a token of an earlier check may be used within its life. */
	reuseTokens: boolean;
	/** Calls the check off. */
	signal?: AbortSignal | undefined;
}

/**
 * Asks the network whether one phone is roaming.
 *
 * @param phoneNumber in E.164, as `normalizePhoneNumber` gives it
 * @throws OpenGatewayError
 */
export type Check = (phoneNumber: string, options: CheckOptions) => Promise<RoamingStatus>;

/** What all checks of a batch share. */
export type Surroundings = Pick<
	RetryingWorld,
	'transport' | 'clock' | 'traffic' | 'random' | 'retryBudget' | 'stepAside'
>;

/** One check under way. */
interface Flow {
	world: RetryingWorld;
	settings: Settings;
	endpoints: CibaEndpoints;
	phoneNumber: string;
	options: CheckOptions;
}

/**
 * A client of one aggregator. A token belongs to one number: it lives in the call of `check` that it was issued for,
 * and in the cache under a key that names the number.
 *
 * @throws OpenGatewayError of stage `validation` where the credential cannot be used
 */
export function createClient(settings: Settings, surroundings: Surroundings, tokens: TokenCache): { check: Check } {
	const endpoints: CibaEndpoints = { ...settings, authenticate: createClientAuthentication(settings) };
	const client = clientKey(settings);

	const check: Check = async (phoneNumber, options) => {
		const { timeoutMs, maxAttempts, signal } = options;
		const redactor = createRedactor({ phoneNumber, secrets: [settings.clientSecret] });
		const world: RetryingWorld = { ...surroundings, timeoutMs, maxAttempts, signal, redactor };
		const flow: Flow = { world, settings, endpoints, phoneNumber, options };
		const key = options.reuseTokens ? `${client} ${options.purpose} ${phoneNumber}` : undefined;
		const token = () =>
			key === undefined
				? obtainToken(flow).then(({ accessToken }) => accessToken)
				: tokens.get(key, world.clock.now(), () => obtainToken(flow), options.signal);

		const first = await token();
		const answer = await retrieve(flow, first);
		if (answer.status !== 401) return read(flow, answer);
		// The token may have expired in between, or been revoked: one new one, once.
		if (key !== undefined) tokens.drop(key, first);
		return read(flow, await retrieve(flow, await token()));
	};
	return { check };
}

/**
 * What a token is bound to beside purpose and number. The secret is part of it, so that nobody who merely knows the
 * client ID is served from the cache; hashed, since a key stays in memory longer than the secret needs to.
 */
function clientKey(settings: Settings): string {
	return createHash('sha256').update(JSON.stringify(settings)).digest('base64');
}

function scopeParameters({ apiVersion, scopeStyle, customScope }: Settings, purpose: string): Record<string, string> {
	return SCOPE_STYLES[scopeStyle](purpose, DIALECTS[apiVersion].scope, customScope);
}

async function obtainToken(flow: Flow): Promise<AccessToken> {
	const first = await requestAccess(flow);
	if (!('lost' in first)) return first;
	// The token was issued and its answer lost on the way; one new request, once.
	const second = await requestAccess(flow);
	if (!('lost' in second)) return second;
	throw second.lost;
}

async function requestAccess({
	world,
	settings,
	endpoints,
	phoneNumber,
	options,
}: Flow): Promise<AccessToken | LostToken> {
	const authorization = await authorize(world, endpoints, phoneNumber, {
		login_hint: LOGIN_HINT_STYLES[settings.loginHintStyle](phoneNumber),
		...scopeParameters(settings, options.purpose),
	});
	return pollForToken(world, endpoints, phoneNumber, authorization, options.maxConsentWaitMs);
}

async function retrieve(flow: Flow, token: string): Promise<Answer> {
	const dialect = DIALECTS[flow.settings.apiVersion];
	const withIdentifier = JSON.stringify(dialect.identifier(flow.phoneNumber));
	const first = dialect.identifierFirst ? withIdentifier : '{}';

	const answer = await postRoaming(flow, token, first);
	if (answer.status !== 422) return answer;
	const bodyAskedFor = new Map([
		['UNNECESSARY_IDENTIFIER', '{}'],
		['MISSING_IDENTIFIER', withIdentifier],
	]).get(answer.toError().code);
	return bodyAskedFor === undefined || bodyAskedFor === first ? answer : postRoaming(flow, token, bodyAskedFor);
}

function postRoaming({ world, settings, phoneNumber }: Flow, token: string, body: string): Promise<Answer> {
	return withRetries(world, 'roaming', () =>
		post(world, {
			stage: 'roaming',
			url: settings.roamingUrl,
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body,
			phoneNumber,
		}),
	);
}

function read({ world, settings }: Flow, answer: Answer): RoamingStatus {
	if (!succeeded(answer)) throw withPathOfDialect(answer.toError(), settings);
	const status = readRoamingStatus(answer.body, answer.correlator, world.clock.now());
	if (status !== undefined) return status;
	// CAMARA's form of an error under a status of success, or somebody else's answer.
	throw answer.toError();
}

/** "There is no API at this URL" is best answered with how the URL should end. */
function withPathOfDialect(error: OpenGatewayError, { apiVersion }: Settings): OpenGatewayError {
	if (error.code !== 'ENDPOINT_NOT_FOUND') return error;
	const { path } = DIALECTS[apiVersion];
	const hint = `Check "Roaming URL" in the Open Gateway credential; in API version ${apiVersion} it usually ends in ${path}.`;
	return createError({ ...error, message: error.message, hint });
}
