import { configurationError } from '../errors';
import { FIELD_LABELS, type CredentialFields } from './fields';

const FIELDS = ['clientId', 'clientSecret'] as const;

/**
 * Some portals show client ID and secret as a ready header, "Basic " and Base64 (Orange). Pasted as ID or secret it would
 * be encoded once more, and be refused as a wrong secret.
 *
 * @throws OpenGatewayError of stage `validation`, without the value
 */
export function refuseReadyHeader(fields: Pick<CredentialFields, 'clientId' | 'clientSecret'>): void {
	for (const field of FIELDS) {
		if (!isReadyHeader(fields[field], fields.clientId)) continue;
		throw configurationError(
			`The field '${FIELD_LABELS[field]}' holds the ready "Basic …" header, in which the aggregator shows ID and secret together`,
			"Copy client ID and client secret from the aggregator's portal, each into its own field.",
		);
	}
}

function isReadyHeader(text: string, clientId: string): boolean {
	const [, scheme, encoded] =
		/^(?:authorization:)?\s*(basic\s+)?([A-Za-z0-9+/]{8,2000}={0,2})$/i.exec(text.trim()) ?? [];
	if (encoded === undefined) return false;
	// Without the word "Basic" it counts only where it holds this client's ID, since many secrets look like Base64.
	return scheme !== undefined || Buffer.from(encoded, 'base64').toString('utf8').startsWith(`${clientId}:`);
}
