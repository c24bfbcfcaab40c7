// n8n verifies only what a GitHub Action has published with provenance, so `npm publish` elsewhere is a mistake.
if (process.env.GITHUB_ACTIONS !== 'true') {
	console.error('Publish by pushing a tag, such as v0.1.0: .github/workflows/publish.yml does the rest.');
	process.exitCode = 1;
}
