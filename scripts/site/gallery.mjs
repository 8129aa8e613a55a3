/** The page of the shipped scenarios: the picture of a run in its middle, what it shows, and the file. */
export function gallery(entries) {
  return `# Gallery

The scenarios that come with the program, each run as it is shipped. A picture has f in the middle of the run beside H and I.

${entries.map(entry).join('\n')}`;
}

function entry({ file, title, description, picture, page, state }) {
  return `## ${title}

${picture === undefined ? missing(page, state) : `![${title.replaceAll(/[[\]]/g, '')}](${picture})`}

${description ?? ''}

${page === undefined ? '' : `<a href="${page}" target="_self">Its page</a>. `}<a href="/scenarios/${file}" target="_self">${file}</a>: \`landau run scenarios/${file}\`
`;
}

function missing(page, state) {
  return page === undefined ? `There is no page of it here (${state}): run it for its page.` : '';
}
