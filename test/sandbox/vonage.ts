import { json } from '../../nodes/simulator/messages';
import { scenarioOf } from '../../nodes/simulator/simulator';
import { verifyJwt } from './jws';
import { readBody, refusalOf, statusOf, statusTimeOf, UUID, type Aggregator } from './twoLegged';

const PATH = '/identity-insights/v1/requests';
/** Vonage refuses tokens that live longer than a day. */
const LONGEST_LIFE = 86_400;

/** An aggregator like Vonage Identity Insights v1, from its documentation: an application's own JWT, one insight. */
export function vonage({
	applicationId,
	publicKey,
	now = Date.now,
}: {
	applicationId: string;
	publicKey: string;
	now?: () => number;
}): Aggregator {
	function isLetIn(authorization: string): boolean {
		const { claims } = verifyJwt(authorization.replace('Bearer ', ''), publicKey) ?? {};
		if (claims === undefined) return false;
		const { application_id, iat, exp, jti, ...others } = claims;
		const seconds = now() / 1000;
		return (
			application_id === applicationId &&
			typeof iat === 'number' &&
			iat <= seconds &&
			typeof exp === 'number' &&
			exp > seconds &&
			exp - iat <= LONGEST_LIFE &&
			UUID.test(String(jti)) &&
			Object.keys(others).length === 0
		);
	}

	return (request) => {
		const { method, path, headers } = request;
		if (path !== PATH) return json(404, { title: 'Not Found', detail: 'There is nothing here.' });
		if (method !== 'POST') return json(405, { title: 'Method Not Allowed' });
		if (!isLetIn(headers.authorization ?? '')) {
			return json(401, { title: 'Unauthorized', detail: 'You did not provide correct credentials.' });
		}
		const { phone_number: number, purpose, insights, ...others } = readBody(request) ?? {};
		const asksForRoaming = JSON.stringify(insights) === '{"roaming":{}}';
		if (!/^[1-9][0-9]{4,14}$/.test(String(number)) || typeof purpose !== 'string' || !asksForRoaming) {
			return json(422, { title: 'Unprocessable Entity', detail: 'The request is not valid.' });
		}
		if (Object.keys(others).length > 0) return json(422, { title: 'Unprocessable Entity' });

		const insight = (code: string, fields: Record<string, unknown> = {}) =>
			json(200, {
				request_id: 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab',
				insights: { roaming: { ...fields, status: { code, message: '' } } },
			});
		const phoneNumber = `+${String(number)}`;
		const status = statusOf(phoneNumber);
		if (status === undefined) {
			const { answer } = scenarioOf(phoneNumber);
			if (answer === 'htmlPage' || !('refusal' in answer)) return refusalOf(phoneNumber);
			const code = {
				SERVICE_NOT_APPLICABLE: 'NO_COVERAGE',
				IDENTIFIER_NOT_FOUND: 'NOT_FOUND',
				INTERNAL: 'INTERNAL_ERROR',
			}[answer.refusal as string];
			return code === undefined ? refusalOf(phoneNumber) : insight(code);
		}
		return insight('OK', {
			is_roaming: status.roaming,
			country_codes: status.countryName ?? [],
			// Whole seconds.
			latest_status_at: statusTimeOf(phoneNumber, now())?.replace(/\.\d+/, ''),
		});
	};
}
