import { owner, vendor } from '../../support/fixtures.ts'
import {
  policyForm,
  policyXml,
  registryScope,
  resource,
  resourceBody,
  resourcePath,
} from '../../support/story-world.ts'
import { as, type Case } from './case.ts'

const G = '/resourceregistry/api/v1/resource'
const read =
  (path: string): Case[1] =>
  (w) =>
    w.call(undefined, 'GET', path)

const deleted: Case[1] = async (w) => {
  const token = await as(w, registryScope, owner)
  const body = resourceBody({ identifier: 'til-sletting' })
  await w.call(token, 'POST', resourcePath, { body })
  return w.call(token, 'DELETE', `${resourcePath}/til-sletting`)
}

const bySubjects =
  (...subjects: readonly string[]): Case[1] =>
  (w) =>
    w.call(undefined, 'POST', `${G}/bysubjects/`, { body: subjects })

/** A policy that is replaced, so that a feed has a subject that is gone. */
const replaced: Case[1] = async (w) => {
  const token = await as(w, registryScope, owner)
  const path = `${resourcePath}/${resource}/policy`
  await w.call(token, 'PUT', path, policyForm(policyXml.replaceAll('>lede<', '>best<')))
  await w.call(token, 'PUT', path, policyForm(policyXml))
  return w.call(undefined, 'GET', `${G}/updated?limit=3`)
}

const one = `${resourcePath}/${resource}`
const none = `${resourcePath}/no-such`

export const registryCases: readonly Case[] = [
  ['a resource deleted', deleted, 'DELETE', `${G}/{id}`, 204],
  [
    'no resource deleted',
    async (w) => w.call(await as(w, registryScope, owner), 'DELETE', none),
    'DELETE',
    `${G}/{id}`,
    404,
  ],
  [
    'a resource deleted by a stranger',
    async (w) => w.call(await as(w, registryScope, vendor), 'DELETE', one),
    'DELETE',
    `${G}/{id}`,
    403,
  ],
  ['all resources', read(`${resourcePath}/resourcelist`), 'GET', `${G}/resourcelist`, 200],
  ['resources sought', read(`${resourcePath}/Search?title=KRAV`), 'GET', `${G}/Search`, 200],
  [
    'resources of no type',
    read(`${resourcePath}/Search?resourceType=Annet`),
    'GET',
    `${G}/Search`,
    400,
  ],
  ['resources by subject', bySubjects('urn:altinn:rolecode:DAGL'), 'POST', `${G}/bysubjects`, 200],
  ['subjects', read(`${one}/policy/subjects`), 'GET', `${G}/{id}/policy/subjects`, 200],
  ['subjects of nothing', read(`${none}/policy/subjects`), 'GET', `${G}/{id}/policy/subjects`, 404],
  ['rules', read(`${one}/policy/rules`), 'GET', `${G}/{id}/policy/rules`, 200],
  ['rules of nothing', read(`${none}/policy/rules`), 'GET', `${G}/{id}/policy/rules`, 404],
  [
    'rights by key',
    read(`/resourceregistry/api/v2/resource/${resource}/policy/rights`),
    'GET',
    '/resourceregistry/api/v2/resource/{id}/policy/rights',
    200,
  ],
  ['subjects updated', replaced, 'GET', `${G}/updated`, 200],
  ['too many updates', read(`${G}/updated?limit=1001`), 'GET', `${G}/updated`, 400, 'RR.VLD-00008'],
  ['updates from nowhere', read(`${G}/updated?token=!`), 'GET', `${G}/updated`, 400],
  ['updates since never', read(`${G}/updated?since=aldri`), 'GET', `${G}/updated`, 400],
  ['changes', read(`${G}/changes?limit=1`), 'GET', `${G}/changes`, 200],
  ['no changes at all', read(`${G}/changes?limit=0`), 'GET', `${G}/changes`, 400, 'RR.VLD-00011'],
]
