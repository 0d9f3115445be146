/**
 * The page's modules in a notebook, where there are no files: each becomes a module of its own, with the addresses of the
 * modules that it imports put in place of their names. `SOURCES` and `VIEW` are written above this.
 */
/* global SOURCES, VIEW */

const IMPORT = /(\bfrom\s*|\bimport\s*\(?\s*)(["'])(\.{1,2}\/[^"']+)\2/g;
const addresses = new Map();

function addressOf(path, through = []) {
  if (through.includes(path)) throw new Error(`${[...through, path].join(" imports ")}: modules cannot import in a circle here`);
  if (!addresses.has(path)) {
    const text = SOURCES[path].replace(IMPORT, (whole, before, quote, name) => {
      const target = new URL(name, `file:///${path}`).pathname.slice(1);
      return target in SOURCES ? `${before}${quote}${addressOf(target, [...through, path])}${quote}` : whole;
    });
    addresses.set(path, URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
  }
  return addresses.get(path);
}

export default {
  async render({ model, el }) {
    const { show } = await import(addressOf("notebook.js"));
    return show(model, el, VIEW);
  },
};
