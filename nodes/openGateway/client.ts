import { authorize, pollForToken, type CibaEndpoints } from './authorization/ciba';
import { createClientAuthentication } from './authorization/clientAuthentication';
import { LOGIN_HINT_STYLES, SCOPE_STYLES } from './authorization/request';
import { createError, type OpenGatewayError } from './errors';
import { post, succeeded, type Answer, type World } from './exchange';
import { DIALECTS } from './roaming/dialects';
import { readRoamingStatus, type RoamingStatus } from './roaming/status';
import type { Settings } from './settings';

export interface CheckOptions {
	/** A purpose of the W3C Data Privacy Vocabulary without its prefix, such as FraudPreventionAndDetection. */
	purpose: string;
	/** Longest wait for the subscriber's consent, in milliseconds. */
	maxConsentWaitMs: number;
}

export interface Client {
	/**
	 * Asks the network whether one phone is roaming.
	 *
	 * @param phoneNumber in E.164, as `normalizePhoneNumber` gives it
	 * @throws OpenGatewayError
	 */
	check(phoneNumber: string, options: CheckOptions): Promise<RoamingStatus>;
}

/**
 * A client of one aggregator. The token of a number lives in the call of `check` that it was issued for, nowhere else.
 *
 * @throws OpenGatewayError of stage `validation` where the credential cannot be used
 */
export function createClient(settings: Settings, world: World): Client {
	const dialect = DIALECTS[settings.apiVersion];
	const endpoints: CibaEndpoints = { ...settings, authenticate: createClientAuthentication(settings) };

	async function check(phoneNumber: string, options: CheckOptions): Promise<RoamingStatus> {
		const token = await obtainToken(phoneNumber, options);
		const answer = await retrieve(phoneNumber, token);
		if (answer.status !== 401) return read(answer);
		// The token may have expired in between, or been revoked: one new one, once.
		return read(await retrieve(phoneNumber, await obtainToken(phoneNumber, options)));
	}

	async function obtainToken(phoneNumber: string, { purpose, maxConsentWaitMs }: CheckOptions): Promise<string> {
		const authorization = await authorize(world, endpoints, phoneNumber, {
			login_hint: LOGIN_HINT_STYLES[settings.loginHintStyle](phoneNumber),
			...SCOPE_STYLES[settings.scopeStyle](purpose, dialect.scope, settings.customScope),
		});
		return pollForToken(world, endpoints, phoneNumber, authorization, maxConsentWaitMs);
	}

	async function retrieve(phoneNumber: string, token: string): Promise<Answer> {
		const withIdentifier = JSON.stringify(dialect.identifier(phoneNumber));
		const first = dialect.identifierFirst ? withIdentifier : '{}';
		const answer = await postRoaming(phoneNumber, token, first);
		if (answer.status !== 422) return answer;
		const bodyAskedFor = { UNNECESSARY_IDENTIFIER: '{}', MISSING_IDENTIFIER: withIdentifier }[answer.toError().code];
		return bodyAskedFor === undefined || bodyAskedFor === first
			? answer
			: postRoaming(phoneNumber, token, bodyAskedFor);
	}

	function postRoaming(phoneNumber: string, token: string, body: string): Promise<Answer> {
		return post(world, {
			stage: 'roaming',
			url: settings.roamingUrl,
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			body,
			phoneNumber,
		});
	}

	function read(answer: Answer): RoamingStatus {
		if (!succeeded(answer)) throw withPathOfDialect(answer.toError());
		const status = readRoamingStatus(answer.body, answer.correlator, world.clock.now());
		if (status === undefined) throw answer.toErrorWith('INVALID_RESPONSE');
		return status;
	}

	/** "There is no API at this URL" is best answered with how the URL should end. */
	function withPathOfDialect(error: OpenGatewayError): OpenGatewayError {
		if (error.code !== 'ENDPOINT_NOT_FOUND') return error;
		return createError({
			...error,
			message: error.message,
			hint: `Check "Roaming URL" in the Open Gateway credential; in API version ${settings.apiVersion} it usually ends in ${dialect.path}.`,
		});
	}

	return { check };
}
