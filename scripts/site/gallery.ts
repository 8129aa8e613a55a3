/** What the gallery says of a scenario. */
export interface Entry {
  readonly file: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Addresses of the picture and of the page of a run, where there is one. */
  readonly picture?: string;
  readonly page?: string;
  /** What was done for it, or why there is no page. */
  readonly state: string;
}

/** The page of the shipped scenarios: the picture of a run in its middle, what it shows, and the file. */
export function gallery(entries: readonly Entry[]): string {
  return `# Gallery

The scenarios that come with the program, each run as it is shipped. A picture has f in the middle of the run beside H and I.

${entries.map(entry).join('\n')}`;
}

function entry({ file, title, description, picture, page, state }: Entry): string {
  return `## ${title}

${picture === undefined ? missing(page, state) : `![${title.replaceAll(/[[\]]/g, '')}](${picture})`}

${description ?? ''}

${page === undefined ? '' : `<a href="${page}" target="_self">Its page</a>. `}<a href="/scenarios/${file}" target="_self">${file}</a>: \`landau run scenarios/${file}\`
`;
}

function missing(page: string | undefined, state: string): string {
  return page === undefined ? `There is no page of it here (${state}): run it for its page.` : '';
}
