import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type Reception, read } from './reception.ts'
import { type AdminResult, done, refused } from './admin-refusals.ts'
import {
  ClientInput,
  clientView,
  createClient,
  deactivateClient,
  JwksInput,
  keysView,
  ownClient,
  removeKeys,
  replaceKeys,
  updateClient,
} from './clients.ts'

const readScopes = ['idporten:dcr.read', 'idporten:dcr.modify', 'idporten:dcr.write']
const modifyScopes = ['idporten:dcr.modify', 'idporten:dcr.write']
const createScopes = ['idporten:dcr.write']

const clientsPath = '/api/v1/clients'
const keysPath = `${clientsPath}/:id/jwks`

const ClientPath = z.object({ id: z.string() })
const KeyPath = z.object({ id: z.string(), kid: z.string() })

const seen = <T, V>(result: AdminResult<T>, view: (value: T) => V): AdminResult<V> =>
  result.ok ? done(view(result.value)) : result

function oneClient(routes: FastifyInstance, { serve }: Reception): void {
  routes.get(
    `${clientsPath}/:id`,
    serve(readScopes, ({ state, orgNo }, request) => {
      const client = ownClient(state, ClientPath.parse(request.params).id, orgNo)
      return client === undefined ? refused('not-found') : done(clientView(client))
    }),
  )
  routes.put(
    `${clientsPath}/:id`,
    serve(modifyScopes, async ({ change, ...by }, request) => {
      const input = read(ClientInput, request.body)
      if (!input.ok) return input
      const update = { id: ClientPath.parse(request.params).id, input: input.value }
      return seen(await change((state) => updateClient(state, update, by)), clientView)
    }),
  )
  routes.delete(
    `${clientsPath}/:id`,
    serve(modifyScopes, async ({ change, ...by }, request) => {
      const { id } = ClientPath.parse(request.params)
      return seen(await change((state) => deactivateClient(state, id, by)), clientView)
    }),
  )
}

function allClients(routes: FastifyInstance, { serve }: Reception): void {
  routes.get(
    clientsPath,
    serve(readScopes, ({ state, orgNo }) =>
      done(
        state.clients
          .filter(({ client_orgno: owner, active }) => owner === orgNo && active)
          .map(clientView),
      ),
    ),
  )
  routes.post(
    clientsPath,
    serve(
      createScopes,
      async ({ change, ...by }, request) => {
        const input = read(ClientInput, request.body)
        if (!input.ok) return input
        const wish = { id: randomUUID(), input: input.value }
        return seen(await change((state) => createClient(state, wish, by)), clientView)
      },
      201,
    ),
  )
}

function keyRoutes(routes: FastifyInstance, { serve, switches }: Reception): void {
  const { keyAgeMaxDays, keysMax } = switches
  routes.get(
    keysPath,
    serve(readScopes, ({ state, orgNo }, request) => {
      const client = ownClient(state, ClientPath.parse(request.params).id, orgNo)
      return client === undefined || client.keys.length === 0
        ? refused('not-found')
        : done(keysView(client, keyAgeMaxDays))
    }),
  )
  routes.route({
    method: ['POST', 'PUT'],
    url: keysPath,
    handler: serve(modifyScopes, async ({ change, ...by }, request) => {
      const input = read(JwksInput, request.body)
      if (!input.ok) return input
      const wish = { id: ClientPath.parse(request.params).id, input: input.value, keysMax }
      return seen(await change((state) => replaceKeys(state, wish, by)), (client) =>
        keysView(client, keyAgeMaxDays),
      )
    }),
  })
  routes.delete(
    keysPath,
    serve(modifyScopes, async ({ change, ...by }, request) => {
      const path = ClientPath.parse(request.params)
      return seen(await change((state) => removeKeys(state, path, by)), clientView)
    }),
  )
  routes.delete(
    `${keysPath}/:kid`,
    serve(modifyScopes, async ({ change, ...by }, request) => {
      const path = KeyPath.parse(request.params)
      return seen(await change((state) => removeKeys(state, path, by)), clientView)
    }),
  )
}

/** Clients of one's own organisation, and their keys. */
export function clientRoutes(routes: FastifyInstance, reception: Reception): void {
  allClients(routes, reception)
  oneClient(routes, reception)
  keyRoutes(routes, reception)
}
