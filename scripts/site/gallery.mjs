/** The page of the shipped scenarios: the picture of a run in its middle, what it shows, and the file. */
export function gallery(entries) {
  return `# Gallery

The scenarios that come with the program, each run as it is shipped. A picture has f in the middle of the run beside H and I.

${entries.map(entry).join('\n')}`;
}

function entry({ file, title, description, picture }) {
  return `## ${title}

${picture === undefined ? 'It takes more than a minute: run it for its page.' : `![${title.replaceAll(/[[\]]/g, '')}](${picture})`}

${description ?? ''}

<a href="/scenarios/${file}" target="_self">${file}</a>: \`landau run scenarios/${file}\`
`;
}
