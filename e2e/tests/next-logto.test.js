// The field's SDK for Next.js, unmodified, against a real server.

import { nextJourney } from '../support/next-journey.js'

nextJourney({ example: 'next-app-router-logto' })
