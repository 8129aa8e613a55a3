// Tests run from the sources; pages need their script as one file.
export { bundlePageScript as setup } from '../scripts/page-script.mjs';
