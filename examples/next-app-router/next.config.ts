import type { NextConfig } from 'next';

const config: NextConfig = {
  poweredByHeader: false,
  // This folder is a project of its own, whatever lock files lie above it.
  turbopack: { root: import.meta.dirname },
};

export default config;
