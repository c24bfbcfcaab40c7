/* eslint-disable @n8n/community-nodes/no-restricted-globals -- n8n reads its settings from the environment; not published */

/** Switches n8n's egress protection on, which forbids loopback addresses. Import it before anything of n8n's. */
process.env.N8N_SSRF_PROTECTION_ENABLED = 'true';
export {};
