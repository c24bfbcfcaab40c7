import { authorize, pollForToken, type CibaEndpoints } from './authorization/ciba';
import { createClientAuthentication } from './authorization/clientAuthentication';
import { LOGIN_HINT_STYLES, SCOPE_STYLES } from './authorization/request';
import { createError, type OpenGatewayError } from './errors';
import { post, succeeded, type Answer, type Surroundings, type World } from './exchange';
import { DIALECTS } from './roaming/dialects';
import { readRoamingStatus, type RoamingStatus } from './roaming/status';
import type { Settings } from './settings';

export interface CheckOptions {
	/** A purpose of the W3C Data Privacy Vocabulary without its prefix, such as FraudPreventionAndDetection. */
	purpose: string;
	/** Longest wait for the subscriber's consent, in milliseconds. */
	maxConsentWaitMs: number;
	/** Longest wait for one answer, in milliseconds. */
	timeoutMs: number;
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

/** One check under way. */
interface Flow {
	world: World;
	settings: Settings;
	endpoints: CibaEndpoints;
	phoneNumber: string;
	options: CheckOptions;
}

/**
 * A client of one aggregator. The token of a number lives in the call of `check` that it was issued for, nowhere else.
 *
 * @throws OpenGatewayError of stage `validation` where the credential cannot be used
 */
export function createClient(settings: Settings, surroundings: Surroundings): { check: Check } {
	const endpoints: CibaEndpoints = { ...settings, authenticate: createClientAuthentication(settings) };

	const check: Check = async (phoneNumber, options) => {
		const world = { ...surroundings, timeoutMs: options.timeoutMs, signal: options.signal };
		const flow: Flow = { world, settings, endpoints, phoneNumber, options };

		const answer = await retrieve(flow, await obtainToken(flow));
		// The token may have expired in between, or been revoked: one new one, once.
		return read(flow, answer.status === 401 ? await retrieve(flow, await obtainToken(flow)) : answer);
	};
	return { check };
}

async function obtainToken({ world, settings, endpoints, phoneNumber, options }: Flow): Promise<string> {
	const { scope } = DIALECTS[settings.apiVersion];
	const authorization = await authorize(world, endpoints, phoneNumber, {
		login_hint: LOGIN_HINT_STYLES[settings.loginHintStyle](phoneNumber),
		...SCOPE_STYLES[settings.scopeStyle](options.purpose, scope, settings.customScope),
	});
	return pollForToken(world, endpoints, phoneNumber, authorization, options.maxConsentWaitMs);
}

async function retrieve(flow: Flow, token: string): Promise<Answer> {
	const dialect = DIALECTS[flow.settings.apiVersion];
	const withIdentifier = JSON.stringify(dialect.identifier(flow.phoneNumber));
	const first = dialect.identifierFirst ? withIdentifier : '{}';

	const answer = await postRoaming(flow, token, first);
	if (answer.status !== 422) return answer;
	const bodyAskedFor = { UNNECESSARY_IDENTIFIER: '{}', MISSING_IDENTIFIER: withIdentifier }[answer.toError().code];
	return bodyAskedFor === undefined || bodyAskedFor === first ? answer : postRoaming(flow, token, bodyAskedFor);
}

function postRoaming({ world, settings, phoneNumber }: Flow, token: string, body: string): Promise<Answer> {
	return post(world, {
		stage: 'roaming',
		url: settings.roamingUrl,
		headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
		body,
		phoneNumber,
	});
}

function read({ world, settings }: Flow, answer: Answer): RoamingStatus {
	if (!succeeded(answer)) throw withPathOfDialect(answer.toError(), settings);
	const status = readRoamingStatus(answer.body, answer.correlator, world.clock.now());
	if (status === undefined) throw answer.toErrorWith('INVALID_RESPONSE');
	return status;
}

/** "There is no API at this URL" is best answered with how the URL should end. */
function withPathOfDialect(error: OpenGatewayError, { apiVersion }: Settings): OpenGatewayError {
	if (error.code !== 'ENDPOINT_NOT_FOUND') return error;
	const { path } = DIALECTS[apiVersion];
	const hint = `Check "Roaming URL" in the Open Gateway credential; in API version ${apiVersion} it usually ends in ${path}.`;
	return createError({ ...error, message: error.message, hint });
}
