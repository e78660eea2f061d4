// A throw-away Redis on a free port. It keeps its data over a stop and a start, as a restarted server does.

import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './ports.js'

/** Starts the server. */
export async function redis() {
  const folder = await mkdtemp(join(tmpdir(), 'genkan-redis-'))
  const port = await freePort()
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  /** @type {import('node:child_process').ChildProcess} */
  let server
  let exited = Promise.resolve()

  const start = async () => {
    // Written to the folder when it is told to end, and read at the next start.
    const persistence = ['--save', '86400', '1', '--rdbcompression', 'no']
    server = spawn('redis-server', [...where, ...persistence], { stdio: ['ignore', 'pipe', 'inherit'] })
    const { stdout } = server
    exited = new Promise((done) => server.once('exit', () => done(undefined)))
    await new Promise((done, fail) => {
      server.once('error', () => fail(new Error("no redis-server: install Debian's package of this name")))
      server.once('exit', (code) => fail(new Error(`redis-server ended with ${code}`)))
      if (stdout) createInterface({ input: stdout }).on('line', (line) => /ready to accept/i.test(line) && done(undefined))
    })
  }
  const stop = async () => {
    server.kill('SIGTERM')
    await exited
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}/0`,
    start,
    stop,
    /** Keeps the connections and answers nothing. */
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    /** What it wrote when it ended. */
    written: () => readFile(join(folder, 'dump.rdb'), 'latin1'),
    async remove() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
