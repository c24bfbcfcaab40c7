import { json } from '../../nodes/simulator/messages';
import { readBody, readDevice, refusalOf, statusOf, statusTimeOf, type Aggregator } from './twoLegged';

const HOST = 'network-as-code.nokia.rapidapi.com';
const PATH = '/device-status/device-roaming-status/v1/retrieve';

/**
 * An aggregator like Nokia Network as Code behind RapidAPI, from its OpenAPI, its SDK 10.0.0 and live captures of 2026-08:
 * two key headers, no token, the device in the body, errors as `{"message"}` and `{"detail"}`.
 */
export function nokia({ apiKey, now = Date.now }: { apiKey: string; now?: () => number }): Aggregator {
	return (request) => {
		const { method, path, headers } = request;
		if (headers['x-rapidapi-key'] === undefined) return json(401, { message: 'Invalid API key.' });
		if (headers['x-rapidapi-key'] !== apiKey) return json(401, { message: 'Invalid API key.' });
		if (headers['x-rapidapi-host'] !== HOST) return json(403, { message: 'You are not subscribed to this API.' });
		if (headers.authorization !== undefined) return json(400, { detail: 'No authorization is expected.' });
		if (path !== PATH) return json(404, { message: `Endpoint '${path}' does not exist` });
		if (method !== 'POST') return json(405, { detail: 'Method Not Allowed' });

		const phoneNumber = readDevice(readBody(request));
		if (phoneNumber === undefined) return json(422, { detail: 'The body names no device.' });
		const status = statusOf(phoneNumber);
		if (status === undefined) {
			const refusal = refusalOf(phoneNumber);
			return refusal.body.includes('QUOTA_EXCEEDED')
				? json(429, { message: 'You have exceeded the MONTHLY quota for Requests on your current plan, BASIC.' })
				: refusal;
		}
		// Python writes six digits of a second.
		const lastStatusTime = statusTimeOf(phoneNumber, now())?.replace('Z', '000Z');
		return json(200, { device: { phoneNumber }, lastStatusTime, ...status });
	};
}
