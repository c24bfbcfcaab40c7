import { configurationError } from '../errors';
import { FIELD_LABELS, type CredentialFields } from './fields';

const FIELDS = ['clientId', 'clientSecret'] as const;
type ReadyHeaderFields = Pick<CredentialFields, 'clientId' | 'clientSecret'>;

/**
 * Some portals show client ID and secret as a ready header, "Basic " and Base64 (Orange). Pasted as ID or secret it would
 * be encoded once more, and be refused as a wrong secret.
 *
 * @throws OpenGatewayError of stage `validation`, without the value
 */
export function refuseReadyHeader(fields: ReadyHeaderFields): void {
	for (const field of FIELDS) {
		if (!isReadyHeader(fields[field], fields)) continue;
		throw configurationError(
			`The field '${FIELD_LABELS[field]}' holds the ready "Basic …" header, in which the aggregator shows ID and secret together`,
			"Copy client ID and client secret from the aggregator's portal, each into its own field.",
		);
	}
}

function isReadyHeader(text: string, { clientId, clientSecret }: ReadyHeaderFields): boolean {
	// Portals and mails wrap long lines, and people copy quotes along.
	const [, scheme, encoded] =
		/^(?:authorization[:=])?(basic)?([A-Za-z0-9+/_-]{8,2000}={0,2})$/i.exec(text.replace(/[\s"'`]/g, '')) ?? [];
	if (encoded === undefined) return false;
	// Without the word "Basic" and a blank it counts only where it holds this client's ID or secret, since many secrets look
	// like Base64.
	if (scheme !== undefined && /basic\s/i.test(text)) return true;
	const pair = Buffer.from(encoded, 'base64').toString('utf8');
	return pair.startsWith(`${clientId}:`) || (clientSecret !== '' && pair.endsWith(`:${clientSecret}`));
}
