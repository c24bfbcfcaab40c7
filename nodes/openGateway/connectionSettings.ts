import { CALLED_URLS } from './credential/accessFlows';
import { AGGREGATORS, asksFor, type AggregatorName } from './credential/aggregators';
import { FIELD_LABELS, type CredentialFields } from './credential/fields';
import type { Settings } from './credential/settings';
import type { RequestStage } from './http/send';

type Field = keyof CredentialFields;

/** What shows that something else than the right API answers, or nothing. */
const URL_CODES = [
	'CERTIFICATE_NOT_TRUSTED',
	'CONNECTION_REFUSED',
	'CONNECTION_RESET',
	'ENDPOINT_NOT_FOUND',
	'GONE',
	'HOST_NOT_FOUND',
	'INVALID_RESPONSE',
	'METHOD_NOT_ALLOWED',
	'MISSING_ACCESS_TOKEN',
	'MISSING_AUTH_REQ_ID',
	'NOT_ACCEPTABLE',
	'NOT_IMPLEMENTED',
	'REDIRECTED',
	'TIMED_OUT',
	'UNSUPPORTED_MEDIA_TYPE',
];

const CLIENT: Field[] = ['clientId', 'clientSecret', 'clientAuthentication'];
const KEY: Field[] = ['privateKey', 'keyId', 'signingAlgorithm', 'assertionAudience'];

/** The settings that an error points to, one row an error. */
const FIELDS_OF_CODE: Record<string, Field[]> = {
	invalid_client: [...CLIENT, ...KEY],
	invalid_grant: ['clientId', ...KEY],
	invalid_request: ['scopeStyle', 'loginHintStyle', 'signRequests'],
	invalid_request_object: ['signRequests', 'clientId', ...KEY],
	invalid_scope: ['scopeStyle', 'customScope', 'apiVersion'],
	unauthorized_client: ['accessFlow'],
	unsupported_grant_type: ['accessFlow', 'tokenUrl'],
	INVALID_ARGUMENT: ['apiVersion', 'roamingUrl'],
	INVALID_TOKEN_CONTEXT: ['tokenUrl', 'roamingUrl'],
	MISSING_IDENTIFIER: ['apiVersion'],
	OUT_OF_RANGE: ['apiVersion'],
	UNAUTHENTICATED: ['apiKey', 'apiKeyHeader', 'tokenUrl', 'roamingUrl'],
	UNNECESSARY_IDENTIFIER: ['apiVersion'],
	UNSUPPORTED_TOKEN_TYPE: ['tokenUrl'],
};
/** An application's own JWT has no token URL that could be wrong. */
const FIELDS_OF_APPLICATION: Field[] = ['clientId', 'privateKey'];

/**
 * The settings to look at first, as the credential's form names them. 'Aggregator' where the preset decides them all;
 * empty where no setting can help.
 *
 * @param aggregator the value of the credential's field 'Aggregator', which `readSettings` has accepted
 */
export function settingsToChange(
	code: string,
	stage: RequestStage,
	settings: Settings,
	aggregator: AggregatorName,
): string[] {
	const fields = fieldsToChange(code, stage, settings);
	const asked = fields.filter((field) => asksFor(AGGREGATORS[aggregator], field, settings));
	if (asked.length > 0) return asked.map((field) => FIELD_LABELS[field]);
	return fields.length > 0 ? ['Aggregator'] : [];
}

function fieldsToChange(code: string, stage: RequestStage, { accessFlow }: Settings): Field[] {
	if (URL_CODES.includes(code)) return CALLED_URLS.filter((row) => row.stage === stage).map(({ field }) => field);
	if (code === 'UNAUTHENTICATED' && accessFlow === 'applicationJwt') return FIELDS_OF_APPLICATION;
	// With CIBA, invalid_grant is about the authentication request: only the two URLs can be at fault.
	if (code === 'invalid_grant' && accessFlow === 'ciba') return ['authorizeUrl', 'tokenUrl'];
	return FIELDS_OF_CODE[code] ?? [];
}
