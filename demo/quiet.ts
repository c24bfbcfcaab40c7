/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a command line program, not published */

/** Import it before n8n-core, which reads the level as it loads: its lines would stand in the middle of the table. */
process.env.N8N_LOG_LEVEL = 'silent';
