import { normalizePhoneNumber } from '../../nodes/openGateway/phoneNumber';
import { refusalBy } from './partner';

export const refusal = (input: unknown, defaultCountryCode?: unknown) =>
	refusalBy(() => normalizePhoneNumber(input, defaultCountryCode));
