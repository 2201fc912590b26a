"""Every message that leaves a process, defined once. JSON Schema, the OpenAPI parts and `wire.ts` are generated from here."""
