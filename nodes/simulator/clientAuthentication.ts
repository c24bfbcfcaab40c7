/**
 * The client ID that a token or authorize request gives, or undefined where it does not give one by exactly one of
 * client_secret_basic, client_secret_post and private_key_jwt (RFC 6749 section 2.3, RFC 7523 section 2.2). Only the form
 * is checked: any secret and any signature will do.
 *
 * @param authorization the header, empty where there is none
 * @param form the parameters of the body
 */
export function readClientId(authorization: string, form: URLSearchParams): string | undefined {
	const methods = [
		authorization !== '' && readBasic(authorization)?.clientId,
		form.has('client_secret') && readPost(form),
		(form.has('client_assertion') || form.has('client_assertion_type')) && readAssertion(form),
	].filter((clientId) => clientId !== false);
	const [clientId] = methods;
	if (methods.length !== 1 || clientId === undefined) return undefined;
	// Whatever the method, the form may name no other client. An empty parameter counts as left out (RFC 6749 section 3.2).
	return (form.get('client_id') || clientId) === clientId ? clientId : undefined;
}

/** RFC 6749 section 2.3.1: both parts are form-encoded, so the only colon is the one between them. */
export function readBasic(authorization: string): { clientId: string; clientSecret: string } | undefined {
	const [, encoded = ''] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
	const parts = Buffer.from(encoded, 'base64').toString('utf8').split(':').map(formDecode);
	const [clientId = '', clientSecret = ''] = parts;
	return parts.length === 2 && clientId !== '' && clientSecret !== '' ? { clientId, clientSecret } : undefined;
}

function readPost(form: URLSearchParams): string | undefined {
	const clientId = form.get('client_id') ?? '';
	return clientId !== '' && form.get('client_secret') !== '' ? clientId : undefined;
}

/** RFC 7523 section 3: `iss` and `sub` are the client. */
function readAssertion(form: URLSearchParams): string | undefined {
	if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') return undefined;
	const parts = (form.get('client_assertion') ?? '').split('.');
	if (parts.length !== 3 || parts.includes('')) return undefined;
	const { iss, sub } = readJson(parts[1] ?? '');
	return typeof sub === 'string' && sub !== '' && iss === sub ? sub : undefined;
}

function readJson(part: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		// What is no JSON names no client.
		return {};
	}
}

function formDecode(text: string): string {
	return new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text') ?? '';
}
