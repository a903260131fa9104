import { z } from 'zod';

// Zod would try `new Function`, which the extension's CSP forbids. Import this before anything with a schema.
z.config({ jitless: true });
