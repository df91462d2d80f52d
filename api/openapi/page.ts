import type { openapiDocument } from './document.ts'

type Document = ReturnType<typeof openapiDocument>

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** The document as one page for people: no script, nothing from elsewhere. */
export function openapiPage({ info, paths, components }: Document): string {
  const operations = Object.entries(paths)
    .map(([path, methods]) => pathSection(path, methods))
    .join('')
  const schemas = Object.entries(components.schemas)
    .map(
      ([name, schema]) =>
        `<section id="${escaped(name)}"><h3>${escaped(name)}</h3>${json(schema)}</section>`,
    )
    .join('')
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)}</title><style>${style}</style></head><body><main>
<h1>${escaped(info.title)}</h1><p>${escaped(info.description)}</p>
<p>The same as <a href="/openapi.json">OpenAPI 3.1</a>.</p>
<h2>Operations</h2>${operations}<h2>Schemas</h2>${schemas}</main></body></html>`
}

function pathSection(path: string, methods: unknown): string {
  if (typeof methods !== 'object' || methods === null) return ''
  return Object.entries(methods)
    .map(([method, operation]: [string, unknown]) => {
      const summary =
        typeof operation === 'object' && operation !== null && 'summary' in operation
          ? String(operation.summary)
          : ''
      return `<details><summary><b>${escaped(method.toUpperCase())}</b> <code>${escaped(path)}</code> ${escaped(summary)}</summary>${json(operation)}</details>`
    })
    .join('')
}

const json = (value: unknown): string =>
  `<pre>${escaped(JSON.stringify(value, undefined, 2)).replaceAll(
    /#\/components\/schemas\/(\w+)/gu,
    '<a href="#$1">$1</a>',
  )}</pre>`

const style =
  'body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1e2b3c;background:#fff}main{max-width:60rem;margin:0 auto;padding:1rem}summary{cursor:pointer;padding:.3rem 0}pre{background:#f4f5f6;padding:.75rem;overflow:auto}code{font-size:.95em}'

/** What the page may load: its own style, and nothing else. */
export const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
