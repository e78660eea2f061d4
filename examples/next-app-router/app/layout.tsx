import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import './style.css';
import { words } from './words';

export const viewport: Viewport = { colorScheme: 'light dark' };

export async function generateMetadata(): Promise<Metadata> {
  const { app } = await words();
  return { title: { default: app, template: `%s · ${app}` } };
}

export default async function Layout({ children }: { children: ReactNode }) {
  const { lang, foot } = await words();
  return (
    <html lang={lang}>
      <body>
        {children}
        <footer className="foot">{foot}</footer>
      </body>
    </html>
  );
}
