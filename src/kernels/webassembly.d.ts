/** The part of the WebAssembly interface in use: the types of Node 20 leave it out. */
declare namespace WebAssembly {
  class Module {
    constructor(code: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory>>);
    readonly exports: Record<string, unknown>;
  }
  class Memory {
    /** In pages of 64 KiB. */
    constructor(size: { readonly initial: number; readonly maximum: number; readonly shared?: boolean });
    /** An ArrayBuffer where it is not shared. */
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }
  function validate(code: Uint8Array): boolean;
}
