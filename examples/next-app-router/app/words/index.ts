import { headers } from 'next/headers';
import { en, type Words } from './en';
import { ja } from './ja';
import { ko } from './ko';

export type { Words };

const all: Record<string, Words> = { en, ja, ko };

/** The words of the first language of `Accept-Language` that there is; English for everybody else. */
export async function words(): Promise<Words> {
  const accepted = (await headers()).get('accept-language') ?? '';
  const languages = accepted
    .split(',')
    .map((range) => {
      const [tag, weight] = range.trim().toLowerCase().split(/;\s*q=/);
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight);
  const found = languages.find(({ language }) => Object.hasOwn(all, language));
  return found ? all[found.language] : en;
}
