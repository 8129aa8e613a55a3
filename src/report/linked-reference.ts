import { type Html, html, join } from './html.ts';

/** Places in a citation that name a page: an address, a DOI, an arXiv number. */
const places = /(https?:\/\/[^\s<>"]*[^\s<>".,;)]|doi:\s*10\.\d{4,}\/[^\s<>"]*[^\s<>".,;)]|arXiv:\s*\d{4}\.\d{4,5})/gi;

/** A citation whose addresses, DOIs and arXiv numbers can be followed. */
export function linkedReference(reference: string): Html {
  const parts = reference.split(places);
  return join(
    parts.map((part, k) => (k % 2 === 0 ? part : html`<a href="${address(part)}">${part}</a>`)),
    html``,
  );
}

function address(place: string): string {
  if (/^doi:/i.test(place)) return `https://doi.org/${place.replace(/^doi:\s*/i, '')}`;
  if (/^arxiv:/i.test(place)) return `https://arxiv.org/abs/${place.replace(/^arxiv:\s*/i, '')}`;
  return place;
}
