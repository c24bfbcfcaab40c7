/**
 * The n8n versions that the package is tried in, each with a Node.js that its `engines` allows. 1.123.81 would allow 20
 * too, but evaluates expressions in isolated-vm 6.2, which there is for Node.js 22 and newer.
 */
export const N8N_VERSIONS: Record<string, string> = {
	'1.123.81': '22.23.3',
	'2.8.4': '20.20.2',
	'2.41.1': '24.21.0',
};

export const NEWEST_N8N = '2.41.1';

/** Their engines. */
export const N8N_CORE_VERSIONS: Record<string, string> = {
	'1.122.48': '20.20.2',
	'2.8.1': '20.20.2',
	'2.41.1': '24.21.0',
};
