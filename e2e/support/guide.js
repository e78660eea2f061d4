// A guide as a person follows it: its blocks of code, and the project that comes out of them.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

export const workspace = resolve(import.meta.dirname, '../..')

/** @typedef {{language: string, text: string}} Block */

/**
 * The blocks of code of a page.
 * @param {string} path from the workspace
 * @returns {Promise<Block[]>}
 */
export async function blocks(path) {
  const page = await readFile(join(workspace, path), 'utf8')
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({ language, text }))
}

/**
 * The links of a page to files of the workspace that lead nowhere, by file or by heading.
 * @param {string} path from the workspace
 */
export async function brokenLinks(path) {
  const text = async (/** @type {string} */ path) => readFile(join(workspace, path), 'utf8').catch(() => undefined)
  const page = (await text(path)) ?? ''
  const broken = []
  for (const [, link] of page.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
    const [to, anchor] = link.split('#')
    const target = to ? join(dirname(path), to) : path
    const found = anchor ? headings((await text(target)) ?? '').includes(anchor) : existsSync(join(workspace, target))
    if (!found) broken.push(link)
  }
  return broken
}

/** The anchors of a page's headings, as GitHub makes them. @param {string} page */
function headings(page) {
  const lines = page.replaceAll(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)
  return [...lines].map(([, title]) => title.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\- ]/gu, '').replaceAll(' ', '-'))
}

/**
 * The commands of a shell block as words; `\` continues a line, quotes keep words together.
 * @param {Block} block
 */
export function commands({ language, text }) {
  if (language !== 'sh') return []
  const lines = text.replaceAll('\\\n', ' ').split('\n')
  return lines.map((line) => [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, '')))
}

/**
 * The file a block says it is: its first line is a comment with the path.
 * @param {Block} block
 */
export function file({ text }) {
  return /^(?:\/\/|#) ([\w./[\]-]+\.(?:rs|toml|tsx?|mjs|json|local))\n/.exec(text)?.[1]
}

/**
 * Replaces what each hunk of a diff names, which must be there once.
 * @param {string} source
 * @param {string} diff
 */
export function patched(source, diff) {
  const [, ...hunks] = diff.split(/^@@\n/m)
  return hunks.reduce((before, hunk) => {
    const lines = hunk.split('\n').slice(0, -1)
    const side = (/** @type {string} */ other) =>
      lines.filter((line) => !line.startsWith(other)).map((line) => `${line.slice(1)}\n`).join('')
    const [old, changed] = [side('+'), side('-')]
    const places = before.split(`\n${old}`).length - 1
    if (places !== 1) throw new Error(`this is there ${places} times:\n${old}\nin:\n${before}`)
    return before.replace(`\n${old}`, () => `\n${changed}`)
  }, source)
}

/** A project made from a guide, in a folder of its own. */
export class Project {
  #parent
  #folder
  #elsewhere

  /** @param {string} parent an empty folder @param {Record<string, string>} elsewhere what stands for the guide's addresses here */
  constructor(parent, elsewhere) {
    this.#parent = parent
    this.#folder = parent
    this.#elsewhere = elsewhere
  }

  /** Does what a block says: writes or changes a file, or runs its `cargo` commands. @param {Block} block */
  async follow(block) {
    const path = file(block)
    if (path) return this.#write(path, this.#here(block.text))
    if (block.language === 'diff') {
      const path = /^--- (\S+)\n/.exec(block.text)?.[1] ?? ''
      const before = await readFile(join(this.#folder, path), 'utf8')
      return this.#write(path, patched(before, this.#here(block.text)))
    }
    for (const [program, ...words] of commands(block)) {
      if (program === 'cargo' && ['new', 'add'].includes(words[0])) await this.#change(words)
    }
  }

  /** @param {string[]} command */
  async #change(command) {
    const words = command.map((word) => word.replace(/^\.\.\/genkan\//, `${workspace}/`))
    // What the workspace builds with is at hand; only what is not needs the registry.
    await this.cargo(...words, ...(words[0] === 'add' ? ['--offline'] : [])).catch(() => this.cargo(...words))
    if (words[0] !== 'new') return
    this.#folder = join(this.#parent, words[1])
    await copyFile(join(workspace, 'Cargo.lock'), join(this.#folder, 'Cargo.lock'))
  }

  /**
   * Runs cargo with the workspace's toolchain and folder of built dependencies.
   * @param {string[]} words
   */
  async cargo(...words) {
    const toolchain = /channel = "(.*)"/.exec(await readFile(join(workspace, 'rust-toolchain.toml'), 'utf8'))?.[1]
    const env = {
      ...process.env,
      RUSTUP_TOOLCHAIN: process.env.RUSTUP_TOOLCHAIN ?? toolchain,
      CARGO_TARGET_DIR: join(workspace, 'target'),
      // As in the workspace, so that its dependencies need not be built again.
      CARGO_PROFILE_DEV_DEBUG: 'line-tables-only',
    }
    const settings = ['--config', 'profile.dev.package."*".debug=false']
    return promisify(execFile)('cargo', [...settings, ...words], { cwd: this.#folder, env, maxBuffer: 16 * 1024 * 1024 })
  }

  /** Builds the program. @returns {Promise<string>} its path */
  async build() {
    const { stdout } = await this.cargo('build', '--message-format', 'json-render-diagnostics')
    const messages = stdout.trim().split('\n').map((line) => JSON.parse(line))
    return messages.findLast(({ executable }) => executable).executable
  }

  /** @param {string} text */
  #here(text) {
    return Object.entries(this.#elsewhere).reduce((text, [there, here]) => text.replaceAll(there, here), text)
  }

  /** @param {string} path @param {string} text */
  async #write(path, text) {
    await mkdir(dirname(join(this.#folder, path)), { recursive: true })
    await writeFile(join(this.#folder, path), text)
  }
}
