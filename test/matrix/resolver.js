const N8N_PACKAGES = /^(n8n-core|n8n-workflow|reflect-metadata)(\/|$)/;
const folder = process.env.N8N_CORE_FOLDER;

/** Takes n8n's packages from a folder outside of this project's own tree, for all modules that import them. */
module.exports = (request, options) =>
	options.defaultResolver(
		request,
		N8N_PACKAGES.test(request) && !options.basedir.startsWith(folder) ? { ...options, basedir: folder } : options,
	);
