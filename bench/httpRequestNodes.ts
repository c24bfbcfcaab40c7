import type { INode } from 'n8n-workflow';
import { step } from '../test/e2e/workflows';
import type { StoredCredential } from '../test/e2e/n8n';
import { SCOPE, type Aggregator } from './aggregator';

/** For n8n's own HTTP Request node. */
export function basicAuthCredential({ clientId, clientSecret }: Aggregator): StoredCredential {
	return {
		id: 'basicAuth',
		name: 'Client',
		type: 'httpBasicAuth',
		data: { user: clientId, password: clientSecret },
	};
}

/** The three requests built with n8n alone: a node for each; all items pass the first node, then the next. */
export function httpRequestNodes(aggregator: Aggregator): INode[] {
	const credential = basicAuthCredential(aggregator);
	const credentials = { httpBasicAuth: { id: credential.id, name: credential.name } };
	const form = (name: string, url: string, fields: Record<string, string>): INode => ({
		...step(name, 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url,
			authentication: 'genericCredentialType',
			genericAuthType: 'httpBasicAuth',
			sendBody: true,
			contentType: 'form-urlencoded',
			bodyParameters: { parameters: Object.entries(fields).map(([field, value]) => ({ name: field, value })) },
			options: {},
		}),
		credentials,
	});
	return [
		form('Authorize', aggregator.authorizeUrl, { login_hint: '=tel:{{ $json.phoneNumber }}', scope: SCOPE }),
		form('Token', aggregator.tokenUrl, {
			grant_type: 'urn:openid:params:grant-type:ciba',
			auth_req_id: '={{ $json.auth_req_id }}',
		}),
		step('Roaming', 'n8n-nodes-base.httpRequest', 4.2, {
			method: 'POST',
			url: aggregator.roamingUrl,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Authorization', value: '=Bearer {{ $json.access_token }}' }] },
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '{}',
			options: {},
		}),
	];
}
