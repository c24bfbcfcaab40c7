/* eslint-disable @n8n/community-nodes/no-restricted-globals -- a command line program, not published */

/** Import it before n8n-core, which reads the level when it is loaded. Otherwise its log lines interrupt the table. */
process.env.N8N_LOG_LEVEL = 'silent';
