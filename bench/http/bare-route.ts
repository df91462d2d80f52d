import { fastify } from 'fastify'

// What a request costs when nothing is decided: the body is parsed, and an answer of the given size goes out.
const answerBytes = Number(process.argv[2] ?? 600)
const answer = JSON.stringify({ answer: 'x'.repeat(Math.max(answerBytes - 13, 0)) })

const app = fastify({ logger: false })
app.post('/bare', (_request, reply) => {
  void reply.type('application/json; charset=utf-8').send(answer)
})
app.get('/bare', (_request, reply) => {
  void reply.type('application/json; charset=utf-8').send(answer)
})
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.stdout.write(`ready ${address}\n`)
