import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isIri, isLanguageTag, turtle } from '../../api/rdf/turtle.ts'
import { owner } from '../support/fixtures.ts'
import { readTurtle, type Statement } from '../support/read-turtle.ts'
import {
  registryScope,
  resource,
  resourceBody,
  resourcePath,
  storyWorld,
} from '../support/story-world.ts'

const cv = 'http://data.europa.eu/m8g/'
const dct = 'http://purl.org/dc/terms/'
const rdfType = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'

describe('the export of the registry', () => {
  const told = async (...bodies: readonly object[]): Promise<readonly Statement[]> => {
    const world = await storyWorld()
    const token = await world.organisation(owner, registryScope)
    for (const body of bodies) {
      const made = await world.call(token, 'POST', resourcePath, {
        body: resourceBody({ ...body }),
      })
      expect(made.statusCode).toBe(201)
    }
    const answer = await world.call(undefined, 'GET', `${resourcePath}/export`)
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toBe('text/turtle; charset=utf-8')
    return readTurtle(answer.body)
  }
  const iriOf = (id: string) => `http://127.0.0.1:5100${resourcePath}/${id}`
  const valuesOf = (statements: readonly Statement[], subject: string, property: string) =>
    statements
      .filter((one) => one.subject === subject && one.property === property)
      .map(({ value }) => value)

  test('says of each resource what it is called, and who answers for it', async () => {
    const statements = await told()
    const of = (property: string) => valuesOf(statements, iriOf(resource), property)
    expect(of(rdfType)).toEqual(['<http://purl.org/vocab/cpsv#PublicService>'])
    expect(of(`${dct}identifier`)).toEqual([`"${resource}"`])
    expect(of(`${dct}title`)).toEqual([
      '"Krav og betalinger"@nb',
      '"Krav og betalingar"@nn',
      '"Claims and payments"@en',
    ])
    expect(of('http://www.w3.org/ns/dcat#keyword')).toEqual(['"krav"@nb'])
    const authority = `urn:altinn:organization:identifier-no:${owner}`
    expect(of(`${cv}hasCompetentAuthority`)).toEqual([`<${authority}>`])
    expect(valuesOf(statements, authority, rdfType)).toEqual([`<${cv}PublicOrganisation>`])
    expect(valuesOf(statements, authority, `${dct}identifier`)).toEqual([`"${owner}"`])
    expect(valuesOf(statements, authority, `${dct}title`)).toEqual(['"Skatteetaten"@nb'])
  })

  test('says how to reach whom, and leaves out what is written in no form of the model', async () => {
    const statements = await told({
      identifier: 'med-kontakt',
      homepage: 'https://skatt.example/krav',
      thematicAreas: ['https://tema.example/skatt', 'no iri'],
      spatial: ['everywhere'],
      keywords: [{ word: 'x', language: 'not a language' }],
      contactPoints: [
        { category: 'Hjelp', email: 'hjelp@skatt.example', contactPage: 'no page' },
        { category: 'Ingen' },
      ],
    })
    const of = (property: string) => valuesOf(statements, iriOf('med-kontakt'), property)
    expect(of('http://xmlns.com/foaf/0.1/homepage')).toEqual(['<https://skatt.example/krav>'])
    expect(of(`${cv}thematicArea`)).toEqual(['<https://tema.example/skatt>'])
    expect(of(`${dct}spatial`)).toEqual([])
    expect(of('http://www.w3.org/ns/dcat#keyword')).toEqual([])
    const points = of(`${cv}contactPoint`)
    expect(points).toHaveLength(1)
    expect(
      statements.filter(({ subject }) => subject === points[0]).map(({ value }) => value),
    ).toEqual([`<${cv}ContactPoint>`, '"hjelp@skatt.example"'])
  })

  test('tells nothing of what people are not shown', async () => {
    const statements = await told({ identifier: 'usynlig', visible: false })
    expect(statements.filter(({ subject }) => subject.includes('usynlig'))).toEqual([])
  })
})

describe('Turtle', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\r', '\t', '.', '>', '@', 'n', '\u0000') }),
  )
  const of = 'https://a.example/a'

  test('gives back every text as it was written, in its language', () => {
    fc.assert(
      fc.property(
        text,
        fc.option(fc.constantFrom('nb', 'en-GB'), { nil: undefined }),
        (one, tag) => {
          const written = turtle({ p: 'https://p.example/' }, [
            { subject: of, description: [['p:q', { text: one, language: tag }]] },
          ])
          const value = `"${one}"${tag === undefined ? '' : `@${tag}`}`
          expect(readTurtle(written)).toEqual([
            { subject: of, property: 'https://p.example/q', value },
          ])
        },
      ),
    )
  })

  test('lets no IRI end early, whatever stands in it', () => {
    fc.assert(
      fc.property(text, (one) => {
        const written = turtle({ p: 'https://p.example/' }, [
          { subject: `${of}/${one}`, description: [['p:q', { iri: `urn:${one}` }]] },
        ])
        const [statement, ...others] = readTurtle(written)
        expect(others).toEqual([])
        expect(decodeURIComponent(statement?.value.replaceAll('%', '%25') ?? '')).toMatch(/^<urn:/u)
      }),
    )
  })

  test('says nothing of what nothing is said of', () => {
    expect(turtle({ p: 'https://p.example/' }, [{ subject: of, description: [] }])).toBe(
      '@prefix p: <https://p.example/> .\n',
    )
  })

  test.each([
    ['nb', true],
    ['en-GB', true],
    ['', false],
    ['nb "', false],
    ['nb@', false],
  ])('takes %j as a language: %s', (tag, is) => expect(isLanguageTag(tag)).toBe(is))

  test.each([
    ['https://a.example/b?c=d#e', true],
    ['urn:a:b', true],
    ['a.example', false],
    ['https://a.example/ b', false],
    ['https://a.example/>', false],
    ['https://', true],
  ])('takes %j as an IRI: %s', (iri, is) => expect(isIri(iri)).toBe(is))
})
