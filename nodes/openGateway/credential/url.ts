import { configurationError } from '../errors';
import { FIELD_LABELS } from './fields';

/**
 * Refuses what is no address that a request with secrets may go to.
 *
 * @throws OpenGatewayError of stage `validation`, code INVALID_CONFIGURATION, naming the field and never its value
 */
export function readUrl(field: 'authorizeUrl' | 'tokenUrl' | 'roamingUrl' | 'subscriptionsUrl', text: string): void {
	const label = FIELD_LABELS[field];
	if (text === '') {
		throw configurationError(`The field '${label}' is empty`, 'Fill it in with what the aggregator gave you.');
	}
	if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
		throw configurationError(
			`The field '${label}' does not hold a URL`,
			'Enter the whole address, starting with https://.',
		);
	}
	const url = new URL(text);
	if (url.username !== '' || url.password !== '') {
		throw configurationError(
			`The field '${label}' holds a user name or password`,
			'Remove them from the URL; client ID and client secret have fields of their own.',
		);
	}
	if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
		throw configurationError(
			`The field '${label}' does not start with https://`,
			'Use https; http would send the secrets in the clear and is accepted for this computer only.',
		);
	}
	if (url.hash !== '') {
		throw configurationError(
			`The field '${label}' holds a "#"`,
			'Remove it and what follows; a server never sees that part of a URL.',
		);
	}
}

/** 127.0.0.0/8 (RFC 1122), ::1 (RFC 4291) and localhost (RFC 6761). */
export function isLoopback(hostname: string): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}
