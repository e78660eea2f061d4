// What stands in front of several apps that share one origin: the path says which one answers.

import { createServer, request as httpRequest } from 'node:http'

/**
 * Listens on the port of `url`.
 * @param {string} url the origin that browsers see
 * @param {(path: string) => string} behind the origin of the app that answers
 */
export async function front(url, behind) {
  const server = createServer((request, response) => {
    const { url: path = '/', method, headers } = request
    // The Host header stays what the browser sent.
    const onward = httpRequest(new URL(path, behind(path)), { method, headers, agent: false })
    onward.once('error', () => response.destroy())
    onward.once('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  await new Promise((done, fail) => {
    server.once('error', fail).listen(Number(new URL(url).port), 'localhost', () => done(undefined))
  })
  return async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
}
