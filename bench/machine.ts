/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- tells what the figures were measured on; not published */
import { cpus } from 'node:os';
import { installedVersion } from './packageFolder';

/** What absolute figures depend on. */
export function describeMachine() {
	const [cpu] = cpus();
	return {
		cpu: cpu?.model.trim() ?? 'unknown',
		cores: cpus().length,
		platform: `${process.platform} ${process.arch}`,
		node: process.version,
		'n8n-core': installedVersion('n8n-core'),
		axios: installedVersion('axios'),
		'openid-client': installedVersion('openid-client'),
		date: new Date().toISOString().slice(0, 10),
	};
}
