import { createError } from '../errors';
import type { ApiResponse } from '../http/send';
import { isRecord } from '../json';

/** Vonage's status of one insight -> our code; undefined where there is an answer. */
const CODE_OF_STATUS = new Map<string, string | undefined>([
	['OK', undefined],
	['PARTIAL_SUCCESS', undefined],
	['NO_COVERAGE', 'SERVICE_NOT_APPLICABLE'],
	['NOT_FOUND', 'IDENTIFIER_NOT_FOUND'],
	['UNAUTHORIZED', 'PERMISSION_DENIED'],
	['INVALID_PURPOSE', 'PERMISSION_DENIED'],
	['INVALID_NUMBER_FORMAT', 'INVALID_ARGUMENT'],
	['SUPPLIER_ERROR', 'BAD_GATEWAY'],
	['INTERNAL_ERROR', 'INTERNAL'],
]);

/**
 * The roaming insight of Vonage Identity Insights v1, as the body that CAMARA's API would send. The response has status
 * 200 also where there is no answer; `insights.roaming.status.code` says so.
 *
 * @throws OpenGatewayError of stage `roaming`
 */
export function readInsight(response: ApiResponse): unknown {
	const { body } = response;
	const insight = isRecord(body) && isRecord(body.insights) ? body.insights.roaming : undefined;
	if (!isRecord(insight) || !isRecord(insight.status)) throw response.toErrorWith('INVALID_RESPONSE');

	const status = String(insight.status.code).slice(0, 60);
	if (!CODE_OF_STATUS.has(status)) throw response.toErrorWith('INVALID_RESPONSE');
	const code = CODE_OF_STATUS.get(status);
	if (code !== undefined) {
		throw createError({ ...response.toErrorWith(code), message: undefined, originalCode: status });
	}
	return {
		roaming: insight.is_roaming,
		countryName: insight.country_codes,
		lastStatusTime: insight.latest_status_at,
	};
}
