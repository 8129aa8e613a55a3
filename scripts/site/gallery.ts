/** The entry of a scenario in the gallery. */
export interface Entry {
  readonly file: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Addresses of the picture and the page of a run, if there is one. */
  readonly picture?: string;
  readonly page?: string;
  /** The state of the run, or why there is no page. */
  readonly state: string;
}

/** The page of the shipped scenarios: for each, a picture from the middle of its run, a description, and the file. */
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
  return page === undefined ? `No page is available here (${state}): run the scenario to make it.` : '';
}
