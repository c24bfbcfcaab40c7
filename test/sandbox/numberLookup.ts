import type { SimulatorResponse } from '../../nodes/simulator/simulator';
import type { SandboxRequest } from './sandbox';

/** Returns the number of a request: by its login_hint, or by the token or auth_req_id that was issued for it. */
export function createNumberLookup() {
	const issuedFor = new Map<string, string>();

	function phoneNumberOf({ body, headers }: SandboxRequest): string | undefined {
		const form = new URLSearchParams(body);
		const issued = form.get('auth_req_id') ?? headers.authorization?.replace('Bearer ', '') ?? '';
		return form.get('login_hint')?.replace('tel:', '') ?? issuedFor.get(issued);
	}

	/** Remembers what the response issues. */
	function remember(phoneNumber: string | undefined, response: SimulatorResponse): SimulatorResponse {
		const [, issued] = /"(?:auth_req_id|access_token)":"([^"]+)"/.exec(response.body) ?? [];
		if (issued !== undefined && phoneNumber !== undefined) issuedFor.set(issued, phoneNumber);
		return response;
	}

	return { phoneNumberOf, remember };
}
