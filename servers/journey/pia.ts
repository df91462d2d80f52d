import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { type Answer, ask } from '../support/fetch-json.ts'
import { syntheticPersonGrant } from '../idporten/token-form.ts'
import type { World } from './world.ts'

export const roerOgVann = '310702641'

const Register = z.object({ people: z.array(z.object({ pid: z.string(), name: z.string() })) })

/** Pia Rørvik, daily manager of Rør og Vann AS, is a synthetic person of the register. */
async function piasNumber(registerPath: string): Promise<string> {
  const { people } = Register.parse(JSON.parse(await readFile(registerPath, 'utf8')))
  const pia = people.find(({ name }) => name === 'Pia Rørvik')
  if (pia === undefined) throw new Error(`${registerPath} knows no Pia Rørvik`)
  return pia.pid
}

const TokenAnswer = z.object({ access_token: z.string() })

/** Logs in at ID-porten and exchanges the token for one of Altinn's. */
export async function logInAsPia({ idporten, api, registerPath }: World): Promise<string> {
  const login = await ask(new URL('/token', idporten), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: syntheticPersonGrant,
      pid: await piasNumber(registerPath),
    }),
  })
  const { access_token } = TokenAnswer.parse(login.json())
  const exchange = new URL('/authentication/api/v1/exchange/id-porten', api)
  return (await ask(exchange, bearer(access_token))).text.trim().replaceAll('"', '')
}

const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } })

/** What Pia does in Altinn, under her own token. */
export const asPia = (
  { api }: World,
  token: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
): Promise<Answer> => ask(new URL(path, api), { method, ...bearer(token) })
